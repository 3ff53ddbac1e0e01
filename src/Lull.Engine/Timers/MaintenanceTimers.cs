using Lull.Core.Maintenances;
using Quartz;

namespace Lull.Engine.Timers;

/// <summary>One timer for each maintenance: its next moment at which time alone changes something.</summary>
/// <remarks>
/// Quartz.NET, in memory: timers are derived from the journals and need no store of their own. They are doorbells. One that
/// rings late, twice or for nothing is harmless, because the machine decides by what time it is, not by who rang.
/// </remarks>
public sealed class MaintenanceTimers : IAsyncDisposable
{
    private const string Ring = "ring";
    private static readonly JobKey Bell = new("bell");
    private readonly IMaintenanceClock _clock;
    private readonly Task<Tower> _tower;

    /// <summary>
    /// Timers on a clock. They begin beside the caller, who has journals to read before there is anything to arm; arming waits for it.
    /// </summary>
    public MaintenanceTimers(IMaintenanceClock clock)
    {
        _clock = clock;
        _tower = Task.Run(() => BeginAsync(clock));
    }

    /// <summary>Lets <paramref name="ring"/> be called at that moment, instead of any earlier arrangement for this maintenance.</summary>
    /// <param name="maintenance">Whose timer.</param>
    /// <param name="timer">When, in the time of the maintenance; null for never.</param>
    /// <param name="ring">Must return at once.</param>
    /// <param name="cancellation">Ends the arranging.</param>
    public async ValueTask ArmAsync(
        MaintenanceId maintenance,
        TimerRequest? timer,
        Action ring,
        CancellationToken cancellation
    )
    {
        IScheduler scheduler = (await _tower).Scheduler;
        var key = new TriggerKey(maintenance.Text);
        if (timer is not { } next)
        {
            await scheduler.UnscheduleJob(key, cancellation);
            return;
        }

        Duration left = Duration.Max(Duration.Zero, next.At - _clock.Now);
        ITrigger trigger = TriggerBuilder
            .Create(_clock.Time)
            .WithIdentity(key)
            .WithDescription(next.Reason)
            .ForJob(Bell)
            .StartAt(_clock.Time.GetUtcNow() + _clock.Real(left))
            .UsingJobData(Ring, ring)
            .WithSchedule(
                SimpleScheduleBuilder.Create().WithMisfireInstruction(SimpleTriggerMisfireInstruction.FireNow)
            )
            .Build();
        if (await scheduler.RescheduleJob(key, trigger, cancellation) is null)
        {
            await scheduler.ScheduleJob(trigger, cancellationToken: cancellation);
        }
    }

    /// <summary>Rings no more.</summary>
    public async ValueTask DisposeAsync()
    {
        Tower tower = await _tower;
        await tower.Scheduler.Shutdown(waitForJobsToComplete: false);
        await tower.Factory.DisposeAsync();
    }

    private static async Task<Tower> BeginAsync(IMaintenanceClock clock)
    {
        StandaloneSchedulerFactory factory = QuartzSchedulerBuilder
            .Create(quartz =>
                quartz
                    .ConfigureScheduler(options => options.InstanceName = $"lull-{Guid.NewGuid():N}")
                    .UseDefaultThreadPool(maxConcurrency: 2)
                    .UseTimeProvider(clock.Time)
                    .UseInMemoryStore()
            )
            .Build();
        IScheduler scheduler = await factory.GetScheduler();
        IJobDetail job = JobBuilder.Create<BellJob>().WithIdentity(Bell).StoreDurably().Build();
        await scheduler.AddJob(job);
        await scheduler.Start();
        return new Tower(factory, scheduler);
    }

    /// <summary>Where the bells hang.</summary>
    private sealed record Tower(StandaloneSchedulerFactory Factory, IScheduler Scheduler);

    private sealed class BellJob : IJob
    {
        public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
        {
            ((Action)context.MergedJobDataMap[Ring]!)();
            return ValueTask.CompletedTask;
        }
    }
}
