using Lull.Core.Findings;
using Lull.Core.Sites;
using Lull.Plans.Checks;
using Lull.Plans.Hosts;
using Lull.Plans.Shapes;
using Lull.Plans.Sites;
using Lull.Plans.Yaml;

namespace Lull.Plans;

/// <summary>Reads sites: YAML text to a <see cref="Site"/>, or to findings that say what is wrong with it and where.</summary>
public static class SiteReader
{
    /// <summary>Reads one site. Opens no files; never throws for what a text says.</summary>
    /// <param name="name">The file as the person named it, such as <c>lab.site.yaml</c>; findings say it.</param>
    /// <param name="text">Its text.</param>
    /// <param name="catalogue">The kinds of connections, their options and actions; when empty, these are not checked.</param>
    public static SiteReading Read(string name, string text, ActionCatalogue catalogue)
    {
        Node? root = YamlText.Parse(name, text, new List<Finding>());
        var reading = new Reading(catalogue) { KindOf = KindsIn(root).GetValueOrDefault };
        root = YamlText.Parse(name, text, reading.Findings);
        Site? site = root is null ? null : Build(root, text, reading);
        ValueList<Finding> findings = PlanReader.InOrder(reading.Findings, name);
        return new SiteReading
        {
            Site = findings.Any(finding => finding.Severity == Severity.Error) ? null : site,
            Findings = findings,
            Source = new SourceText(name, text),
        };
    }

    private static Site? Build(Node root, string text, Reading reading)
    {
        if (Fields.Of(root, SiteKeys.Site, reading) is not { } fields)
        {
            return null;
        }

        var fleet = new Fleet();
        string name = fields.Or(SiteKeys.Name, "");
        List<Host> hosts = SiteParts.ReadHosts(fields.Or(SiteKeys.Hosts, []), fleet, reading);
        var site = new Site
        {
            Name = name,
            Hosts = [.. hosts],
            Groups = Each(fields, SiteKeys.Groups, (key, node) => SiteParts.ReadGroup(key, node, fleet, reading)),
            Pools = Each(fields, SiteKeys.Pools, (key, node) => SiteParts.ReadPool(key, node, fleet, reading)),
            Connections = Each(
                fields,
                SiteKeys.Connections,
                (key, node) => SiteParts.ReadConnection(key, node, reading)
            ),
            People = Each(fields, SiteKeys.People, (key, node) => SiteParts.ReadPerson(key, node, reading)),
            Audiences = Each(fields, SiteKeys.Audiences, (key, node) => SiteParts.ReadAudience(key, node, reading)),
            Freezes = fields.Or(SiteKeys.Freezes, []),
            Errors = fields.Or(SiteKeys.Errors, []),
            Text = text,
        };
        Calls.Check(reading, site.Connections, ConnectionNames(root), "this site");
        return site;
    }

    private static ValueList<T> Each<T>(
        Fields fields,
        Key<ValueList<(Node.Scalar Name, Node Values)>> key,
        Func<Node.Scalar, Node, T?> read
    )
        where T : class => [.. fields.Or(key, []).Select(entry => read(entry.Name, entry.Values)).OfType<T>()];

    private static Dictionary<string, string> KindsIn(Node? root)
    {
        var kinds = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Node.Entry connection in Connections(root))
        {
            if (connection.Value is Node.Map map && map[SiteKeys.Kind.Name]?.Value is Node.Scalar kind)
            {
                kinds[connection.Key.Value] = kind.Value;
            }
        }

        return kinds;
    }

    private static IEnumerable<string> ConnectionNames(Node root) => Connections(root).Select(each => each.Key.Value);

    private static IReadOnlyList<Node.Entry> Connections(Node? root) =>
        (root as Node.Map)?[SiteKeys.Connections.Name]?.Value is Node.Map connections ? connections.Entries : [];
}

/// <summary>What reading a site gave.</summary>
public sealed record SiteReading
{
    /// <summary>The site; null when a finding is an error.</summary>
    public required Site? Site { get; init; }

    /// <summary>What there is to say, in the order of the text.</summary>
    public required ValueList<Finding> Findings { get; init; }

    /// <summary>The site's text, for <see cref="FindingText.Render"/>.</summary>
    public required SourceText Source { get; init; }
}
