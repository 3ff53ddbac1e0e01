using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Lull.Core.Maintenances;
using Lull.Server.Callers;
using Lull.Server.Evidence;
using Lull.Server.Tests.Kit;
using Lull.Server.Tests.Pages;

namespace Lull.Server.Tests.Evidence;

public sealed class EvidenceFilesTests
{
    private static readonly byte[] Picture = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3, 4];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("../../../etc/passwd", "passwd")]
    [InlineData("..\\..\\boot.ini", "boot.ini")]
    [InlineData("/etc/cron.d/x", "x")]
    [InlineData("...", "file")]
    [InlineData("a\u0000b\r\nc.png", "a_b__c.png")]
    [InlineData("\u202Egnp.exe", "_gnp.exe")]
    [InlineData("photo of the rack.jpg", "photo of the rack.jpg")]
    public void Names_of_files_are_cleaned(string sent, string kept) => EvidenceFiles.CleanName(sent).ShouldBe(kept);

    [Fact]
    public async Task A_file_is_kept_under_its_hash_and_comes_back_as_an_attachment_only()
    {
        await using Running running = await Running.StartAsync();
        string at = $"/maintenances/{await running.PlanAsync()}";
        using HttpClient ana = await running.SignedInAsync("ana");
        byte[] page = "<script>alert(1)</script>"u8.ToArray();

        JsonNode kept = (
            await ana.TellAsync($"{at}/evidence?name={Uri.EscapeDataString("../x.html")}", new ByteArrayContent(page))
        ).Good();
        string hash = (string)kept["sha256"]!;
        using HttpResponseMessage back = await ana.GetAsync(
            new Uri($"{Calling.Api}{at}/evidence/{hash}", UriKind.Relative),
            Cancelled
        );

        ((string?)kept["name"]).ShouldBe("x.html");
        (await back.Content.ReadAsByteArrayAsync(Cancelled)).ShouldBe(page);
        back.Content.Headers.ContentDisposition.ShouldNotBeNull().DispositionType.ShouldBe("attachment");
        back.Content.Headers.ContentType.ShouldNotBeNull().MediaType.ShouldBe("application/octet-stream");
        back.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        Directory.GetFiles(Path.Combine(running.Directory, "evidence")).Select(Path.GetFileName).ShouldBe([hash]);
        (await ana.AskAsync($"{at}/evidence/{new string('0', 64)}")).ShouldRefuse(404, "not-found");
        (await ana.AskAsync($"{at}/evidence/..%2f..%2fserver.db")).ShouldRefuse(404, "not-found");
        (await ana.TellAsync($"{at}/evidence?name=x", new ByteArrayContent(new byte[(10 << 20) + 1]))).ShouldRefuse(
            413,
            "body-too-large"
        );
        Directory.GetFiles(Path.Combine(running.Directory, "evidence")).Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_file_from_the_war_room_and_one_from_the_API_are_kept_and_found_alike()
    {
        await using Running running = await Running.StartAsync();
        MaintenanceId id = await running.PlanAsync();
        string at = $"/maintenances/{id}";
        await running.SendAsync(id, new Input.Propose("ana"));
        using HttpClient ana = await running.SignedInAsync("ana");
        string revision = (string)(await ana.AskAsync(at)).Good()["revision"]!;
        await running.SendAsync(id, new Input.Approve("bo", "cab", revision), new Input.Start("ana"));
        string longest = $"{new string('x', 96)}.png";
        string hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Picture));
        int step = await ana.WaitingAsync(at, "Copy the certificate");

        (await UploadAsync(ana, id, Picture, $"../{longest}", step)).ShouldBe(HttpStatusCode.SeeOther);
        (await ana.TellAsync($"{at}/evidence?name=again.png", new ByteArrayContent(Picture))).Good();

        string link = $"<a href=\"/evidence/{hash}\">[{longest} sha256:{hash}]</a>";
        await Until.HoldsAsync(async () =>
            (await ana.ReadAsync($"{at}/steps/{step}")).Contains(link, StringComparison.Ordinal)
        );
        using HttpResponseMessage shown = await ana.GetAsync(new Uri($"/evidence/{hash}", UriKind.Relative), Cancelled);
        shown.Content.Headers.ContentType.ShouldNotBeNull().MediaType.ShouldBe("image/png");
        (await shown.Content.ReadAsByteArrayAsync(Cancelled)).ShouldBe(Picture);
        using HttpResponseMessage handed = await ana.GetAsync(
            new Uri($"{Calling.Api}{at}/evidence/{hash}", UriKind.Relative),
            Cancelled
        );
        handed.Content.Headers.ContentDisposition.ShouldNotBeNull().FileName.ShouldBe(longest);
        (await handed.Content.ReadAsByteArrayAsync(Cancelled)).ShouldBe(Picture);
    }

    [Fact]
    public async Task Who_may_not_operate_or_names_no_maintenance_leaves_nothing_on_the_disk()
    {
        await using Running running = await Running.StartAsync();
        MaintenanceId id = await running.PlanAsync();
        using HttpClient bo = await running.SignedInAsync("bo", Rights.View);
        using HttpClient ana = await running.SignedInAsync("ana");

        (await UploadAsync(bo, id, Picture, "x.png")).ShouldBe(HttpStatusCode.Conflict);
        (await UploadAsync(ana, MaintenanceId.Of("m-nonenone"), Picture, "x.png")).ShouldBe(HttpStatusCode.NotFound);
        (await UploadAsync(ana, id, new byte[(10 << 20) + 1], "x.png")).ShouldBe(HttpStatusCode.RequestEntityTooLarge);

        string folder = Path.Combine(running.Directory, "evidence");
        (Directory.Exists(folder) ? Directory.GetFiles(folder) : []).ShouldBeEmpty();
    }

    /// <summary>Ticks a step off by the war room's form, with a file.</summary>
    private static async Task<HttpStatusCode> UploadAsync(
        HttpClient http,
        MaintenanceId id,
        byte[] content,
        string name,
        int step = 1
    )
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent(await http.FormTokenAsync("/me")), "__RequestVerificationToken" },
            { new StringContent($"{step}"), "node" },
            { new StringContent("As asked."), "evidence" },
        };
        using var file = new ByteArrayContent(content);
        file.Headers.ContentType = new MediaTypeHeaderValue("text/html");
        form.Add(file, "file", name);
        using HttpResponseMessage answer = await http.PostAsync(
            new Uri($"/maintenances/{id}/commands/tick", UriKind.Relative),
            form,
            Cancelled
        );
        return answer.StatusCode;
    }
}
