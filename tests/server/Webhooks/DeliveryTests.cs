using System.Diagnostics;
using System.Text.Json.Nodes;
using Lull.Server.Callers;
using Lull.Server.Tests.Kit;
using Microsoft.AspNetCore.Http;

namespace Lull.Server.Tests.Webhooks;

public sealed class DeliveryTests
{
    private const string Verify = """
        import base64, hashlib, hmac, sys
        secret, message, timestamp, signature = sys.argv[1:5]
        signed = message.encode() + b"." + timestamp.encode() + b"." + sys.stdin.buffer.read()
        key = base64.b64decode(secret.removeprefix("whsec_"))
        good = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        sys.exit(0 if hmac.compare_digest(good, signature) else 1)
        """;

    [Fact]
    public async Task What_is_asked_for_is_sent_and_signed_as_the_standard_says()
    {
        await using Receiver receiver = await Receiver.StartAsync();
        await using Running running = await Running.StartAsync(change: Allowing);
        using HttpClient ana = await running.SignedInAsync("ana");
        MaintenanceId old = await running.PlanAsync();
        await Until.HoldsAsync(async () => (await ana.AskAsync("/maintenances")).Good()["items"]!.AsArray().Count == 1);
        JsonNode made = (
            await ana.TellAsync("/webhooks", new { url = receiver.Url, kinds = (string[])["proposed", "noted"] })
        ).Good();
        MaintenanceId young = await running.PlanAsync();

        (await ana.TellAsync($"/maintenances/{old}/note", new { text = "Grüße" })).Good();
        await Until.HoldsAsync(() => Task.FromResult(receiver.Received.Count == 1));
        (await ana.TellAsync($"/maintenances/{young}/propose")).Good();
        await Until.HoldsAsync(() => Task.FromResult(receiver.Received.Count == 2));

        (IHeaderDictionary headers, string body) = receiver.Received.First();
        JsonNode sent = JsonNode.Parse(body)!;
        ((string?)sent["type"]).ShouldBe("noted");
        ((string?)sent["data"]!["event"]!["text"]).ShouldBe("Grüße");
        ((string?)sent["data"]!["maintenance"]).ShouldBe(old.Text);
        (await IsSignedAsync((string)made["secret"]!, headers, body)).ShouldBeTrue();
        (await IsSignedAsync((string)made["secret"]!, headers, body + " ")).ShouldBeFalse();
        (await ana.AskAsync("/webhooks")).Text.ShouldNotContain("whsec_");
    }

    [Fact]
    public async Task What_could_not_be_delivered_is_after_a_restart_with_the_same_id()
    {
        await using Receiver receiver = await Receiver.StartAsync();
        receiver.Answer = 500;
        await using Running running = await Running.StartAsync(change: Allowing);
        MaintenanceId id = await running.PlanAsync();
        string webhook;
        using (HttpClient ana = await running.SignedInAsync("ana"))
        {
            JsonNode made = (
                await ana.TellAsync("/webhooks", new { url = receiver.Url, kinds = (string[])["noted"] })
            ).Good();
            webhook = (string)made["webhook"]!["id"]!;
            (await ana.TellAsync($"/maintenances/{id}/note", new { text = "one" })).Good();
            await Until.HoldsAsync(() => Task.FromResult(!receiver.Received.IsEmpty));
        }

        await running.Server.DisposeAsync();
        receiver.Answer = 200;
        await using Running again = await Running.StartAsync(running.Directory, Allowing);
        using HttpClient back = await again.SignedInAsync("ana");
        string message = receiver.Received.First().Headers["webhook-id"]!;
        (await back.TellAsync($"/webhooks/{webhook}/deliveries/{message}/retry")).Status.ShouldBe(
            System.Net.HttpStatusCode.Accepted
        );

        await Until.HoldsAsync(async () =>
            (string?)(await back.AskAsync($"/webhooks/{webhook}/deliveries")).Good()[0]!["state"] == "delivered"
        );
        receiver
            .Received.Select(one => one.Headers["webhook-id"].ToString())
            .Distinct(StringComparer.Ordinal)
            .ShouldBe([message]);
        (await back.TellAsync($"/maintenances/{id}/note", new { text = "two" })).Good();
        await Until.HoldsAsync(async () =>
            (await back.AskAsync($"/webhooks/{webhook}/deliveries")).Good().AsArray().Count == 2
        );
    }

    [Fact]
    public async Task Redirects_are_not_followed_and_who_is_gone_is_told_no_more()
    {
        await using Receiver receiver = await Receiver.StartAsync();
        receiver.Answer = 302;
        await using Running running = await Running.StartAsync(change: Allowing);
        using HttpClient ana = await running.SignedInAsync("ana");
        string webhook = (string)
            (await ana.TellAsync("/webhooks", new { url = receiver.Url })).Good()["webhook"]!["id"]!;

        (await ana.TellAsync($"/webhooks/{webhook}/test")).Status.ShouldBe(System.Net.HttpStatusCode.Accepted);
        JsonNode? delivery = null;
        await Until.HoldsAsync(async () =>
        {
            delivery = (await ana.AskAsync($"/webhooks/{webhook}/deliveries")).Good()[0];
            return (int?)delivery!["attempts"] == 1;
        });
        ((string?)delivery!["state"]).ShouldBe("waiting");
        ((string?)delivery["answer"]).ShouldStartWith("302");
        receiver.Answer = 410;
        await ana.TellAsync($"/webhooks/{webhook}/deliveries/{(string?)delivery["id"]}/retry");

        await Until.HoldsAsync(async () =>
            (bool?)(await ana.AskAsync($"/webhooks/{webhook}")).Good()["isActive"] == false
        );
        ((string)(await ana.AskAsync($"/webhooks/{webhook}")).Good()["trouble"]!).ShouldContain("410");
    }

    [Fact]
    public async Task Webhooks_are_for_who_administers_and_go_to_public_addresses()
    {
        await using Running running = await Running.StartAsync();
        using HttpClient ana = await running.SignedInAsync("ana");
        using HttpClient bo = await running.SignedInAsync("bo", Rights.All & ~Rights.Administer);

        (await bo.AskAsync("/webhooks")).ShouldRefuse(403, "right-missing");
        (await ana.TellAsync("/webhooks", new { url = "https://169.254.169.254/latest" })).ShouldRefuse(
            422,
            "not-possible"
        );
        (await ana.TellAsync("/webhooks", new { url = "https://x.example", kinds = (string[])["none"] })).ShouldRefuse(
            422,
            "not-possible"
        );
        (await ana.AskAsync("/webhooks/none")).ShouldRefuse(404, "not-found");
    }

    private static ServerOptions Allowing(ServerOptions options) => options with { WebhookHosts = ["127.0.0.1"] };

    private static async Task<bool> IsSignedAsync(string secret, IHeaderDictionary headers, string body)
    {
        using Process python = Process.Start(
            new ProcessStartInfo("python3")
            {
                ArgumentList =
                {
                    "-c",
                    Verify,
                    secret,
                    headers["webhook-id"].ToString(),
                    headers["webhook-timestamp"].ToString(),
                    headers["webhook-signature"].ToString(),
                },
                RedirectStandardInput = true,
                UseShellExecute = false,
            }
        )!;
        await python.StandardInput.WriteAsync(body);
        python.StandardInput.Close();
        await python.WaitForExitAsync(TestContext.Current.CancellationToken);
        return python.ExitCode == 0;
    }
}
