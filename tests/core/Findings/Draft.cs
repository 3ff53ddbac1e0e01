using Lull.Core.Actions;
using Lull.Core.Common;
using Lull.Core.Plans;
using Lull.Core.Sites;
using Lull.Core.Windows;

namespace Lull.Core.Tests.Findings;

/// <summary>Plans and sites in a few words, for tests of what is found in them.</summary>
internal static class Draft
{
    internal static readonly DateTimeZone NewYork = DateTimeZoneProviders.Tzdb["America/New_York"];

    /// <summary>Sunday 17 May 2026, 00:00 to 09:00 in New York.</summary>
    internal static readonly WindowSpec Sunday = new()
    {
        Start = new TimeExpression.Wall(new LocalDateTime(2026, 5, 17, 0, 0), Zone: null),
        Length = Hours(9),
        Zone = NewYork,
    };

    /// <summary>As <see cref="Sunday"/>, but nobody knows which Sunday.</summary>
    internal static readonly WindowSpec SomeDay = Sunday with { Start = new TimeExpression.ToBeDecided() };

    /// <summary>Ten web servers behind a balancer, five of which must stay; three people.</summary>
    internal static readonly Site Production = new()
    {
        Name = "production",
        Hosts = [.. Enumerable.Range(1, 10).Select(n => new Host($"shop-web{n}", [], default))],
        Groups = [new HostGroup("web", [.. Enumerable.Range(1, 10).Select(n => $"shop-web{n}")], default)],
        Pools =
        [
            new Pool("shop", [.. Enumerable.Range(1, 10).Select(n => $"shop-web{n}")], new Share.Count(5), default),
        ],
        Connections =
        [
            new Connection("edge", "haproxy", Argument.Map.Empty, 4, default),
            new Connection("shell", "ssh", Argument.Map.Empty, 4, default),
        ],
        People =
        [
            new Person("ana", "Ana Ruiz", ["platform", "cab"], "America/New_York", default),
            new Person("ben", "Ben Osei", ["platform", "release-manager"], "Europe/London", default),
            new Person("chitra", "Chitra Rao", ["qa"], "Asia/Kolkata", default),
        ],
    };

    internal static readonly ActionCatalogue Connectors = new([
        Kind("haproxy", ("drain", Traits(ActionUse.Bracket, RepeatClass.Convergent, takesOut: true))),
        Kind("ssh", ("run", Traits(ActionUse.Change, RepeatClass.Opaque))),
        Kind("http", ("get", Traits(ActionUse.Check, RepeatClass.Convergent))),
    ]);

    internal static Plan Plan(params Step[] change) =>
        new()
        {
            Title = "Monthly patching",
            Revision = new string('0', 64),
            Window = Sunday,
            Phases = [new Phase { Kind = PhaseKind.Change, Steps = [.. change] }],
        };

    internal static Plan Prepared(params Step[] prepare) =>
        Plan() with
        {
            Phases = [new Phase { Kind = PhaseKind.Prepare, Steps = [.. prepare] }],
        };

    internal static Step.Manual Manual(string title, string instruction = "") => new(instruction) { Title = title };

    internal static Step.Action Shell(string command) => new(Call("shell", "run", ("command", command)));

    internal static Step.Sequence Block(string title, params Step[] steps) => new([.. steps]) { Title = title };

    internal static Step.Parallel Tracks(params Step[] tracks) => new([.. tracks]);

    internal static Step.Rolling Rolling(HostSelection over, params Step[] steps) =>
        new()
        {
            Title = $"Patch {((HostTerm.Range)over.Terms[0]).From} to {((HostTerm.Range)over.Terms[0]).To}",
            Over = over,
            Steps = [.. steps],
        };

    /// <summary>Hosts of the group <c>web</c>, counted from 1.</summary>
    internal static HostSelection Web(int from, int to) =>
        new([new HostTerm.Range("web", from, to, 0, "", default)], default);

    internal static Bracket Drain { get; } = new(Call("edge", "drain", ("server", "{host}")), default);

    internal static ActionCall Call(string connection, string action, params (string Name, string Value)[] arguments) =>
        new(
            connection,
            action,
            new Argument.Map([.. arguments.Select(each => new NamedArgument(each.Name, new Argument.Text(each.Value)))])
        );

    internal static Item Item(string id, string title, params string[] tickets) =>
        new()
        {
            Id = id,
            Title = title,
            Tickets = Tickets(tickets),
            Owner = "platform",
        };

    internal static ValueList<Ticket> Tickets(params string[] keys) =>
        [.. keys.Select(key => new Ticket(key, default))];

    internal static TimeExpression At(int hour, int minute) =>
        new TimeExpression.TimeOfDay(new LocalTime(hour, minute), Zone: null);

    internal static TimeExpression Before(string milestone, int days) =>
        new TimeExpression.Relative(milestone, -days, Duration.Zero);

    internal static Estimate Takes(int minutes) => Estimate.Of(Duration.FromMinutes(minutes));

    internal static Duration Hours(int hours) => Duration.FromHours(hours);

    private static ActionTraits Traits(ActionUse use, RepeatClass repeat, bool takesOut = false) =>
        new()
        {
            Use = use,
            Repeat = repeat,
            TakesOutOfService = takesOut,
            MainArgument = "command",
            Arguments = [],
            Summary = "For tests.",
        };

    private static ConnectorDescription Kind(string kind, params (string Name, ActionTraits Traits)[] actions) =>
        new(kind, [], actions.ToDictionary(action => action.Name, action => action.Traits, StringComparer.Ordinal));
}
