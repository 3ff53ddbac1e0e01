using System.CommandLine;
using Lull.Cli.Following;
using Lull.Cli.Live;
using Lull.Cli.Orders;
using Lull.Core.Maintenances;
using Lull.Engine.Conducting;
using Lull.Engine.Journal;
using Lull.Engine.Timers;

namespace Lull.Cli.Commands;

/// <summary><c>lull watch</c>: the live view of an engine that runs in another terminal.</summary>
internal static class WatchCommand
{
    internal static Command Create(Screen screen)
    {
        Option<string?> store = Parameters.Store();
        Option<string?> maintenance = Parameters.Maintenance();
        Option<string?> by = Parameters.As();
        Option<string?> zone = Parameters.Zone();
        var json = new Option<bool>("--json") { Description = "Write every event as a line of JSON." };
        var command = new Command("watch", "Follow a maintenance that runs in another terminal.")
        {
            store,
            maintenance,
            by,
            zone,
            json,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                Store at = Parameters.StoreOf(parsed.GetValue(store));
                using FarEngine? engine = FarEngine.Of(at);
                if (engine is null)
                {
                    return OrderCommand.NoEngine(at, screen);
                }

                MaintenanceStatus status = await engine.FindAsync(parsed.GetValue(maintenance), cancellation);
                var story = new Story();
                using IFollower follower =
                    parsed.GetValue(json) ? new JsonFollower(screen.Raw)
                    : !screen.HasKeys ? new PlainFollower(story, screen.Raw)
                    : new LiveFollower(
                        new LiveParts(
                            status.Id,
                            story,
                            engine.Door,
                            Parameters.NameOf(parsed.GetValue(by)),
                            new FarClock(story),
                            Parameters.ZoneOf(parsed.GetValue(zone)),
                            Forecast: null,
                            ClockRemark: "",
                            CanAbort: false
                        ),
                        screen
                    );
                FollowEnd end = await new FollowLoop(
                    engine.Door,
                    status.Id,
                    story,
                    follower,
                    screen.HasKeys && !parsed.GetValue(json)
                ).RunAsync(cancellation);
                return end is FollowEnd.EngineGone ? ExitCode.NoEngine : ExitCode.Done;
            }
        );
        return command;
    }

    /// <summary>The other process may live in scaled time, so what it last told is the time; never ahead of the real one.</summary>
    private sealed class FarClock(Story story) : IMaintenanceClock
    {
        private static readonly Duration Blur = Duration.FromMinutes(10);

        public Instant Now
        {
            get
            {
                Instant told = story.HasBegun ? story.State.LastAt : RealNow;
                return (RealNow - told) is var behind && behind >= Duration.Zero && behind < Blur ? RealNow : told;
            }
        }

        public Instant RealNow => SystemClock.Instance.GetCurrentInstant();

        public TimeProvider Time => TimeProvider.System;

        public TimeSpan Real(Duration duration) => duration.ToTimeSpan();

        public TimeSpan RealLimit(Duration limit) => limit.ToTimeSpan();
    }
}
