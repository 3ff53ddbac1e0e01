using System.Diagnostics.CodeAnalysis;
using Lull.Core.Plans;
using Lull.Core.Windows;
using NodaTime.Text;

namespace Lull.Server.Pages.Plans;

/// <summary>The window that somebody chose in a form. Pure.</summary>
internal static class ChosenWindow
{
    private static readonly LocalDateTimePattern Local = LocalDateTimePattern.CreateWithInvariantCulture(
        "uuuu-MM-dd'T'HH:mm"
    );

    /// <summary>The longest window that a form takes.</summary>
    internal const int LongestMinutes = 60 * 24 * 60;

    /// <summary>Reads it; true with no window when the plan's own shall be taken.</summary>
    /// <param name="start">Local to the plan's zone, such as <c>2026-12-03T14:00</c>; empty for the plan's own window.</param>
    /// <param name="length">Minutes; empty for the plan's own length.</param>
    /// <param name="plan">The plan; null when it cannot be read.</param>
    /// <param name="announced">The plan's own window; null when it is not decided.</param>
    /// <param name="window">What was chosen; null for the plan's own.</param>
    /// <param name="problem">What is wrong with it; empty when nothing is.</param>
    internal static bool TryRead(
        string start,
        string length,
        Plan? plan,
        Window? announced,
        out Window? window,
        out string problem
    )
    {
        window = null;
        problem = "";
        if (start.Length == 0 && length.Length == 0)
        {
            return true;
        }

        if (plan is null)
        {
            problem = "The plan has errors. Correct them, then begin.";
            return false;
        }

        if (start.Length == 0)
        {
            return TryLengthen(length, plan, announced, out window, out problem);
        }

        if (!Local.Parse(start[..Math.Min(16, start.Length)]).TryGetValue(default, out LocalDateTime local))
        {
            problem = $"'{start}' is no start. Write it as 2026-12-03T14:00.";
            return false;
        }

        if (TimeResolution.IsTooFar(local))
        {
            problem = $"'{start}' is centuries away. Check the year.";
            return false;
        }

        if (!TryLength(length, plan, out Duration? lasts))
        {
            problem =
                length.Length == 0 ? "The plan names no length. Name one." : $"'{length}' is no length in minutes.";
            return false;
        }

        switch (CivilTime.Resolve(local, plan.Window.Zone))
        {
            case Resolution.Once once:
                window = new Window(once.At, once.At + lasts.Value, plan.Window.Zone.Id);
                return true;
            case Resolution.Skipped:
                problem =
                    $"{start} does not exist in {plan.Window.Zone.Id}: the clocks jump over it. Name another start.";
                return false;
            case Resolution.Twice:
                problem =
                    $"{start} happens twice in {plan.Window.Zone.Id}, because the clocks go back. Name another start.";
                return false;
        }

        return false;
    }

    /// <summary>The plan's own start with another length.</summary>
    private static bool TryLengthen(string length, Plan plan, Window? announced, out Window? window, out string problem)
    {
        bool isLength = TryLength(length, plan, out Duration? lasts);
        window =
            isLength && announced is not null
                ? new Window(announced.Start, announced.Start + lasts!.Value, announced.Zone)
                : null;
        problem =
            !isLength ? $"'{length}' is no length in minutes."
            : announced is null ? "The plan leaves its start open. Name a start too."
            : "";
        return window is not null;
    }

    private static bool TryLength(string length, Plan plan, [NotNullWhen(true)] out Duration? lasts)
    {
        lasts =
            length.Length == 0 ? plan.Window.Length
            : int.TryParse(length, System.Globalization.CultureInfo.InvariantCulture, out int minutes)
            && minutes is > 0 and <= LongestMinutes
                ? Duration.FromMinutes(minutes)
            : null;
        return lasts is not null;
    }
}
