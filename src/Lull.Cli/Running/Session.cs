using Lull.Cli.Following;
using Lull.Cli.Live;
using Lull.Cli.Plans;
using Lull.Cli.Screens;
using Lull.Core.Forecasts;
using Lull.Core.Maintenances;
using Lull.Core.Procedures;
using Lull.Engine.Conducting;
using Lull.Engine.Forecasts;
using Lull.Engine.Journal;
using Lull.Engine.Timers;
using Spectre.Console;

namespace Lull.Cli.Running;

/// <summary>Runs one maintenance in this process, from its plan or from where it was left, to its end or until somebody leaves.</summary>
internal sealed class Session(SessionParts parts, Screen screen)
{
    private const int ForecastRuns = 500;

    /// <summary>Time for what is under way to come to its end before this process does.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private long _historyUntil;

    /// <summary>The story as far as it came; for a report afterwards.</summary>
    internal Story Story { get; } = new();

    /// <summary>Runs it.</summary>
    /// <returns>An exit code.</returns>
    internal async Task<int> RunAsync(CancellationToken cancellation)
    {
        using FarEngine? running = FarEngine.Of(parts.Store);
        return running is not null && await running.IsServiceAsync(cancellation)
            ? await RunThereAsync(running.Door, cancellation)
            : await RunHereAsync(cancellation);
    }

    /// <summary>A service has the store open: it gets the plan and conducts it; this one is a second terminal.</summary>
    private async Task<int> RunThereAsync(IDoor door, CancellationToken cancellation)
    {
        screen.Tell($"The engine that runs on {parts.Store} takes it over; this terminal follows.");
        return await BeginAsync(door, cancellation) is { } id
            ? Conclude(await FollowAsync(door, id, isHere: false, cancellation), trouble: "", isHere: false)
            : ExitCode.Refused;
    }

    private async Task<int> RunHereAsync(CancellationToken cancellation)
    {
        await using SessionHost host = await SessionHost.OpenAsync(parts, screen, cancellation);
        MaintenanceEngine engine = host.Engine;
        FollowEnd end = FollowEnd.LeftAtOnce;
        MaintenanceId? id = null;
        try
        {
            foreach ((MaintenanceId other, string why) in engine.NotTakenOver)
            {
                screen.Complain($"{other}, which is in this store too, is not gone on with. {why}");
            }

            var door = new NearDoor(engine);
            id = await BeginAsync(door, cancellation);
            if (id is null)
            {
                return ExitCode.Refused;
            }

            end = await FollowAsync(door, id, isHere: true, cancellation);
        }
        finally
        {
            if (end != FollowEnd.LeftAtOnce)
            {
                await host.StopAsync(Patience);
            }
        }

        return Conclude(end, engine.TroubleOf(id), isHere: true);
    }

    private async Task<MaintenanceId?> BeginAsync(IDoor door, CancellationToken cancellation)
    {
        foreach (MaintenanceStatus status in await door.ListAsync(cancellation))
        {
            if (
                status.View is { Stage: < Stage.Closed }
                && (
                    parts.GoesOnWith is { } wanted
                        ? wanted == status.Id
                        : status.View.Revision == parts.Procedure.Revision && status.View.Site == parts.Procedure.Site
                )
            )
            {
                if (parts.GoesOnWith is null && WasMissed(status.View))
                {
                    screen.Tell(
                        $"{status.Id}, of the same plan, was never started and its window is over. It is left as it is."
                    );
                    continue;
                }

                screen.Tell($"Going on with {status.Id}, which is {Names.OfStage(status.View.Stage)}.");
                _historyUntil = status.Sequence;
                return status.View.Stage == Stage.Draft ? await ProposeAsync(door, status.Id, cancellation) : status.Id;
            }
        }

        MaintenanceId id = await door.PlanAsync(
            new MaintenanceEvent.Planned(Machine.Rules, parts.Procedure, parts.PlanText, parts.SiteText),
            cancellation
        );
        return await ProposeAsync(door, id, cancellation);
    }

    private async Task<MaintenanceId?> ProposeAsync(IDoor door, MaintenanceId id, CancellationToken cancellation) =>
        await door.SendAsync(id, new Input.Propose(parts.By), cancellation) is Decision.Refused refused
            ? Refuse(refused)
            : id;

    private static bool WasMissed(MaintenanceView view) =>
        view.Stage < Stage.InProgress && view.Clocks.LeftInWindow <= Duration.Zero;

    private MaintenanceId? Refuse(Decision.Refused refused)
    {
        screen.Complain(refused.Reason);
        return null;
    }

    private async Task<FollowEnd> FollowAsync(IDoor door, MaintenanceId id, bool isHere, CancellationToken cancellation)
    {
        ForecastResult? forecast = parts.View == SessionView.Live ? await ForecastAsync(cancellation) : null;
        using IFollower follower = parts.View switch
        {
            SessionView.Live => new LiveFollower(
                new LiveParts(
                    id,
                    Story,
                    door,
                    parts.By,
                    parts.Clock,
                    parts.Viewer,
                    forecast,
                    parts.ClockRemark,
                    CanAbort: isHere
                ),
                screen
            ),
            SessionView.Json => new JsonFollower(parts.Output),
            SessionView.Plain => new PlainFollower(Story, parts.Output),
        };
        bool started = false;
        FollowLoop? following = null;
        void refused(Decision.Refused why)
        {
            if (Story.State.Stage == Stage.Scheduled)
            {
                screen.Complain(why.Reason);
                following?.EndNotStarted();
            }
            else
            {
                // An approval was taken back meanwhile, or somebody else was faster.
                started = Story.State.Stage > Stage.Scheduled;
            }
        }

        await using UnattendedPeople? people = parts.People?.Invoke(door, id);
        var loop = new FollowLoop(door, id, Story, follower, hasKeys: parts.View == SessionView.Live)
        {
            HistoryUntil = _historyUntil,
            Happened = story =>
            {
                if (!started && story.State.Stage == Stage.Scheduled && story.State.Version >= _historyUntil)
                {
                    started = true;
                    _ = StartAsync(door, id, refused, cancellation);
                }

                people?.Look(story);
            },
        };
        following = loop;
        return await loop.RunAsync(cancellation);
    }

    private async Task StartAsync(
        IDoor door,
        MaintenanceId id,
        Action<Decision.Refused> refused,
        CancellationToken cancellation
    )
    {
        if (await door.SendAsync(id, new Input.Start(parts.By), cancellation) is Decision.Refused why)
        {
            refused(why);
        }
    }

    private Task<ForecastResult> ForecastAsync(CancellationToken cancellation) =>
        Forecasting.RunAsync(
            parts.Procedure,
            Forecast.StartOf(parts.Procedure),
            Forecast.RunsOf(parts.Procedure, ForecastRuns),
            seed: 1,
            cancellation
        );

    private int Conclude(FollowEnd end, string trouble, bool isHere)
    {
        switch (end)
        {
            case FollowEnd.Over:
                State state = Story.State;
                string ending = state.Ending is { } how ? Names.OfEnding(how) : Names.OfStage(state.Stage);
                string colour =
                    state.NeedsRecovery.Count > 0 ? "red"
                    : state.Ending == Ending.Done ? "green"
                    : "yellow";
                screen.Error.MarkupLine($"[bold {colour}]{Markup.Escape(state.Procedure.Title)}: {ending}.[/]");
                if (state.Ending == Ending.Done && InPlace.NotOf(state) is { Count: > 0 } missing)
                {
                    screen.Error.MarkupLineInterpolated($"[yellow]Not in place: {InPlace.Listed(missing)}[/]");
                }

                foreach (string left in state.NeedsRecovery)
                {
                    screen.Error.MarkupLineInterpolated($"[red]Left for people: {left}[/]");
                }

                return ExitCodeOf(state);
            case FollowEnd.NotStarted:
                screen.Tell(
                    "Nothing was done. Give the plan another window, or run it with --start now: it is then a maintenance of its own."
                );
                return ExitCode.Refused;
            case FollowEnd.EngineGone:
                screen.Complain(
                    trouble.Length > 0
                        ? trouble
                        : "The maintenance stopped being conducted. Run the same command again to go on."
                );
                return ExitCode.CannotRecord;
            default:
                if (trouble.Length > 0)
                {
                    screen.Complain(
                        $"{trouble} Make room, then run the same command again: it goes on from what is on disk."
                    );
                    return ExitCode.CannotRecord;
                }

                screen.Tell(
                    isHere
                        ? "Left to be resumed: the same command goes on where it was. What is open stays open until then."
                        : "This terminal follows no more; the maintenance goes on where its engine runs."
                );
                return ExitCode.Interrupted;
        }
    }

    private static int ExitCodeOf(State state) =>
        state switch
        {
            { NeedsRecovery.Count: > 0 } => ExitCode.NeedsRecovery,
            { Ending: Ending.Done } when !InPlace.IsBlockRolledBack(state) => ExitCode.Done,
            _ => ExitCode.EndedOtherwise,
        };
}

/// <summary>What a session is made of.</summary>
internal sealed record SessionParts
{
    /// <summary>Where it is kept.</summary>
    internal required Store Store { get; init; }

    /// <summary>What will be done.</summary>
    internal required Procedure Procedure { get; init; }

    /// <summary>The plan's text, for the journal.</summary>
    internal required string PlanText { get; init; }

    /// <summary>The site's text, for the journal.</summary>
    internal required string SiteText { get; init; }

    /// <summary>Who runs it.</summary>
    internal required string By { get; init; }

    /// <summary>The time of the maintenance.</summary>
    internal required IMaintenanceClock Clock { get; init; }

    /// <summary>The zone of the one who looks.</summary>
    internal required DateTimeZone Viewer { get; init; }

    /// <summary>How it is shown.</summary>
    internal required SessionView View { get; init; }

    /// <summary>Where events are written when it is not shown live.</summary>
    internal required TextWriter Output { get; init; }

    /// <summary>Where web pages are shown meanwhile; null when nowhere.</summary>
    internal Uri? Listen { get; init; }

    /// <summary>How many seconds of maintenance pass in a real one.</summary>
    internal double ClockFactor { get; init; } = 1;

    /// <summary>A remark beside the clock; empty when there is none.</summary>
    internal string ClockRemark { get; init; } = "";

    /// <summary>The maintenance to go on with, whatever it was planned from; null to look for one of the same plan and site.</summary>
    internal MaintenanceId? GoesOnWith { get; init; }

    /// <summary>Invented people who act in place of real ones; null when there are none.</summary>
    internal Func<IDoor, MaintenanceId, UnattendedPeople>? People { get; init; }
}

/// <summary>How a session is shown.</summary>
internal enum SessionView
{
    /// <summary>Drawn on a terminal, with keys.</summary>
    Live,

    /// <summary>A line for each event.</summary>
    Plain,

    /// <summary>JSON, a line for each event.</summary>
    Json,
}
