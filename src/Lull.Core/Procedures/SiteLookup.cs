using System.Globalization;
using Lull.Core.Plans;
using Lull.Core.Sites;

namespace Lull.Core.Procedures;

/// <summary>Looks up the names of a plan in the site, and keeps count of what the plan touches.</summary>
internal sealed class SiteLookup
{
    private const int LongestRange = 100_000;

    private readonly Site _site;
    private readonly ActionCatalogue _catalogue;
    private readonly CompilerFindings _findings;
    private readonly Dictionary<string, SiteHost> _hosts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ValueList<string>> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Connection> _connections = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Audience> _audiences = new(StringComparer.Ordinal);
    private readonly Dictionary<HostSelection, IReadOnlyList<SiteHost>> _selected = new(
        ReferenceEqualityComparer.Instance
    );
    private readonly Dictionary<string, CallTrial?> _trials = new(StringComparer.Ordinal);
    private readonly HashSet<string> _usedConnections = new(StringComparer.Ordinal);
    private readonly List<SiteHost> _used = [];

    internal SiteLookup(Site site, ActionCatalogue catalogue, CompilerFindings findings)
    {
        _site = site;
        _catalogue = catalogue;
        _findings = findings;
        foreach (Host host in site.Hosts)
        {
            _hosts.TryAdd(host.Name, new SiteHost(host, _hosts.Count + 1));
        }

        foreach (HostGroup group in site.Groups)
        {
            _groups.TryAdd(group.Name, group.Hosts);
        }

        foreach (Pool pool in site.Pools)
        {
            _groups.TryAdd(pool.Name, pool.Hosts);
        }

        foreach (Connection connection in site.Connections)
        {
            _connections.TryAdd(connection.Name, connection);
        }

        foreach (Audience audience in site.Audiences)
        {
            _audiences.TryAdd(audience.Name, audience);
        }

        HostValues = new HashSet<string>(
            site.Hosts.SelectMany(host => host.Values).Select(value => value.Name),
            StringComparer.Ordinal
        )
        {
            "host",
            "n",
            "address",
            "url",
        };
    }

    /// <summary>Every name that templates can ask a host for.</summary>
    internal IReadOnlySet<string> HostValues { get; }

    /// <summary>Every option of a connection that templates can ask for, as <c>edge.url</c>.</summary>
    internal IEnumerable<string> ConnectionValues =>
        _site.Connections.SelectMany(connection =>
            connection
                .Options.Entries.Where(option => option.Value is Argument.Text)
                .Select(option => connection.Name + "." + option.Name)
        );

    /// <summary>The hosts that something was compiled for, in the order first met; their indexes count up.</summary>
    internal IReadOnlyList<SiteHost> Used => _used;

    /// <summary>The connections that something is called over, in the order of the site.</summary>
    internal IEnumerable<Connection> UsedConnections =>
        _site.Connections.Where(connection => _usedConnections.Contains(connection.Name));

    /// <summary>The index of a host among those touched; -1 for none.</summary>
    internal int Touch(SiteHost? host)
    {
        if (host is { Index: -1 })
        {
            host.Index = _used.Count;
            _used.Add(host);
        }

        return host?.Index ?? -1;
    }

    /// <summary>The text of a connection's option, for <c>{edge.url}</c>; null when there is none.</summary>
    internal string? ConnectionValue(string name)
    {
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && _connections.TryGetValue(name[..dot], out Connection? connection)
            ? connection.Options.TextOf(name[(dot + 1)..])
            : null;
    }

    /// <summary>The audience; null with a finding when the site has none of that name.</summary>
    internal Audience? AudienceOf(string name, SourceSpan where)
    {
        if (!_audiences.TryGetValue(name, out Audience? audience))
        {
            _findings.SayUnknown(
                CompilerFindings.UnknownAudience,
                where,
                $"'{name}' is not an audience of site '{_site.Name}'",
                name,
                _audiences.Keys
            );
        }

        return audience;
    }

    /// <summary>
    /// What is known of an action; null with a finding when its connection or the action does not exist, and null without one
    /// when the catalogue is empty.
    /// </summary>
    internal ActionTraits? TraitsOf(ActionCall call, SourceSpan where)
    {
        if (!_connections.TryGetValue(call.Connection, out Connection? connection))
        {
            _findings.SayUnknown(
                CompilerFindings.UnknownConnection,
                where,
                $"'{call.Connection}' is not a connection of site '{_site.Name}'",
                call.Connection,
                _connections.Keys
            );
            return null;
        }

        _usedConnections.Add(connection.Name);
        ActionTraits? traits = _catalogue.Find(connection.Kind, call.Action);
        if (traits is null && !_catalogue.IsEmpty)
        {
            _findings.SayUnknown(
                CompilerFindings.UnknownAction,
                where,
                $"'{call.Action}' is not an action of '{connection.Name}' ({connection.Kind})",
                call.Action,
                _catalogue[connection.Kind]?.Actions.Keys ?? []
            );
        }

        return traits;
    }

    /// <summary>The host of that name; null when the site has none.</summary>
    internal SiteHost? Named(string? name) => name is null ? null : _hosts.GetValueOrDefault(name);

    /// <summary>What the connector would refuse in a call; null when nothing, or when that is not known.</summary>
    internal string? FaultOf(ActionCall call, SiteHost? host)
    {
        if (
            !_connections.TryGetValue(call.Connection, out Connection? connection)
            || _catalogue.Find(connection.Kind, call.Action) is not { } traits
            || (host is null && traits.NeedsHostWith(call.Arguments))
        )
        {
            return null;
        }

        if (!_trials.TryGetValue(connection.Name, out CallTrial? trial))
        {
            _trials[connection.Name] = trial = _catalogue[connection.Kind]?.Trial?.Invoke(connection);
        }

        return trial?.Invoke(call, host?.Host);
    }

    /// <summary>The hosts of a selection, each once, in order; findings for names that the site lacks, and when nothing is left.</summary>
    internal IReadOnlyList<SiteHost> Select(HostSelection selection)
    {
        if (_selected.TryGetValue(selection, out IReadOnlyList<SiteHost>? known))
        {
            return known;
        }

        var hosts = new List<SiteHost>();
        var chosen = new HashSet<SiteHost>();
        bool complete = true;
        foreach (HostTerm term in selection.Terms)
        {
            List<SiteHost>? named = term is HostTerm.Except except ? Of(except.What) : Of(term);
            complete &= named is not null;
            if (term is HostTerm.Except)
            {
                chosen.ExceptWith(named ?? []);
                hosts.RemoveAll(host => !chosen.Contains(host));
            }
            else
            {
                hosts.AddRange((named ?? []).Where(chosen.Add));
            }
        }

        if (complete && hosts.Count == 0)
        {
            _findings.Say(
                CompilerFindings.NoHosts,
                selection.Where,
                "This names no host",
                "name at least one host or a group that has one"
            );
        }

        return _selected[selection] = hosts;
    }

    /// <summary>A selection as a plan writes it.</summary>
    internal static string Text(HostSelection selection)
    {
        string text = string.Join(
            ", ",
            selection.Terms.Select(term => term is HostTerm.Except except ? "except " + Text(except.What) : Text(term))
        );
        return text.Replace(", except", " except", StringComparison.Ordinal);
    }

    private static string Text(HostTerm term) =>
        term switch
        {
            HostTerm.Named named => named.Name,
            HostTerm.Range range =>
                $"{range.Prefix}[{Number(range.From, range.Digits)}-{Number(range.To, range.Digits)}]{range.Suffix}",
            HostTerm.Except except => Text(except.What),
        };

    private List<SiteHost>? Of(HostTerm term) =>
        term switch
        {
            HostTerm.Named named => Of(
                _groups.TryGetValue(named.Name, out var group) ? group : [named.Name],
                named.Where
            ),
            HostTerm.Range range => Of(range),
            HostTerm.Except except => Of(except.What),
        };

    private List<SiteHost>? Of(HostTerm.Range range)
    {
        if (range.Suffix.Length == 0 && _groups.TryGetValue(range.Prefix, out ValueList<string> group))
        {
            if (range.From < 1 || range.To > group.Count || range.To < range.From)
            {
                _findings.Say(
                    CompilerFindings.NoHosts,
                    range.Where,
                    $"'{range.Prefix}' has no hosts {range.From} to {range.To}: it has {group.Count}",
                    "count from 1, the lower number first"
                );
                return null;
            }

            return Of([.. group.Skip(range.From - 1).Take(range.To - range.From + 1)], range.Where);
        }

        if (range.To < range.From || range.From < 0 || (long)range.To - range.From >= LongestRange)
        {
            _findings.Say(
                CompilerFindings.NoHosts,
                range.Where,
                $"{range.From} to {range.To} is no range of hosts",
                "write the lower number first"
            );
            return null;
        }

        return Of(
            [
                .. Enumerable
                    .Range(range.From, range.To - range.From + 1)
                    .Select(number => range.Prefix + Number(number, range.Digits) + range.Suffix),
            ],
            range.Where
        );
    }

    private List<SiteHost>? Of(ValueList<string> names, SourceSpan where)
    {
        var hosts = new List<SiteHost>(names.Count);
        foreach (string name in names)
        {
            if (_hosts.TryGetValue(name, out SiteHost? host))
            {
                hosts.Add(host);
                continue;
            }

            _findings.SayUnknown(
                CompilerFindings.UnknownHost,
                where,
                $"'{name}' is not a host, group or pool of site '{_site.Name}'",
                name,
                _hosts.Keys.Concat(_groups.Keys)
            );
        }

        return hosts.Count == names.Count ? hosts : null;
    }

    private static string Number(int number, int digits) =>
        number.ToString(CultureInfo.InvariantCulture).PadLeft(Math.Clamp(digits, 0, 20), '0');
}
