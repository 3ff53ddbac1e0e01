using System.Globalization;
using Lull.Core.Plans;
using Lull.Core.Sites;

namespace Lull.Core.Findings;

/// <summary>Which hosts a selection names.</summary>
/// <param name="site">Where groups are looked up; null leaves every name as it is.</param>
internal sealed class HostNames(Site? site)
{
    /// <summary>
    /// Names in the order written, each once. Without a site, and for a name that the site lacks, the name stands for one host.
    /// </summary>
    internal ValueList<string> Of(HostSelection? selection)
    {
        var hosts = new List<string>();
        foreach (HostTerm term in selection?.Terms ?? [])
        {
            if (term is HostTerm.Except except)
            {
                hosts.RemoveAll(Of(except.What).Contains);
            }
            else
            {
                hosts.AddRange(Of(term).Where(host => !hosts.Contains(host)));
            }
        }

        return [.. hosts];
    }

    /// <summary>How many hosts a selection names; null when a name in it may be a group that no site is there to tell of.</summary>
    internal int? CountOf(HostSelection? selection) =>
        selection is null || (site is null && selection.Terms.Any(IsOrTakesAwayAName)) ? null : Of(selection).Count;

    /// <summary>A number as host names write it, with leading zeros when there are to be so many digits.</summary>
    internal static string Number(int number, int digits) =>
        number.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');

    private static bool IsOrTakesAwayAName(HostTerm term) =>
        term is HostTerm.Named or HostTerm.Except { What: HostTerm.Named };

    private ValueList<string> Of(HostTerm term) =>
        term switch
        {
            HostTerm.Named named => GroupOf(named.Name) ?? [named.Name],
            HostTerm.Range range => GroupOf(range.Prefix) is { } group && range.Suffix.Length == 0
                ? [.. group.Skip(Math.Max(0, range.From - 1)).Take(LengthOf(range))]
                :
                [
                    .. Enumerable
                        .Range(range.From, LengthOf(range))
                        .Select(number => range.Prefix + Number(number, range.Digits) + range.Suffix),
                ],
            HostTerm.Except except => Of(except.What),
        };

    private static int LengthOf(HostTerm.Range range) => Math.Clamp(range.To - range.From + 1, 0, 10_000);

    private ValueList<string>? GroupOf(string name) =>
        site?.Groups.FirstOrDefault(group => group.Name == name) is { } group ? group.Hosts
        : site?.Pools.FirstOrDefault(pool => pool.Name == name) is { } pool ? pool.Hosts
        : null;
}
