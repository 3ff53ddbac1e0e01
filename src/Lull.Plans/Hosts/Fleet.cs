using Lull.Core.Common;
using Lull.Core.Plans;
using Lull.Plans.Shapes;

namespace Lull.Plans.Hosts;

/// <summary>The hosts and groups of a site, to look selections up in.</summary>
internal sealed class Fleet
{
    internal const string UnknownHost = "LULL0208";
    internal const string OutOfRange = "LULL0213";
    internal const string NoHosts = "LULL0214";

    private readonly HashSet<string> _hosts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ValueList<string>> _groups = new(StringComparer.Ordinal);

    internal void Add(string host) => _hosts.Add(host);

    internal void Add(string group, ValueList<string> hosts) => _groups.TryAdd(group, hosts);

    /// <summary>The hosts a selection means, each once, in order; what it names in vain is said.</summary>
    internal ValueList<string> Expand(HostSelection selection, Reading reading)
    {
        var hosts = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        bool good = true;
        foreach (HostTerm term in selection.Terms)
        {
            bool except = term is HostTerm.Except;
            List<string>? named = Of(term, reading);
            good &= named is not null;
            foreach (string host in named ?? [])
            {
                if (except)
                {
                    taken.Add(host);
                }
                else if (seen.Add(host))
                {
                    hosts.Add(host);
                }
            }
        }

        hosts.RemoveAll(taken.Contains);
        if (good && hosts.Count == 0)
        {
            reading.Say(
                NoHosts,
                selection.Where,
                $"'{HostText.Print(selection)}' leaves no host",
                "check what is taken away"
            );
        }

        return [.. hosts];
    }

    private List<string>? Of(HostTerm term, Reading reading) =>
        term switch
        {
            HostTerm.Named named => OfName(named, reading),
            HostTerm.Range range => OfRange(range, reading),
            HostTerm.Except except => Of(except.What, reading),
        };

    private List<string>? OfName(HostTerm.Named named, Reading reading)
    {
        if (_groups.TryGetValue(named.Name, out ValueList<string> group))
        {
            return [.. group];
        }

        if (_hosts.Contains(named.Name))
        {
            return [named.Name];
        }

        SayUnknown(named.Name, named.Where, reading);
        return null;
    }

    private List<string>? OfRange(HostTerm.Range range, Reading reading)
    {
        if (range.Suffix.Length == 0 && _groups.TryGetValue(range.Prefix, out ValueList<string> group))
        {
            if (range.From >= 1 && range.To <= group.Count)
            {
                return [.. group.Skip(range.From - 1).Take(range.To - range.From + 1)];
            }

            reading.Say(
                OutOfRange,
                range.Where,
                $"'{range.Prefix}' has {group.Count} hosts, and this asks for {range.From} to {range.To}",
                $"its hosts are counted from 1 to {group.Count}"
            );
            return null;
        }

        var hosts = new List<string>();
        for (int number = range.From; number <= range.To; number++)
        {
            string host = range.Prefix + HostText.Padded(number, range.Digits) + range.Suffix;
            if (!_hosts.Contains(host))
            {
                SayUnknown(host, range.Where, reading, range.Prefix);
                return null;
            }

            hosts.Add(host);
        }

        return hosts;
    }

    private void SayUnknown(string name, SourceSpan where, Reading reading, string prefix = "") =>
        reading.Say(
            UnknownHost,
            where,
            $"'{name}' is neither a host nor a group of this site",
            prefix.Length > 0 && Nearest.Find(prefix, _groups.Keys) is { } group
                ? $"did you mean '{group}'?"
                : Nearest.Hint(name, _groups.Keys.Concat(_hosts), "add it to the site's 'hosts:'")
        );
}
