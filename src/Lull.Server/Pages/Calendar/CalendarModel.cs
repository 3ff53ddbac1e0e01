using Lull.Core.Sites;
using Lull.Server.Catalogue;
using Lull.Server.Fleet;

namespace Lull.Server.Pages.Calendar;

/// <summary>What the calendar page shows.</summary>
/// <param name="Span">Which days.</param>
/// <param name="Days">With what falls on them.</param>
/// <param name="Today">In the viewer's zone.</param>
/// <param name="Turns">What waits for the viewer.</param>
/// <param name="IsEmpty">True when the store has no maintenance at all.</param>
public sealed record CalendarModel(
    CalendarSpan Span,
    IReadOnlyList<CalendarDay> Days,
    LocalDate Today,
    IReadOnlyList<Turn> Turns,
    bool IsEmpty
)
{
    /// <summary>Reads what is needed from the catalogue and the sites.</summary>
    internal static async Task<CalendarModel> OfAsync(
        CalendarSpan span,
        LocalDate today,
        IReadOnlyList<Turn> turns,
        MaintenanceCatalogue catalogue,
        KnownSites sites
    )
    {
        var freezes = new List<SiteFreeze>();
        foreach (Site site in await sites.AllAsync())
        {
            freezes.AddRange(site.Freezes.Select(freeze => new SiteFreeze(site.Name, freeze)));
        }

        return new CalendarModel(
            span,
            CalendarDays.Of(span, catalogue.Between(span.From, span.Until), freezes),
            today,
            turns,
            catalogue.All.Count == 0
        );
    }
}
