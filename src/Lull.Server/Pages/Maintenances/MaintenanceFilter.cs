using Lull.Core.Maintenances;
using Lull.Server.Catalogue;
using Microsoft.AspNetCore.Http;

namespace Lull.Server.Pages.Maintenances;

/// <summary>Which maintenances a list shows. Pure.</summary>
/// <param name="State"><c>coming</c>, <c>running</c>, <c>over</c>, a stage such as <c>rolled-back</c>, or empty for all.</param>
/// <param name="Site">A site's name, or empty for all.</param>
/// <param name="Text">Words that the title, the id, a host or a pool must hold; may be empty.</param>
internal sealed record MaintenanceFilter(string State, string Site, string Text)
{
    /// <summary>What an address asks for.</summary>
    internal static MaintenanceFilter Of(IQueryCollection query) =>
        new($"{query["stage"]}", $"{query["site"]}", $"{query["text"]}".Trim());

    /// <summary>True when nothing is asked for.</summary>
    internal bool IsEmpty => State.Length == 0 && Site.Length == 0 && Text.Length == 0;

    /// <summary>Those it lets through: running ones first, then what is coming by its start, then what is over, the newest first.</summary>
    internal IReadOnlyList<MaintenanceCard> From(IEnumerable<MaintenanceCard> cards)
    {
        MaintenanceCard[] found = [.. cards.Where(Fits)];
        return
        [
            .. found.Where(card => GroupOf(card) == "running").OrderBy(card => card.Start),
            .. found
                .Where(card => GroupOf(card) == "coming")
                .OrderBy(card => card.Start)
                .ThenBy(card => card.Id.Text, StringComparer.Ordinal),
            .. found.Where(card => card.IsOver).OrderByDescending(card => card.EndedAt),
        ];
    }

    /// <summary>The address of a page of the list.</summary>
    internal string AddressOf(int page) =>
        $"/maintenances{QueryString.Create("stage", State).Add("site", Site).Add("text", Text).Add("page", $"{page}")}";

    private static string GroupOf(MaintenanceCard card) =>
        card.IsOver ? "over"
        : card.Stage is Stage.Draft or Stage.Proposed or Stage.Scheduled ? "coming"
        : "running";

    private bool Fits(MaintenanceCard card) =>
        (State.Length == 0 || State == GroupOf(card) || State == Reports.Names.Kebab(card.Stage.ToString()))
        && (Site.Length == 0 || Site == card.Site)
        && Text.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word => Holds(card, word));

    private static bool Holds(MaintenanceCard card, string word) =>
        card.Title.Contains(word, StringComparison.OrdinalIgnoreCase)
        || card.Id.Text.Contains(word, StringComparison.OrdinalIgnoreCase)
        || card.Author.Contains(word, StringComparison.OrdinalIgnoreCase)
        || card.Pools.Any(pool => pool.Contains(word, StringComparison.OrdinalIgnoreCase))
        || card.Hosts.Any(host => host.Contains(word, StringComparison.OrdinalIgnoreCase));
}
