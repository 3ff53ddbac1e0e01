using Lull.Cli.Plans;
using Lull.Connectors.Secrets;
using Lull.Core.Common;
using Lull.Core.Maintenances;
using Lull.Engine.Conducting;
using Lull.Engine.Control;
using Lull.Engine.Effects;
using Lull.Engine.Journal;
using Lull.Engine.Tests.Kit;
using Lull.Engine.Timers;
using Lull.Plans;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Lull.Cli.Tests;

/// <summary>A maintenance that waits for people, and people who come by from another terminal.</summary>
public sealed class SecondTerminalTests : IDisposable
{
    private const string Plan = """
        maintenance: Read the meters
        author: ana
        impact: None.
        window: { start: 2026-12-03 14:00, length: 1h, zone: Europe/Lisbon }
        roles: { keeper: lead }
        change:
          - title: Read the first meter
            manual: Write down what it shows.
            role: keeper
            evidence: required
        rollback: { none: nothing is changed }
        """;

    private const string Site = """
        site: hall
        hosts: { meter1: {} }
        people:
          ana: { name: Ana Silva, roles: [lead], zone: Europe/Lisbon }
        """;

    private readonly string _directory = Directory.CreateTempSubdirectory("lull-second-").FullName;

    public SecondTerminalTests()
    {
        File.WriteAllText(PlanPath, Plan);
        File.WriteAllText(Path.Combine(_directory, "hall.site.yaml"), Site);
    }

    private string PlanPath => Path.Combine(_directory, "meters.plan.yaml");

    private string StorePath => Path.Combine(_directory, "store");

    [Fact]
    public async Task Steps_and_incidents_that_nobody_planned_are_added_seen_and_settled()
    {
        Task<Line> run = Line.RunAsync("run", PlanPath, "--start", "now", "--as", "ana", "--store", StorePath);
        await Until.HoldsAsync(
            async () => (await SaysAsync("status")).Contains("☞ 2 Read the first meter", StringComparison.Ordinal),
            "it runs"
        );

        (await SaysAsync("incident", "The hall is dark", "--severity", "3")).ShouldContain(
            "Incident of severity 3: The hall is dark"
        );
        (await SaysAsync("add-step", "Call the porter", "--role", "keeper")).ShouldContain(
            "Step a1 added: Call the porter, for keeper"
        );
        (await SaysAsync("status")).ShouldContain("☞ a1 Call the porter  for keeper, added");
        (await SaysAsync("done", "2", "--evidence", "17 kWh")).ShouldNotContain("Over");
        (await AsAsync("bo", "done", "a1")).Error.ShouldContain("'Call the porter' is for keeper.");
        (await SaysAsync("done", "a1", "--evidence", "He came")).ShouldContain(
            "Step a1 Call the porter: done (He came)"
        );

        (await run).Code.ShouldBe(ExitCode.Done);
        Line after = await AsAsync("ana", "status");
        after.Code.ShouldBe(ExitCode.NoEngine);
        after.Output.ShouldContain("is over; 'lull report' tells all of it.");
    }

    [Fact]
    public async Task A_refusal_for_want_of_something_names_the_option_that_gives_it()
    {
        Task<Line> run = Line.RunAsync("run", PlanPath, "--start", "now", "--as", "ana", "--store", StorePath);
        await Until.HoldsAsync(
            async () => (await SaysAsync("status")).Contains("☞ 2 Read the first meter", StringComparison.Ordinal),
            "it runs"
        );

        (await AsAsync("ana", "skip", "2")).Error.ShouldContain(
            "Leaving a step out needs a reason. Give it with --reason TEXT."
        );
        (await AsAsync("ana", "done", "2")).Error.ShouldContain("or attach it. Give it with --evidence TEXT.");
        (await AsAsync("bo", "done", "2")).Error.ShouldContain("You asked as bo; --as NAME says who you are.");
        (await SaysAsync("fail", "2", "--evidence", "It is broken")).ShouldContain("Question 1");
        (await AsAsync("ana", "answer", "1", "skip")).Error.ShouldContain("Give it with --reason TEXT.");
        (await SaysAsync("answer", "1", "skip", "--reason", "We read the other one")).ShouldContain("skip");

        (await run).Code.ShouldBe(ExitCode.Done);
        (await AsAsync("ana", "note", "late")).Error.ShouldContain("--store");
    }

    [Fact]
    public async Task Without_an_engine_the_status_is_how_it_stood_and_says_how_to_go_on()
    {
        await using (
            MaintenanceEngine engine = await MaintenanceEngine.OpenAsync(
                new Store(StorePath),
                Options,
                socket: "",
                TestContext.Current.CancellationToken
            )
        )
        {
            await BeginAsync(engine);
        }

        Line status = await AsAsync("ana", "status");

        status.Code.ShouldBe(ExitCode.NoEngine);
        status.Output.ShouldContain("Read the meters on hall  in progress");
        status.Output.ShouldContain("☞ 2 Read the first meter");
        status.Output.ShouldContain("what is open stays open. The same 'lull run' command goes on.");
    }

    [Fact]
    public async Task A_closed_terminal_leaves_the_maintenance_to_be_resumed()
    {
        string[] command = ["run", PlanPath, "--start", "now", "--as", "ana", "--store", StorePath];
        using Child terminal = Child.Start(command);
        await Until.HoldsAsync(
            async () => (await SaysAsync("status")).Contains("☞ 2 Read the first meter", StringComparison.Ordinal),
            "it runs"
        );

        await terminal.SignalAsync("HUP");

        (await terminal.EndAsync()).Code.ShouldBe(ExitCode.Interrupted);
        Line status = await AsAsync("ana", "status");
        status.Code.ShouldBe(ExitCode.NoEngine);
        status.Output.ShouldContain("The same 'lull run' command goes on.");
        Task<Line> again = Line.RunAsync(command);
        await Until.HoldsAsync(
            async () => (await AsAsync("ana", "done", "2", "--evidence", "17 kWh")).Code == ExitCode.Done,
            "it goes on"
        );
        (await again).Code.ShouldBe(ExitCode.Done);
    }

    [Fact]
    public async Task While_the_disk_is_full_commands_end_with_the_code_for_that()
    {
        bool isFull = false;
        var store = new Store(StorePath);
        string socket = ControlServer.SocketOf(StorePath);
        await using MaintenanceEngine engine = await MaintenanceEngine.OpenAsync(
            await SqliteJournal.OpenAsync(
                store,
                SystemClock.Instance,
                socket,
                static _ => { },
                tables =>
                {
                    if (Volatile.Read(ref isFull))
                    {
                        throw new SqliteException("database or disk is full", raw.SQLITE_FULL);
                    }

                    tables.Commit();
                }
            ),
            Options,
            TestContext.Current.CancellationToken
        );
        await using ControlServer server = await ControlServer.StartAsync(
            engine,
            socket,
            isService: true,
            TestContext.Current.CancellationToken
        );
        await BeginAsync(engine);
        Line unfit = await AsAsync("ana", "done", "2");
        Volatile.Write(ref isFull, true);

        Line kept = await AsAsync("ana", "done", "2", "--evidence", "17 kWh");
        Line refused = await AsAsync("ana", "note", "It is dark in the hall.");
        Line opened = await Line.RunAsync("open", PlanPath, "--store", StorePath);

        unfit.Code.ShouldBe(ExitCode.Refused);
        kept.Error.ShouldStartWith("lull: It is not done yet, because it cannot be recorded yet;");
        kept.Code.ShouldBe(ExitCode.CannotRecord);
        refused.Error.ShouldStartWith("lull: It was not done, because it cannot be recorded. There is no room");
        refused.Code.ShouldBe(ExitCode.CannotRecord);
        opened.Error.ShouldStartWith($"lull: There is no room for {store.JournalPath}.");
        opened.Code.ShouldBe(ExitCode.CannotRecord);
    }

    [Fact]
    public async Task Who_approves_a_role_is_told_how_a_role_is_given()
    {
        await using MaintenanceEngine engine = await MaintenanceEngine.OpenAsync(
            new Store(StorePath),
            Options,
            ControlServer.SocketOf(StorePath),
            TestContext.Current.CancellationToken
        );
        await using ControlServer server = await ControlServer.StartAsync(
            engine,
            ControlServer.SocketOf(StorePath),
            isService: false,
            TestContext.Current.CancellationToken
        );
        await BeginAsync(engine);

        Line role = await AsAsync("ana", "approve", "keeper");
        Line nothing = await AsAsync("ana", "approve", "keepr");

        role.Error.ShouldBe(
            "lull: 'keeper' is not a step but a role. Approve the maintenance in it with --role keeper.\n"
        );
        role.Code.ShouldBe(ExitCode.Usage);
        nothing.Error.ShouldStartWith("lull: 'keepr' is not a step.");
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static EngineOptions Options =>
        new()
        {
            Connect = _ => new SiteConnections(new Dictionary<string, OpenConnection>()),
            Render = (_, _, _, _) => "",
            Secrets = new LocalSecrets(),
            Clock = new RealClock(TimeProvider.System),
        };

    private async Task BeginAsync(MaintenanceEngine engine)
    {
        CheckedPlan files = await PlanFiles.ReadAsync(
            PlanPath,
            PlanFiles.SiteBeside(PlanPath),
            TestContext.Current.CancellationToken
        );
        MaintenanceId id = await engine.PlanAsync(
            Compiled.Of(files, PlanPath, "now", Screen.Plain(TextWriter.Null, TextWriter.Null))!,
            Plan,
            Site,
            TestContext.Current.CancellationToken
        );
        await engine.SendAsync(id, new Input.Propose("ana"), TestContext.Current.CancellationToken);
        await engine.SendAsync(id, new Input.Start("ana"), TestContext.Current.CancellationToken);
    }

    private Task<Line> AsAsync(string by, params string[] command) =>
        Line.RunAsync([
            .. command,
            .. command[0] == "status" ? Array.Empty<string>() : ["--as", by],
            "--store",
            StorePath,
        ]);

    private async Task<string> SaysAsync(params string[] command) => (await AsAsync("ana", command)).Output;
}
