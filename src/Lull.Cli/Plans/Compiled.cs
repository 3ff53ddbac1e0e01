using Lull.Cli.Screens;
using Lull.Core.Plans;
using Lull.Core.Procedures;
using Lull.Core.Windows;
using NodaTime.Text;

namespace Lull.Cli.Plans;

/// <summary>From files to a procedure, with findings on the screen when there is none.</summary>
internal static class Compiled
{
    private static readonly LocalDateTimePattern Local = LocalDateTimePattern.CreateWithInvariantCulture(
        "uuuu-MM-dd'T'HH:mm"
    );

    /// <summary>The procedure; null when findings keep it from being one, and then they have been shown.</summary>
    /// <exception cref="UsageException">The site or the start is missing or wrong.</exception>
    internal static Procedure? Of(CheckedPlan files, string plan, string? start, Screen screen)
    {
        Window? window = WindowOf(files, start);
        if (window is not null && files is { Site: null, CanRun: true })
        {
            throw new UsageException("Which site is it for? Name its file with --site.");
        }

        Procedure? procedure = window is null ? null : files.Compile(window);
        if (procedure is null)
        {
            FindingsView.Write(files, screen.Error);
            screen.Complain($"{plan} cannot run as it stands: {FindingsView.Summary(files.Findings)}.");
        }

        return procedure;
    }

    private static Window? WindowOf(CheckedPlan files, string? start)
    {
        if (files.Plan is not { } plan || start is null or "planned")
        {
            return files.AnnouncedWindow();
        }

        Instant begin = start == "now" ? SystemClock.Instance.GetCurrentInstant() : InstantOf(start, plan.Window.Zone);
        Duration length =
            plan.Window.Length ?? throw new UsageException("The plan's window has no length; write its end or length.");
        return new Window(begin, begin + length, plan.Window.Zone.Id);
    }

    private static Instant InstantOf(string start, DateTimeZone zone)
    {
        ParseResult<LocalDateTime> parsed = Local.Parse(start);
        if (!parsed.Success)
        {
            throw new UsageException(
                $"'{start}' is not a start. Write now, planned, or a time such as 2026-12-03T14:00."
            );
        }

        if (TimeResolution.IsTooFar(parsed.Value))
        {
            throw new UsageException($"'{start}' is centuries away. Check the year.");
        }

        return CivilTime.Resolve(parsed.Value, zone) switch
        {
            Resolution.Once once => once.At,
            Resolution.Skipped => throw new UsageException(
                $"{start} does not exist in {zone.Id}: the clocks jump over it."
            ),
            Resolution.Twice => throw new UsageException(
                $"{start} happens twice in {zone.Id}; write a time beside it."
            ),
        };
    }
}
