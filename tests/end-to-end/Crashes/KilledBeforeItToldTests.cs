using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lull.EndToEnd.Tests.Kit;
using Lull.Server.Tests.Kit;
using Lull.Server.Tests.Webhooks;
using Folder = Lull.Connectors.Tests.Support.Folder;

namespace Lull.EndToEnd.Tests.Crashes;

/// <summary>
/// A service with a webhook is killed with SIGKILL: after an event is in the journal and before it is in the outbox, after it is in the
/// outbox and before it was delivered, and at any moment. Whatever is in the journal arrives, always under the same id.
/// </summary>
public sealed partial class KilledBeforeItToldTests : IAsyncLifetime
{
    private const string Plan = """
        maintenance: Read the meters
        author: ana
        impact: None.
        window: { start: 2036-12-03 14:00, length: 1h, zone: Europe/Lisbon }
        change:
          - title: Read the first meter
            manual: Write down what it shows.
        rollback: { none: nothing is changed }
        """;

    private const string Site = """
        site: hall
        hosts: { meter1: {} }
        people:
          ana: { name: Ana Silva, roles: [lead], zone: Europe/Lisbon }
        """;

    /// <summary>Holds SQLite's write lock on the server's database until its input ends, so that nothing gets into the outbox.</summary>
    private const string Lock = """
        import sqlite3, sys
        database = sqlite3.connect(sys.argv[1], isolation_level=None)
        database.execute("BEGIN IMMEDIATE")
        print("held", flush=True)
        sys.stdin.read()
        """;

    private readonly Folder _folder = new();
    private readonly HttpClient _browser = new(
        new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }
    );
    private Receiver _receiver = null!;
    private LullProgram _service = null!;
    private Uri _address = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _receiver = await Receiver.StartAsync();
        await File.WriteAllTextAsync(_folder["meters.plan.yaml"], Plan, Cancelled);
        await File.WriteAllTextAsync(_folder["hall.site.yaml"], Site, Cancelled);
        _browser.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        await ServeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _service.Dispose();
        _browser.Dispose();
        await _receiver.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_is_in_the_journal_is_told_under_the_same_id_whenever_the_service_is_killed()
    {
        await SignInAsync();
        await AddWebhookAsync();
        using LullProgram opened = await LullAsync(
            "open",
            _folder["meters.plan.yaml"],
            "--site",
            _folder["hall.site.yaml"]
        );
        opened.ExitCode.ShouldBe(0, opened.Output);

        // In the journal, and kept out of the outbox.
        using (Process held = await HoldOutboxAsync())
        {
            await NoteAsync("one");
            await _service.KillAsync();
            held.StandardInput.Close();
            await held.WaitForExitAsync(Cancelled);
        }

        _receiver.Received.ShouldBeEmpty();
        await ServeAsync();
        await Until.HoldsAsync(() => Task.FromResult(Told("one").Count == 1));

        // In the outbox, and with the receiver, which has not answered.
        var answers = new TaskCompletionSource();
        _receiver.Until = answers.Task;
        await NoteAsync("two");
        await Until.HoldsAsync(() => Task.FromResult(Told("two").Count == 1));
        await _service.KillAsync();
        answers.SetResult();
        await ServeAsync();
        await Until.HoldsAsync(() => Task.FromResult(Told("two").Count >= 2));

        // At any moment.
        var chance = new Random(20261203);
        string[] more = ["three", "four", "five", "six"];
        foreach (string text in more)
        {
            await NoteAsync(text);
            await Task.Delay(chance.Next(40), Cancelled);
            await _service.KillAsync();
            await ServeAsync();
        }

        await Until.HoldsAsync(() => Task.FromResult(more.All(text => Told(text).Count >= 1)));
        foreach (string text in (string[])["one", "two", .. more])
        {
            Told(text).Distinct(StringComparer.Ordinal).ShouldHaveSingleItem($"'{text}' came under several ids");
        }
    }

    /// <summary>Ids under which a note was told.</summary>
    private List<string> Told(string text) =>
        [
            .. _receiver
                .Received.Where(one => (string?)JsonNode.Parse(one.Body)!["data"]!["event"]!["text"] == text)
                .Select(one => one.Headers["webhook-id"].ToString()),
        ];

    private async Task ServeAsync()
    {
        _service?.Dispose();
        _service = LullProgram.Start(
            "serve",
            "--store",
            _folder["store"],
            "--listen",
            "http://127.0.0.1:0",
            "--webhook-host",
            "127.0.0.1"
        );
        await Until.HoldsAsync(() => Task.FromResult(AddressPattern().IsMatch(_service.Output)));
        _address = new Uri(AddressPattern().Match(_service.Output).Groups["address"].Value);
    }

    /// <summary>By the link of the first start, as whoever installs it does.</summary>
    private async Task SignInAsync()
    {
        await Until.HoldsAsync(() => Task.FromResult(LinkPattern().IsMatch(_service.Output)));
        var link = new Uri(LinkPattern().Match(_service.Output).Groups["link"].Value);
        string page = await _browser.GetStringAsync(link, Cancelled);
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string>
            {
                ["__RequestVerificationToken"] = WebUtility.HtmlDecode(
                    TokenPattern().Match(page).Groups["token"].Value
                ),
                ["key"] = link.Query["?key=".Length..],
                ["person"] = "ana",
                ["name"] = "Ana Silva",
                ["password"] = "a long and plain password",
                ["zone"] = "Europe/Lisbon",
            }
        );
        using HttpResponseMessage answer = await _browser.PostAsync(new Uri(_address, "/first-start"), form, Cancelled);
        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther, await answer.Content.ReadAsStringAsync(Cancelled));
    }

    private async Task AddWebhookAsync()
    {
        using HttpResponseMessage made = await _browser.PostAsJsonAsync(
            new Uri(_address, "/api/v1/webhooks"),
            new { url = _receiver.Url, kinds = (string[])["noted"] },
            Cancelled
        );
        made.StatusCode.ShouldBe(HttpStatusCode.Created, await made.Content.ReadAsStringAsync(Cancelled));
    }

    private async Task<Process> HoldOutboxAsync()
    {
        Process held = Process.Start(
            new ProcessStartInfo("python3", ["-c", Lock, Path.Combine(_folder["store"], "server.db")])
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
        (await held.StandardOutput.ReadLineAsync(Cancelled)).ShouldBe("held");
        return held;
    }

    /// <summary>The command ends once the note is in the journal.</summary>
    private async Task NoteAsync(string text)
    {
        using LullProgram note = await LullAsync("note", text, "--as", "ana");
        note.ExitCode.ShouldBe(0, $"{note.Output}\n{_service.Output}");
    }

    private Task<LullProgram> LullAsync(params string[] command) =>
        LullProgram.RunAsync([.. command, "--store", _folder["store"]]);

    [GeneratedRegex("at (?<address>http://127\\.0\\.0\\.1:\\d+/)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex AddressPattern();

    [GeneratedRegex("(?<link>http://\\S+/first-start\\?key=\\S+)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex LinkPattern();

    [GeneratedRegex(
        "name=\"__RequestVerificationToken\" value=\"(?<token>[^\"]+)\"",
        RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex TokenPattern();
}
