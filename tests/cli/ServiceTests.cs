using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lull.Core.Common;
using Lull.Engine.Journal;
using Lull.Engine.Timers;
using Lull.Server;

namespace Lull.Cli.Tests;

/// <summary>A plan becomes a maintenance of the service, part by part, and its journal leaves it again.</summary>
public sealed partial class ServiceTests : IDisposable
{
    private const string Plan = """
        maintenance: Read the meters
        author: ana
        impact: None.
        window: { start: 2026-12-03 14:00, length: 1h, zone: Europe/Lisbon }
        approvals: [{ role: lead }]
        change:
          - title: Read the first meter
            manual: Write down what it shows, such as "½ kWh".
        rollback: { none: nothing is changed }
        """;

    private const string Site = """
        site: hall
        hosts: { meter1: {} }
        people:
          ana: { name: Ana Silva, roles: [lead], zone: Europe/Lisbon }
          bo: { name: Bo Lindqvist, roles: [lead], zone: Europe/Stockholm }
        """;

    private readonly string _directory = Directory.CreateTempSubdirectory("lull-service-").FullName;

    public ServiceTests()
    {
        File.WriteAllText(PlanPath, Plan);
        File.WriteAllText(Path.Combine(_directory, "hall.site.yaml"), Site);
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string PlanPath => Path.Combine(_directory, "meters.plan.yaml");

    private string StorePath => Path.Combine(_directory, "store");

    [Fact]
    public async Task A_plan_is_opened_proposed_approved_and_started_by_different_people()
    {
        await using LullServer service = await ServeAsync();

        Line opened = await LullAsync("open", PlanPath, "--start", "now");
        string id = IdPattern().Match(opened.Output).Value;
        opened.Code.ShouldBe(ExitCode.Done, opened.Error);
        opened.Output.ShouldContain($"{id} is a draft: Read the meters on hall");
        opened.Error.ShouldContain($"lull propose --maintenance {id}");
        (await LullAsync("start", "--as", "ana")).Code.ShouldBe(ExitCode.Refused);

        (await LullAsync("propose", "--as", "ana")).Code.ShouldBe(ExitCode.Done);
        (await LullAsync("approve", "--as", "ana")).Error.ShouldContain("author");
        (await LullAsync("approve", "--as", "bo")).Code.ShouldBe(ExitCode.Done);
        (await LullAsync("start", "--as", "ana", "--maintenance", id)).Code.ShouldBe(ExitCode.Done);
        Line status = await LullAsync("status");
        status.Output.ShouldContain("Read the first meter");
        (await LullAsync("propose", "--as", "ana")).Code.ShouldBe(ExitCode.Refused);
    }

    [Fact]
    public async Task The_same_plan_for_the_same_window_is_opened_once()
    {
        await using LullServer service = await ServeAsync();

        Line first = await LullAsync("open", PlanPath, "--json");
        Line again = await LullAsync("open", PlanPath);
        Line another = await LullAsync("open", PlanPath, "--start", "2026-12-04T14:00", "--json");

        JsonNode opened = JsonNode.Parse(first.Output)!;
        ((string?)opened["site"]).ShouldBe("hall");
        ((string?)opened["start"]).ShouldBe("2026-12-03T14:00:00Z");
        again.Code.ShouldBe(ExitCode.Refused);
        again.Error.ShouldContain((string)opened["maintenance"]!);
        another.Code.ShouldBe(ExitCode.Done, another.Error);
    }

    [Fact]
    public async Task Without_a_service_open_says_what_is_needed()
    {
        Line nobody = await LullAsync("open", PlanPath);
        File.WriteAllText(PlanPath, Plan.Replace("role: lead", "role: nobody", StringComparison.Ordinal));
        Line wrong = await LullAsync("open", PlanPath);

        nobody.Code.ShouldBe(ExitCode.NoEngine);
        nobody.Error.ShouldContain("lull serve");
        wrong.Code.ShouldBe(ExitCode.Refused);
        wrong.Error.ShouldContain("nobody");
    }

    [Fact]
    public async Task An_exported_journal_is_whole_by_the_program_in_the_manual_and_a_changed_one_is_not()
    {
        string file = Path.Combine(_directory, "journal.jsonl");
        string running;
        await using (LullServer service = await ServeAsync())
        {
            await LullAsync("open", PlanPath);
            await LullAsync("propose", "--as", "ana");
            await LullAsync("note", "Grüße & <b>½</b> \u2028", "--as", "ana");
            running = (await LullAsync("export")).Output;
        }

        Line written = await LullAsync("export", "--output", file);
        string kept = await File.ReadAllTextAsync(file, Cancelled);
        string head = (await LullAsync("audit", "verify")).Output;

        written.Code.ShouldBe(ExitCode.Done, written.Error);
        kept.ShouldStartWith(running);
        (await CheckAsync(kept)).ShouldStartWith("whole: ");
        head.ShouldContain((await CheckAsync(kept)).Split(' ')[^1]);
        (await CheckAsync(kept.Replace("Grüße", "Grüsse", StringComparison.Ordinal))).ShouldStartWith(
            "broken at event "
        );
        (await CheckAsync(kept[(kept.IndexOf('\n', StringComparison.Ordinal) + 1)..])).ShouldBe("broken at event 1");
        (await LullAsync("export", "--output", file)).Code.ShouldBe(ExitCode.Usage);
    }

    [Fact]
    public async Task Journals_are_checked_while_a_service_has_them_open()
    {
        await using LullServer service = await ServeAsync();
        await LullAsync("open", PlanPath);
        await LullAsync("propose", "--as", "ana");

        Line audited = await LullAsync("audit", "verify");
        Line wrongAnchor = await LullAsync("audit", "verify", "--anchor", "nothing");

        audited.Code.ShouldBe(ExitCode.Done, audited.Error);
        audited.Output.ShouldStartWith("whole");
        audited.Output.ShouldContain("events, all as they were written");
        wrongAnchor.Error.ShouldContain("'nothing' is not an anchor.");
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    /// <summary>What the program in <c>docs/journal.md</c> says about lines.</summary>
    private static async Task<string> CheckAsync(string lines)
    {
        string manual = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "journal.md"), Cancelled);
        using Process python = Process.Start(
            new ProcessStartInfo("python3")
            {
                ArgumentList = { "-c", ProgramPattern().Match(manual).Groups["program"].Value },
                Environment = { ["PYTHONUTF8"] = "1" },
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                StandardInputEncoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
                UseShellExecute = false,
            }
        )!;
        await python.StandardInput.WriteAsync(lines);
        python.StandardInput.Close();
        string said =
            await python.StandardOutput.ReadToEndAsync(Cancelled)
            + await python.StandardError.ReadToEndAsync(Cancelled);
        await python.WaitForExitAsync(Cancelled);
        return said.Trim();
    }

    private Task<LullServer> ServeAsync() =>
        LullServer.StartAsync(
            new ServerOptions
            {
                Store = new Store(StorePath),
                Listen = new Uri("http://127.0.0.1:0"),
                Clock = new RealClock(TimeProvider.System),
            },
            Cancelled
        );

    private Task<Line> LullAsync(params string[] command) => Line.RunAsync([.. command, "--store", StorePath]);

    [GeneratedRegex("\\bm-[a-z2-7]{8,26}\\b", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex IdPattern();

    [GeneratedRegex(
        "```python\n(?<program>.*?)```",
        RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex ProgramPattern();
}
