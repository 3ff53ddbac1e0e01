using System.Text.Json.Nodes;
using Lull.Core.Plans;
using Lull.Core.Sites;
using Lull.Core.Windows;
using Lull.Plans.Language;
using Lull.Plans.Shapes;
using Lull.Plans.Yaml;

namespace Lull.Plans.Sites;

/// <summary>The keys of a site.</summary>
internal static class SiteKeys
{
    internal static readonly Key<HostSelection> PoolHosts = new(
        "hosts",
        Shape.Hosts,
        "Its members: hosts, ranges or groups."
    )
    {
        Required = true,
        Example = "web",
    };
    internal static readonly Key<Share> Floor = new(
        "floor",
        Shape.Share,
        "At least so many stay in service, whatever anybody's plan says."
    )
    {
        Default = "0",
        Example = "50%",
    };
    internal static readonly KeySet PoolKeys = new("a pool", PoolHosts, Floor);

    internal static readonly Key<string> Kind = new("kind", Shape.Text, "The connector.")
    {
        Required = true,
        Example = "haproxy",
    };
    internal static readonly Key<int> AtOnce = new(
        "at-once",
        Shape.Whole(1, 1_000),
        "How many effects may run over it at the same time."
    )
    {
        Default = "8",
        Example = "4",
    };
    internal static readonly KeySet ConnectionKeys = new("a connection", Kind, AtOnce);

    internal static readonly Key<string> PersonName = new("name", Shape.Title, "For people.")
    {
        Default = "the id",
        Example = "Ana Silva",
    };
    internal static readonly Key<ValueList<string>> PersonRoles = new(
        "roles",
        Shape.ListOf(Shape.Text),
        "Roles of the site that they hold."
    )
    {
        Example = "[release-manager, cab]",
    };
    internal static readonly Key<DateTimeZone> PersonZone = new("zone", Shape.Zone, "The IANA zone they live in.")
    {
        Default = "UTC",
        Example = "Europe/Lisbon",
    };
    internal static readonly KeySet PersonKeys = new("a person", PersonName, PersonRoles, PersonZone);

    internal static readonly KeySet ChannelKeys = new("a channel") { TakesCall = true };

    internal static readonly Key<string> FreezeName = new("name", Shape.Title, "As plans name it.")
    {
        Required = true,
        Example = "year-end",
    };
    internal static readonly Key<TimeExpression> FreezeFrom = new("from", Shape.Time, "Its beginning.")
    {
        Required = true,
        Example = "2026-12-18 18:00",
    };
    internal static readonly Key<TimeExpression> FreezeUntil = new("until", Shape.Time, "Its end.")
    {
        Required = true,
        Example = "2027-01-04 06:00",
    };
    internal static readonly Key<DateTimeZone> FreezeZone = new(
        "zone",
        Shape.Zone,
        "The zone of both times, where they name none."
    )
    {
        Default = "UTC",
        Example = "America/Denver",
    };
    internal static readonly Key<string> FreezeBecause = new("because", Shape.Text, "Why.")
    {
        Required = true,
        Example = "Holiday sales.",
    };
    internal static readonly KeySet FreezeKeys = new(
        "a freeze",
        FreezeName,
        FreezeFrom,
        FreezeUntil,
        FreezeZone,
        FreezeBecause
    );

    internal static readonly Key<string> Name = new("site", Shape.Name, "The name of the environment.")
    {
        Required = true,
        Example = "lab",
    };
    internal static readonly Key<ValueList<(Node.Scalar Name, Node Values)>> Hosts = Raw(
        "hosts",
        "Every host, by name or range, with the values that templates can ask for.",
        "a map of hosts and their values",
        "{ \"web[1-3]\": { address: 127.0.0.1 } }"
    );
    internal static readonly Key<ValueList<(Node.Scalar Name, Node Values)>> Groups = Raw(
        "groups",
        "Named lists of hosts, in order; a group may name groups before it.",
        "a map of names and hosts",
        "{ web: \"web[1-3]\" }"
    );
    internal static readonly Key<ValueList<(Node.Scalar Name, Node Values)>> Pools = Raw(
        "pools",
        "Hosts that serve together and must not all be gone.",
        "a map of names and pools",
        "{ web: { hosts: web, floor: 50% } }"
    );
    internal static readonly Key<ValueList<(Node.Scalar Name, Node Values)>> Connections = Raw(
        "connections",
        "Ways to outside systems. Beside the keys below, each takes the options of its kind.",
        "a map of names and connections",
        "{ edge: { kind: haproxy } }"
    );
    internal static readonly Key<ValueList<(Node.Scalar Name, Node Values)>> People = Raw(
        "people",
        "Who may do what.",
        "a map of ids and people",
        "{ ana: { roles: [release-manager] } }"
    );
    internal static readonly Key<ValueList<(Node.Scalar Name, Node Values)>> Audiences = Raw(
        "audiences",
        "Who can be told: one or more message actions each.",
        "a map of names and channels",
        "{ customers: { mail.send: { to: all@example.org } } }"
    );
    internal static readonly Key<ValueList<Freeze>> Freezes = new(
        "freezes",
        Shape.ListOf(Shape.Of(FreezeKeys, SiteParts.ReadFreeze)),
        "Intervals in which nothing may run unless waived."
    )
    {
        Example = "[ ... ]",
    };

    internal static readonly Key<ValueList<string>> Errors = new(
        "errors",
        Shape.ListOf(new Shape<string>("a finding's code", Shape.Text.Schema, SiteParts.ReadRule)),
        "Findings, by code or name, that keep a plan from running here unless it waives them."
    )
    {
        Example = "[open-question, item-without-ticket]",
    };

    internal static readonly KeySet Site = new(
        "a site",
        Name,
        Hosts,
        Groups,
        Pools,
        Connections,
        People,
        Audiences,
        Freezes,
        Errors
    );

    /// <summary>A map from names whose values are read once other parts of the site are known.</summary>
    private static Key<ValueList<(Node.Scalar Name, Node Values)>> Raw(
        string name,
        string meaning,
        string words,
        string example
    ) =>
        new(
            name,
            Shape.MapOf<(Node.Scalar Name, Node Values)>(
                words,
                () => EntrySchema(name),
                static (key, value, _) => (key, value)
            ),
            meaning
        )
        {
            Example = example,
        };

    private static JsonObject EntrySchema(string name) =>
        name switch
        {
            "hosts" => new JsonObject
            {
                ["type"] = new JsonArray("object", "null"),
                ["additionalProperties"] = new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") },
            },
            "groups" => Shape.Hosts.Schema(),
            "pools" => Shape.Ref(PoolKeys.Name),
            "connections" => Shape.Ref(ConnectionKeys.Name),
            "people" => Shape.Ref(PersonKeys.Name),
            _ => Shape.OneOrMore(Shape.Ref(ChannelKeys.Name)),
        };
}
