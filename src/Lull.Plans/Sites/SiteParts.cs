using System.Globalization;
using Lull.Core.Findings;
using Lull.Core.Plans;
using Lull.Core.Sites;
using Lull.Core.Windows;
using Lull.Plans.Hosts;
using Lull.Plans.Language;
using Lull.Plans.Shapes;
using Lull.Plans.Times;
using Lull.Plans.Yaml;

namespace Lull.Plans.Sites;

/// <summary>Reads the parts of a site.</summary>
internal static class SiteParts
{
    internal const string TwiceTheHost = "LULL0215";
    internal const string UnknownKind = "LULL0216";
    internal const string WrongOption = "LULL0217";
    internal const string TooManyHosts = "LULL0218";
    internal const string UnknownFinding = "LULL0221";

    /// <summary>Hosts of one site.</summary>
    internal const int MostHosts = 50_000;

    private const int UsualAtOnce = 8;

    internal static List<Host> ReadHosts(
        ValueList<(Node.Scalar Name, Node Values)> entries,
        Fleet fleet,
        Reading reading
    )
    {
        var hosts = new List<Host>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach ((Node.Scalar name, Node values) in entries)
        {
            if (HostText.Read(name, reading) is not { Is: true } selection)
            {
                continue;
            }

            ValueList<NamedText> texts = Values(values, reading);
            foreach (string host in selection.Value.Terms.SelectMany(NamesOf))
            {
                if (hosts.Count == MostHosts)
                {
                    reading.Say(
                        TooManyHosts,
                        name.Where,
                        $"This site has more than {MostHosts} hosts",
                        "divide it into several sites"
                    );
                    return hosts;
                }

                if (!seen.Add(host))
                {
                    reading.Say(TwiceTheHost, name.Where, $"'{host}' is written twice", "a host stands in one line");
                    continue;
                }

                fleet.Add(host);
                hosts.Add(
                    new Host(host, [.. texts.Select(text => text with { Text = Filled(text.Text, host) })], name.Where)
                );
            }
        }

        return hosts;
    }

    internal static HostGroup? ReadGroup(Node.Scalar name, Node node, Fleet fleet, Reading reading)
    {
        if (!IsName(name, "a group", reading) || HostText.Read(node, reading) is not { Is: true } selection)
        {
            return null;
        }

        ValueList<string> hosts = fleet.Expand(selection.Value, reading);
        fleet.Add(name.Value, hosts);
        return new HostGroup(name.Value, hosts, name.Where);
    }

    internal static Pool? ReadPool(Node.Scalar name, Node node, Fleet fleet, Reading reading)
    {
        if (!IsName(name, "a pool", reading) || Fields.Of(node, SiteKeys.PoolKeys, reading) is not { } fields)
        {
            return null;
        }

        HostSelection? selection = fields.Object(SiteKeys.PoolHosts);
        Share floor = fields.Or(SiteKeys.Floor, new Share.Count(0));
        return selection is null ? null : new Pool(name.Value, fleet.Expand(selection, reading), floor, name.Where);
    }

    internal static Connection? ReadConnection(Node.Scalar name, Node node, Reading reading)
    {
        if (!IsName(name, "a connection", reading))
        {
            return null;
        }

        if (node is not Node.Map map)
        {
            Shape.WrongNode<Node>(node, reading, "a map with 'kind:' and the options of that kind");
            return null;
        }

        var own = new Node.Map(
            [.. map.Entries.Where(entry => SiteKeys.ConnectionKeys[entry.Key.Value] is not null)],
            map.Where
        );
        List<Node.Entry> options = [.. map.Entries.Where(entry => SiteKeys.ConnectionKeys[entry.Key.Value] is null)];
        if (Fields.Of(own, SiteKeys.ConnectionKeys, reading) is not { } fields)
        {
            return null;
        }

        int atOnce = fields.Or(SiteKeys.AtOnce, UsualAtOnce);
        Maybe<string> kind = fields.Get(SiteKeys.Kind);
        if (!kind.Is)
        {
            return null;
        }

        if (reading.Catalogue[kind.Value] is { } description)
        {
            CheckOptions(name, options, description, reading);
        }
        else if (!reading.Catalogue.IsEmpty)
        {
            reading.Say(
                UnknownKind,
                fields.Place(SiteKeys.Kind),
                $"'{kind.Value}' is not a kind of connection",
                Nearest.Hint(
                    kind.Value,
                    reading.Catalogue.Kinds.Select(each => each.Kind),
                    $"kinds are {string.Join(", ", reading.Catalogue.Kinds.Select(each => each.Kind))}"
                )
            );
        }

        return new Connection(name.Value, kind.Value, CallReader.MapOf(options), atOnce, name.Where);
    }

    internal static Person? ReadPerson(Node.Scalar id, Node node, Reading reading)
    {
        if (Fields.Of(node, SiteKeys.PersonKeys, reading) is not { } fields)
        {
            return null;
        }

        return new Person(
            id.Value,
            fields.Or(SiteKeys.PersonName, id.Value),
            fields.Or(SiteKeys.PersonRoles, []),
            fields.Or(SiteKeys.PersonZone, DateTimeZone.Utc).Id,
            id.Where
        );
    }

    internal static Audience? ReadAudience(Node.Scalar name, Node node, Reading reading)
    {
        if (!IsName(name, "an audience", reading))
        {
            return null;
        }

        Shape<ValueList<ActionCall>> channels = Shape.ListOf(
            Shape.Of(
                SiteKeys.ChannelKeys,
                (fields, inner) => CallReader.Only(fields, CallPlace.Channel, "a channel", expect: null, inner)
            )
        );
        return channels.Read(node, reading) is { Is: true } read
            ? new Audience(name.Value, read.Value, name.Where)
            : null;
    }

    /// <summary>The code of a finding, which may be given by its name.</summary>
    internal static Maybe<string> ReadRule(Node node, Reading reading)
    {
        Maybe<string> written = Shape.Text.Read(node, reading);
        if (!written.Is)
        {
            return default;
        }

        if (FindingCatalogue.Find(written.Value) is { } rule)
        {
            return rule.Code;
        }

        reading.Say(
            UnknownFinding,
            node.Where,
            $"There is no finding '{written.Value}'",
            Nearest.Hint(
                written.Value,
                FindingCatalogue.All.SelectMany(each => new[] { each.Code, each.Name }),
                "docs/findings lists every finding with its code and name"
            )
        );
        return default;
    }

    internal static Maybe<Freeze> ReadFreeze(Fields fields, Reading reading)
    {
        Maybe<string> name = fields.Get(SiteKeys.FreezeName);
        Maybe<string> because = fields.Get(SiteKeys.FreezeBecause);
        DateTimeZone zone = fields.Or(SiteKeys.FreezeZone, DateTimeZone.Utc);
        Instant? from = Moment(fields, SiteKeys.FreezeFrom, zone, reading);
        Instant? until = Moment(fields, SiteKeys.FreezeUntil, zone, reading);
        if (!name.Is || !because.Is || from is not { } begins || until is not { } ends)
        {
            return default;
        }

        if (ends <= begins)
        {
            reading.Say(
                WindowReader.WrongEnd,
                fields.Place(SiteKeys.FreezeUntil),
                "This freeze ends before it begins",
                "check the dates"
            );
            return default;
        }

        return new Freeze(name.Value, begins, ends, because.Value, fields.Place(SiteKeys.FreezeName));
    }

    private static Instant? Moment(Fields fields, Key<TimeExpression> key, DateTimeZone zone, Reading reading)
    {
        if (fields.Get(key) is not { Is: true } time)
        {
            return null;
        }

        if (time.Value is not TimeExpression.Wall)
        {
            reading.Say(
                TimeText.NotADate,
                fields.Place(key),
                "A freeze begins and ends on a date",
                "write 2026-12-18 18:00"
            );
            return null;
        }

        var spec = new WindowSpec
        {
            Start = time.Value,
            Length = null,
            Zone = zone,
        };
        return new TimeResolution(spec, []).Resolve(time.Value, fields.Place(key), reading.Findings);
    }

    private static bool IsName(Node.Scalar name, string what, Reading reading)
    {
        if (Shape.IsName(name.Value))
        {
            return true;
        }

        reading.Say(
            Shape.NotAName,
            name.Where,
            $"'{name.Value}' cannot be the name of {what}",
            "a name has letters, digits, '-' and '_', and begins with a letter or digit"
        );
        return false;
    }

    private static IEnumerable<string> NamesOf(HostTerm term) =>
        term switch
        {
            HostTerm.Named named => [named.Name],
            HostTerm.Range range => Enumerable
                .Range(range.From, range.To - range.From + 1)
                .Select(number => range.Prefix + HostText.Padded(number, range.Digits) + range.Suffix),
            HostTerm.Except => [],
        };

    private static ValueList<NamedText> Values(Node node, Reading reading)
    {
        if (node is Node.Scalar { IsNothing: true })
        {
            return [];
        }

        return
            Shape
                .MapOf(
                    "a map of values, such as { address: 10.0.0.1 }",
                    Shape.Text.Schema,
                    static (name, value, inner) =>
                        Shape.Text.Read(value, inner).Then(text => new NamedText(name.Value, text))
                )
                .Read(node, reading)
                is { Is: true } read
            ? read.Value
            : [];
    }

    /// <summary>A value with the host's own name and number in it, so that one line can describe a range.</summary>
    private static string Filled(string text, string host) =>
        text.Replace("{host}", host, StringComparison.Ordinal).Replace("{n}", NumberOf(host), StringComparison.Ordinal);

    /// <summary>The number a host's name ends with, without leading zeros; empty when it ends with none.</summary>
    private static string NumberOf(string host)
    {
        string digits = host[(host.AsSpan().LastIndexOfAnyExceptInRange('0', '9') + 1)..];
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number.ToString(CultureInfo.InvariantCulture)
            : "";
    }

    private static void CheckOptions(
        Node.Scalar name,
        List<Node.Entry> options,
        ConnectorDescription description,
        Reading reading
    )
    {
        foreach (
            Node.Entry option in options.Where(option =>
                description.Options.All(known => known.Name != option.Key.Value)
            )
        )
        {
            reading.Say(
                WrongOption,
                option.Key.Where,
                $"'{option.Key.Value}' is not an option of '{description.Kind}'",
                Nearest.Hint(
                    option.Key.Value,
                    description.Options.Select(known => known.Name),
                    description.Options.Count == 0
                        ? "it takes none"
                        : $"its options are {string.Join(", ", description.Options.Select(known => known.Name))}"
                )
            );
        }

        foreach (ActionArgument missing in description.Options.Where(known => known.Required))
        {
            if (options.All(option => option.Key.Value != missing.Name))
            {
                reading.Say(
                    WrongOption,
                    name.Where,
                    $"'{name.Value}' is a connection of kind '{description.Kind}' and needs '{missing.Name}:'",
                    missing.Meaning
                );
            }
        }
    }
}
