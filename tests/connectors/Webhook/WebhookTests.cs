using System.Security.Cryptography;
using System.Text;
using Lull.Connectors.Tests.Contracts;
using Lull.Connectors.Tests.Support;
using Lull.Core.Actions;
using Lull.Engine.Connectors;
using static Lull.Connectors.Tests.Support.World;

namespace Lull.Connectors.Tests.Webhook;

/// <summary><c>webhook.post</c> against a receiver that checks signatures as Standard Webhooks say.</summary>
public sealed class WebhookTests : ChangeContract, IAsyncLifetime
{
    private const string Key = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private WebServer? _server;
    private CuttingProxy? _proxy;

    protected override IAction Action => Connection(Server.Port)["post"];

    private WebServer Server => _server ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync()
    {
        Environment.SetEnvironmentVariable("LULL_TEST_WHSEC", $"whsec_{Key}");
        _server = await WebServer.StartAsync(
            (context, body) =>
            {
                string path = context.Request.Path.Value!;
                context.Response.StatusCode =
                    path.StartsWith("/status/", StringComparison.Ordinal)
                        ? int.Parse(path.Split('/')[^1], System.Globalization.CultureInfo.InvariantCulture)
                    : IsSigned(context.Request.Headers, body) ? 204
                    : 401;
                return Task.CompletedTask;
            }
        );
        _proxy = new CuttingProxy(_server.Port, said => said.Contains("POST ", StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy!.DisposeAsync();
        await Server.DisposeAsync();
    }

    protected override ActionRequest Wanted() =>
        Request(("text", Text("We begin.")), ("data", Map(("hosts", Text("4")))));

    protected override IAction LosingAnswers() => Connection(_proxy!.Port)["post"];

    protected override Task<string> WorldAsync() =>
        Task.FromResult(string.Join('\n', Server.Requests.Select(heard => heard.Body)));

    [Fact]
    public async Task The_event_is_signed_and_carries_the_marker()
    {
        ActionRequest request = Wanted();
        (await Action.ApplyAsync(request, Cancel))
            .ShouldBeOfType<Outcome.Done>()
            .Evidence.Summary.ShouldStartWith("HTTP 204");
        Heard heard = Server.Requests.Single();
        heard.Headers["webhook-id"].ShouldBe(request.Marker);
        heard.Body.ShouldStartWith("""{"type":"lull.message","timestamp":""");
        heard.Body.ShouldEndWith("""Z","data":{"text":"We begin.","hosts":4}}""");
    }

    [Theory]
    [InlineData(200, typeof(Outcome.Done))]
    [InlineData(400, typeof(Outcome.Failed))]
    [InlineData(410, typeof(Outcome.Failed))]
    [InlineData(502, typeof(Outcome.Unknown))]
    public async Task The_status_decides_and_it_is_sent_once(int status, Type ending)
    {
        IAction post = Connection(Server.Port, $"/status/{status}")["post"];
        (await post.ApplyAsync(Wanted(), Cancel)).ShouldBeOfType(ending);
        Server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_secret_that_is_no_signing_secret_fails_before_anything_is_sent()
    {
        IAction post = Connect("webhook", Map(("address", Text(Server.Address)), ("secret", Text(CanaryReference))))[
            "post"
        ];
        string reason = (await post.ApplyAsync(Wanted(), Cancel)).ShouldBeOfType<Outcome.Failed>().Reason;
        reason.ShouldContain("whsec_");
        reason.ShouldNotContain(Canary);
        Server.Requests.ShouldBeEmpty();
    }

    private static IConnector Connection(int port, string path = "/") =>
        Connect(
            "webhook",
            Map(("address", Text($"http://127.0.0.1:{port}{path}")), ("secret", Text("env:LULL_TEST_WHSEC")))
        );

    private static bool IsSigned(Microsoft.AspNetCore.Http.IHeaderDictionary headers, string body)
    {
        byte[] signed = Encoding.UTF8.GetBytes($"{headers["webhook-id"]}.{headers["webhook-timestamp"]}.{body}");
        return headers["webhook-signature"]
            == $"v1,{Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(Key), signed))}";
    }
}
