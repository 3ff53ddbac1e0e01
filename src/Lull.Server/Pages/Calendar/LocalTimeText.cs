using NodaTime.Text;

namespace Lull.Server.Pages.Calendar;

/// <summary>Times of day as people read them.</summary>
internal static class LocalTimeText
{
    private static readonly LocalTimePattern Hour = LocalTimePattern.CreateWithInvariantCulture("HH:mm");

    /// <summary><c>14:00</c>.</summary>
    internal static string Of(LocalTime time) => Hour.Format(time);
}
