using Lull.Core.Common;
using Lull.Core.Maintenances;
using Lull.Engine.Tests.Kit;
using Lull.Engine.Timers;

namespace Lull.Engine.Tests.Timers;

public sealed class ClockTests
{
    private static readonly MaintenanceId Id = MaintenanceId.Of("m-springpatch");
    private static readonly DateTimeOffset Start = new(2026, 12, 3, 19, 0, 0, TimeSpan.Zero);
    private static readonly Instant Window = Instant.FromUtc(2027, 1, 1, 2, 0);

    [Fact]
    public void In_the_lab_an_hour_is_a_minute()
    {
        var time = new FakeTime(Start);
        var clock = new ScaledClock(60, Window, Instant.FromDateTimeOffset(Start), time);

        time.Advance(TimeSpan.FromSeconds(30));

        clock.Now.ShouldBe(Window + Duration.FromMinutes(30));
        clock.RealNow.ShouldBe(Instant.FromUtc(2026, 12, 3, 19, 0, 30));
        clock.Real(Duration.FromHours(1)).ShouldBe(TimeSpan.FromMinutes(1));
        clock.RealLimit(Duration.FromMinutes(5)).ShouldBe(TimeSpan.FromSeconds(20));
        clock.RealLimit(Duration.FromMinutes(40)).ShouldBe(TimeSpan.FromSeconds(40));
    }

    [Fact]
    public async Task A_timer_rings_at_its_moment_and_only_the_last_one_asked_for()
    {
        var time = new FakeTime(Start);
        var clock = new ScaledClock(60, Window, Instant.FromDateTimeOffset(Start), time);
        await using var timers = new MaintenanceTimers(clock);
        var rung = new List<string>();

        await timers.ArmAsync(Id, At(hours: 5), () => Ring("replaced"), CancellationToken.None);
        await timers.ArmAsync(Id, At(hours: 1), () => Ring("gate"), CancellationToken.None);
        await Until.HoldsAsync(() => time.NextDue <= Start.AddMinutes(1), "the timer is waited for");
        time.Advance(TimeSpan.FromSeconds(59));
        rung.ShouldBeEmpty();
        time.Advance(TimeSpan.FromSeconds(1));
        await Until.HoldsAsync(() => Count() == 1, "it rings");

        await timers.ArmAsync(Id, At(hours: 1), () => Ring("late"), CancellationToken.None);
        await Until.HoldsAsync(() => Count() == 2, "what is due already rings at once");
        await timers.ArmAsync(Id, At(hours: 2), () => Ring("withdrawn"), CancellationToken.None);
        await timers.ArmAsync(Id, null, () => Ring("never"), CancellationToken.None);
        time.Advance(TimeSpan.FromHours(1));
        await timers.ArmAsync(Id, At(hours: 1), () => Ring("last"), CancellationToken.None);
        await Until.HoldsAsync(() => Count() == 3, "the last one rings");
        rung.ShouldBe(["gate", "late", "last"]);

        void Ring(string what)
        {
            lock (rung)
            {
                rung.Add(what);
            }
        }

        int Count()
        {
            lock (rung)
            {
                return rung.Count;
            }
        }
    }

    private static TimerRequest At(int hours) => new(Window + Duration.FromHours(hours), "gate");
}
