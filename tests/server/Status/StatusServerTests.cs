using System.Net;
using System.Net.Http.Headers;
using Lull.Core.Maintenances;
using Lull.Server.Callers;
using Lull.Server.Catalogue;
using Lull.Server.Commands;
using Lull.Server.Status;
using Lull.Server.Tests.Kit;
using Microsoft.Extensions.DependencyInjection;

namespace Lull.Server.Tests.Status;

public sealed class StatusServerTests
{
    private static readonly string[] Addresses =
    [
        "/status",
        "/status/components/order-desk",
        "/status/calendar.ics",
        "/status/atom.xml",
        "/status/feed.json",
        "/api/v2/summary.json",
        "/api/v2/scheduled-maintenances/active.json",
    ];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everyone_reads_the_same_bytes_and_is_asked_again_only_when_something_changed()
    {
        await using Running running = await Running.StartAsync();
        MaintenanceId id = await running.PlanAsync(Plan, Site);
        using var http = new HttpClient { BaseAddress = running.Server.Address };

        using HttpResponseMessage empty = await http.GetAsync("/status", Cancelled);
        (await empty.Content.ReadAsStringAsync(Cancelled)).ShouldContain("Nothing is planned.");
        await ApproveAsync(running, id);

        foreach (
            string address in Addresses.Append($"/status/maintenances/{id}").Append($"/status/maintenances/{id}.ics")
        )
        {
            using HttpResponseMessage first = await http.GetAsync(address, Cancelled);
            first.StatusCode.ShouldBe(HttpStatusCode.OK, address);
            EntityTagHeaderValue tag = first.Headers.ETag.ShouldNotBeNull(address);
            DateTimeOffset since = first.Content.Headers.LastModified.ShouldNotBeNull(address);
            first.Headers.CacheControl.ShouldNotBeNull().ToString().ShouldBe("public, max-age=15");
            first.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe(["*"]);
            first.Headers.Contains("Set-Cookie").ShouldBeFalse(address);
            first.Headers.Vary.ShouldBeEmpty(address);

            using HttpResponseMessage byTag = await AskAsync(
                http,
                address,
                request => request.Headers.IfNoneMatch.Add(tag)
            );
            byTag.StatusCode.ShouldBe(HttpStatusCode.NotModified, address);
            (await byTag.Content.ReadAsByteArrayAsync(Cancelled)).ShouldBeEmpty();
            using HttpResponseMessage byTime = await AskAsync(
                http,
                address,
                request => request.Headers.IfModifiedSince = since
            );
            byTime.StatusCode.ShouldBe(HttpStatusCode.NotModified, address);
            using HttpResponseMessage other = await AskAsync(
                http,
                address,
                request => request.Headers.IfNoneMatch.ParseAdd("\"another\"")
            );
            other.StatusCode.ShouldBe(HttpStatusCode.OK, address);
            using var onlyHead = new HttpRequestMessage(HttpMethod.Head, address);
            using HttpResponseMessage head = await http.SendAsync(onlyHead, Cancelled);
            head.Headers.ETag.ShouldBe(tag, address);
        }

        using HttpResponseMessage before = await http.GetAsync("/status", Cancelled);
        before.Headers.ETag.ShouldNotBe(empty.Headers.ETag);
        await SendAsync(running, id, new Input.Start("ana"), board => board.IsActive);
        using HttpResponseMessage after = await http.GetAsync("/status", Cancelled);
        after.Headers.ETag.ShouldNotBe(before.Headers.ETag);
        string page = await after.Content.ReadAsStringAsync(Cancelled);
        page.ShouldContain("The work is under way.");
        page.ShouldContain("/status.js");
    }

    [Fact]
    public async Task What_is_not_announced_and_what_never_was_look_alike()
    {
        await using Running running = await Running.StartAsync();
        MaintenanceId draft = await running.PlanAsync(Plan, Site);
        using var http = new HttpClient { BaseAddress = running.Server.Address };
        string? same = null;

        foreach (
            string address in (string[])
                [
                    $"/status/maintenances/{draft}",
                    $"/status/maintenances/{draft}.ics",
                    "/status/maintenances/m-zzzzzzzz",
                    "/status/components/order-desk",
                    "/status/components/%3Cscript%3E",
                    "/status/nothing/here",
                ]
        )
        {
            using HttpResponseMessage answer = await http.GetAsync(address, Cancelled);
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, address);
            string page = await answer.Content.ReadAsStringAsync(Cancelled);
            page.ShouldContain("There is nothing here");
            (same ??= page).ShouldBe(page, address);
        }
    }

    [Fact]
    public async Task A_private_calendar_is_read_by_its_address_until_it_is_revoked()
    {
        await using Running running = await Running.StartAsync();
        await running.PlanAsync(Plan, Site);
        FeedTokens tokens = running.Server.Services.GetRequiredService<FeedTokens>();
        using HttpClient ana = await running.SignedInAsync("ana", Rights.View);
        using HttpClient http = running.Browser();

        (string? secret, _) = await tokens.MakeAsync("ana", "my phone", "order-desk");
        FeedToken made = (await tokens.ListAsync("ana")).ShouldHaveSingleItem();
        using HttpResponseMessage answer = await http.GetAsync($"/feeds/{secret}/calendar.ics", Cancelled);
        using HttpResponseMessage wrong = await http.GetAsync($"/feeds/{new string('A', 43)}/calendar.ics", Cancelled);
        bool byAnother = await tokens.RevokeAsync("bo", made.Id);
        bool byOwner = await tokens.RevokeAsync("ana", made.Id);
        using HttpResponseMessage gone = await http.GetAsync($"/feeds/{secret}/calendar.ics", Cancelled);

        made.ShouldBe(new FeedToken(made.Id, "ana", "my phone", "order-desk", made.MadeAt, UsedAt: null));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.CacheControl.ShouldNotBeNull().Private.ShouldBeTrue();
        answer.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
        string calendar = await answer.Content.ReadAsStringAsync(Cancelled);
        calendar.ShouldContain("STATUS:TENTATIVE");
        calendar.ShouldContain("X-WR-CALNAME:Maintenance: my phone");
        calendar.ShouldNotContain(secret!);
        wrong.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        byAnother.ShouldBeFalse();
        byOwner.ShouldBeTrue();
        gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task People_make_and_revoke_calendars_on_their_page_and_nobody_else_does_it_for_them()
    {
        await using Running running = await Running.StartAsync();
        using HttpClient ana = await running.SignedInAsync("ana", Rights.View);
        using HttpClient nobody = running.Browser();
        using var unproved = new FormUrlEncodedContent([KeyValuePair.Create("name", "forged")]);

        using HttpResponseMessage forged = await ana.PostAsync("/me/feeds", unproved, Cancelled);
        using HttpResponseMessage stranger = await nobody.GetAsync("/me/feeds", Cancelled);
        using HttpResponseMessage made = await ana.SubmitAsync(
            "/me/feeds",
            "/me/feeds",
            ("name", "<b>phone"),
            ("component", "")
        );
        string page = await made.Content.ReadAsStringAsync(Cancelled);
        string address = page.Split("value=\"http://")[1].Split('"')[0];
        using HttpResponseMessage calendar = await nobody.GetAsync("http://" + address, Cancelled);
        string later = await ana.ReadAsync("/me/feeds");
        FeedToken token = (
            await running.Server.Services.GetRequiredService<FeedTokens>().ListAsync("ana")
        ).ShouldHaveSingleItem();
        using HttpResponseMessage revoked = await ana.SubmitAsync("/me/feeds", $"/me/feeds/{token.Id}/revoke");
        using HttpResponseMessage gone = await nobody.GetAsync("http://" + address, Cancelled);

        forged.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        stranger.StatusCode.ShouldBe(HttpStatusCode.Found);
        made.StatusCode.ShouldBe(HttpStatusCode.OK);
        made.Headers.CacheControl.ShouldNotBeNull().NoStore.ShouldBeTrue();
        page.ShouldNotContain("<b>phone");
        calendar.StatusCode.ShouldBe(HttpStatusCode.OK);
        later.ShouldNotContain(address);
        revoked.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_secret_of_a_private_calendar_is_kept_nowhere()
    {
        await using Running running = await Running.StartAsync();
        FeedTokens tokens = running.Server.Services.GetRequiredService<FeedTokens>();

        (string? secret, _) = await tokens.MakeAsync("ana", "my phone", "");

        foreach (string file in Directory.EnumerateFiles(running.Directory, "server.db*"))
        {
            byte[] kept = await ReadAsync(file);
            kept.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(secret!)).ShouldBe(-1, file);
        }
    }

    [Fact]
    public async Task Too_many_or_nameless_calendars_are_refused_with_a_reason()
    {
        await using Running running = await Running.StartAsync();
        FeedTokens tokens = running.Server.Services.GetRequiredService<FeedTokens>();

        (await tokens.MakeAsync("ana", " \n ", "")).Refusal.ShouldContain("needs a name");
        for (int made = 0; made < FeedTokens.MostOfOnePerson; made++)
        {
            (await tokens.MakeAsync("ana", $"number {made}", "")).Secret.ShouldNotBeNull();
        }

        (await tokens.MakeAsync("ana", "one more", "")).Refusal.ShouldContain("Revoke one");
        (await tokens.MakeAsync("bo", "the first", "")).Secret.ShouldNotBeNull();
    }

    private static string Site =>
        Running.Site.Replace("web: { hosts: web", "order-desk: { hosts: web", StringComparison.Ordinal);

    private static string Plan =>
        Running.Plan.Replace(
            "  - title: Copy the certificate\n",
            "  - title: Copy the certificate\n    on: web\n",
            StringComparison.Ordinal
        );

    private static async Task<byte[]> ReadAsync(string file)
    {
        await using var stream = new FileStream(
            file,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete
        );
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Cancelled);
        return copy.ToArray();
    }

    private static async Task<HttpResponseMessage> AskAsync(
        HttpClient http,
        string address,
        Action<HttpRequestMessage> change
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        change(request);
        return await http.SendAsync(request, Cancelled);
    }

    private static async Task ApproveAsync(Running running, MaintenanceId id)
    {
        await SendAsync(running, id, new Input.Propose("ana"), _ => true);
        string revision = running.Server.Services.GetRequiredService<MaintenanceCatalogue>().Find(id)!.Revision;
        await SendAsync(running, id, new Input.Approve("bo", "cab", revision), board => board.All.Any());
    }

    /// <summary>Sends a command and waits until the public board shows what it leads to.</summary>
    private static async Task SendAsync(Running running, MaintenanceId id, Input command, Func<StatusBoard, bool> until)
    {
        string person = Engine.Conducting.MaintenanceEngine.ActorOf(command);
        CommandDesk desk = running.Server.Services.GetRequiredService<CommandDesk>();
        (await desk.SendAsync(new Caller(person, person, Rights.All), id, command)).ShouldBeOfType<Decision.Accepted>();
        MaintenanceCatalogue catalogue = running.Server.Services.GetRequiredService<MaintenanceCatalogue>();
        StatusBoards boards = running.Server.Services.GetRequiredService<StatusBoards>();
        for (long seen = catalogue.Version; !until(boards.Public); seen = catalogue.Version)
        {
            await catalogue.ChangeAfterAsync(seen, Cancelled);
        }
    }
}
