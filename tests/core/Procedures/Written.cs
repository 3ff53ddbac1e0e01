using Lull.Core.Actions;
using Lull.Core.Common;
using Lull.Core.Plans;
using Lull.Core.Procedures;
using Lull.Core.Sites;
using Lull.Core.Windows;

namespace Lull.Core.Tests.Procedures;

/// <summary>Plans and a site in a few words, for tests of what they are compiled into.</summary>
internal static class Written
{
    internal static readonly Window Afternoon = new(
        Instant.FromUtc(2026, 12, 3, 21, 0),
        Instant.FromUtc(2026, 12, 3, 22, 0),
        "America/Denver"
    );

    internal static readonly ActionCatalogue Actions = new([
        Kind(
            "haproxy",
            ("drain", Traits(ActionUse.Bracket, "server") with { TakesOutOfService = true, HostStandsFor = "server" }),
            ("page", Traits(ActionUse.Bracket, "text"))
        ),
        Kind("alertmanager", ("silence", Traits(ActionUse.Bracket, "matchers"))),
        Kind(
            "ssh",
            (
                "run",
                Traits(ActionUse.Change, "command") with
                {
                    Repeat = RepeatClass.Opaque,
                    NeedsHost = true,
                    Timeout = Duration.FromMinutes(20),
                }
            )
        ),
        Kind("http", ("get", Traits(ActionUse.Check, "url"))),
        Kind("chat", ("post", Traits(ActionUse.Message, "text") with { Repeat = RepeatClass.Keyed })),
    ]);

    /// <summary>Five web servers behind a balancer, one database, and four people.</summary>
    internal static readonly Site Lab = new()
    {
        Name = "lab",
        Hosts = [.. Enumerable.Range(1, 5).Select(n => Host($"web{n}", $"10.0.0.{n}")), Host("db-main", "10.0.1.1")],
        Groups = [new HostGroup("web", [.. Enumerable.Range(1, 5).Select(n => $"web{n}")], default)],
        Pools = [new Pool("shop", [.. Enumerable.Range(1, 5).Select(n => $"web{n}")], new Share.Percent(50), default)],
        Connections =
        [
            new Connection("edge", "haproxy", Map(("url", "http://edge.example")), 2, default),
            new Connection("alerts", "alertmanager", Argument.Map.Empty, 2, default),
            new Connection("shell", "ssh", Argument.Map.Empty, 4, default),
            new Connection("http", "http", Argument.Map.Empty, 8, default),
            new Connection("chat", "chat", Argument.Map.Empty, 1, default),
        ],
        People =
        [
            new Person("ana", "Ana Ruiz", ["release-manager", "cab"], "America/New_York", default),
            new Person("ben", "Ben Osei", ["cab"], "Europe/London", default),
            new Person("chitra", "Chitra Rao", ["qa"], "Asia/Kolkata", default),
        ],
        Audiences =
        [
            new Audience("dailyops", [Call("chat.post", ("channel", "#dailyops"))], default),
            new Audience(
                "customers",
                [Call("chat.post", ("channel", "#news")), Call("chat.post", ("channel", "#status"))],
                default
            ),
        ],
    };

    internal static Plan Plan(params Step[] change) =>
        new()
        {
            Title = "Roll out engine 4.2",
            Revision = new string('0', 64),
            Window = new WindowSpec
            {
                Start = new TimeExpression.ToBeDecided(),
                Length = Duration.FromHours(1),
                Zone = DateTimeZoneProviders.Tzdb["America/Denver"],
            },
            Phases = [new Phase { Kind = PhaseKind.Change, Steps = [.. change] }],
        };

    internal static Step.Action Run(string command) => new(Call("shell.run", ("command", command)));

    internal static Step.Manual Manual(string title, string instruction = "Do it.") =>
        new(instruction) { Title = title };

    internal static Step.Check Get(string url) =>
        new(Call("http.get", ("url", url)), Duration.FromMinutes(2), Duration.FromSeconds(10));

    internal static Step.Sequence InOrder(params Step[] steps) => new([.. steps]);

    internal static Step.Parallel Beside(params Step[] steps) => new([.. steps]);

    internal static Step.Rolling Rolling(string over, params Step[] steps) =>
        new() { Over = Hosts(over), Steps = [.. steps] };

    internal static Bracket Drain { get; } = new(Call("edge.drain", ("server", "{host}")), default);

    internal static Bracket Silence { get; } = new(Call("alerts.silence", ("instance", "{address}")), default);

    internal static Bracket Page { get; } = new(Call("edge.page", ("text", "Back soon")), default);

    internal static HostSelection Hosts(params string[] names) =>
        new([.. names.Select(name => new HostTerm.Named(name, default))], default);

    internal static StepReference After(string id) => new(id, new SourceSpan("plan.yaml", 7, 13, id.Length));

    internal static ActionCall Call(string name, params (string Name, string Text)[] arguments)
    {
        string[] parts = name.Split('.');
        return new ActionCall(parts[0], parts[1], Map(arguments));
    }

    internal static Duration Minutes(int minutes) => Duration.FromMinutes(minutes);

    /// <summary>The procedure; the test fails with all findings when there is none.</summary>
    internal static Procedure Compiled(Plan plan, Site? site = null) =>
        Compiler.Compile(plan, site ?? Lab, Actions, Afternoon) switch
        {
            Compilation.Done done => done.Procedure,
            Compilation.Refused refused => throw new ShouldAssertException(string.Join('\n', refused.Findings)),
        };

    /// <summary>What is wrong, as <c>code: message; hint</c>.</summary>
    internal static string[] Refused(Plan plan, Site? site = null) =>
        Compiler.Compile(plan, site ?? Lab, Actions, Afternoon) switch
        {
            Compilation.Done => [],
            Compilation.Refused refused =>
            [
                .. refused.Findings.Select(each =>
                    each.Hint.Length == 0 ? $"{each.Code}: {each.Message}" : $"{each.Code}: {each.Message}; {each.Hint}"
                ),
            ],
        };

    internal static Node At(this Procedure procedure, string path) => procedure.Nodes.Single(node => node.Path == path);

    private static Host Host(string name, string address) =>
        new(name, [new NamedText("address", address), new NamedText("url", $"http://{address}:8080")], default);

    private static Argument.Map Map(params (string Name, string Text)[] entries) =>
        new([.. entries.Select(entry => new NamedArgument(entry.Name, new Argument.Text(entry.Text)))]);

    private static ConnectorDescription Kind(string kind, params (string Name, ActionTraits Traits)[] actions) =>
        new(kind, [], actions.ToDictionary(each => each.Name, each => each.Traits, StringComparer.Ordinal));

    private static ActionTraits Traits(ActionUse use, string main) =>
        new()
        {
            Use = use,
            Repeat = RepeatClass.Convergent,
            MainArgument = main,
            Arguments = [new ActionArgument(main, "What it is about.")],
            Summary = "Does it.",
        };
}
