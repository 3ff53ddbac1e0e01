using Lull.Core.Maintenances;

namespace Lull.Server.Pages.WarRoom;

/// <summary>Brackets that are open, or may be: by host, troubled ones first, and few enough to be read.</summary>
/// <param name="Count">How many brackets, those that are not shown too.</param>
/// <param name="Shown">By host; those of no host stand under an empty name.</param>
/// <param name="More">So many hosts are not shown.</param>
internal sealed record Held(
    int Count,
    IReadOnlyList<(string Host, IReadOnlyList<BracketView> Brackets)> Shown,
    int More
)
{
    private const int MostHosts = 40;

    internal static Held Of(IEnumerable<BracketView> all)
    {
        BracketView[] held =
        [
            .. all.Where(one =>
                one.Status is not (BracketStatus.Queued or BracketStatus.Looking or BracketStatus.WaitingForFloor)
            ),
        ];
        IGrouping<string, BracketView>[] hosts =
        [
            .. held.GroupBy(one => one.Host, StringComparer.Ordinal).OrderByDescending(host => host.Any(IsTroubled)),
        ];
        return new Held(
            held.Length,
            [.. hosts.Take(MostHosts).Select(host => (host.Key, (IReadOnlyList<BracketView>)[.. host]))],
            Math.Max(0, hosts.Length - MostHosts)
        );
    }

    /// <summary>Its title, without the host that it stands under.</summary>
    internal static string TitleOf(BracketView bracket) =>
        bracket.Host.Length > 0 && bracket.Title.EndsWith($" {bracket.Host}", StringComparison.Ordinal)
            ? bracket.Title[..^(bracket.Host.Length + 1)]
            : bracket.Title;

    private static bool IsTroubled(BracketView bracket) =>
        bracket.Status
            is BracketStatus.ClosingFailed
                or BracketStatus.MaybeOpen
                or BracketStatus.LookFailed
                or BracketStatus.Disowned;
}
