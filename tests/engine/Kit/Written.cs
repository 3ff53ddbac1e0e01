using Lull.Core.Actions;
using Lull.Core.Plans;
using Lull.Core.Procedures;
using Lull.Core.Sites;
using Lull.Core.Windows;

namespace Lull.Engine.Tests.Kit;

/// <summary>Plans and a site in a few words.</summary>
internal static class Written
{
    internal static readonly Window Afternoon = new(
        Instant.FromUtc(2026, 12, 3, 21, 0),
        Instant.FromUtc(2026, 12, 3, 23, 0),
        "America/Denver"
    );

    internal static readonly Site Lab = new()
    {
        Name = "lab",
        Hosts = [.. Enumerable.Range(1, 5).Select(n => new Host($"web{n}", [], default))],
        Groups = [new HostGroup("web", [.. Enumerable.Range(1, 5).Select(n => $"web{n}")], default)],
        Connections =
        [
            new Connection("edge", "haproxy", Argument.Map.Empty, 8, default),
            new Connection("alerts", "alertmanager", Argument.Map.Empty, 8, default),
            new Connection("shell", "ssh", Argument.Map.Empty, 2, default),
            new Connection("http", "http", Argument.Map.Empty, 8, default),
            new Connection("chat", "chat", Argument.Map.Empty, 1, default),
        ],
        People = [new Person("sam", "Sam Ito", ["release-manager"], "Europe/London", default)],
        Audiences = [new Audience("dailyops", [Call("chat.post", "#dailyops")], default)],
    };

    internal static Bracket Drain { get; } = new(Call("edge.drain", "{host}"), default);

    internal static Bracket Silence { get; } = new(Call("alerts.silence", "{host}"), default);

    /// <summary>The procedure of these steps, in one phase of change, on the lab.</summary>
    internal static Procedure Procedure(params Step[] change) => Procedure(plan => plan, change);

    internal static Procedure Procedure(Func<Plan, Plan> with, params Step[] change) =>
        Compiler.Compile(
            with(
                new Plan
                {
                    Title = "Roll out engine 4.2",
                    Revision = new string('0', 64),
                    Window = new WindowSpec
                    {
                        Start = new TimeExpression.ToBeDecided(),
                        Length = Duration.FromHours(2),
                        Zone = DateTimeZoneProviders.Tzdb["America/Denver"],
                    },
                    Phases = [new Phase { Kind = PhaseKind.Change, Steps = [.. change] }],
                }
            ),
            Lab,
            World.Catalogue,
            Afternoon
        ) switch
        {
            Compilation.Done done => done.Procedure,
            Compilation.Refused refused => throw new InvalidOperationException(
                string.Join('\n', refused.Findings.Select(finding => finding.ToString()))
            ),
        };

    /// <summary>Drained and silenced, each of these hosts runs a command with an undo and is looked at.</summary>
    internal static Step.Rolling Rolling(params string[] hosts) =>
        new()
        {
            Over = Hosts(hosts),
            With = [Silence, Drain],
            Steps =
            [
                Run("deploy") with
                {
                    Undo = [Run("restore")],
                    Estimate = Estimate.Of(Duration.FromMinutes(1)),
                },
                Get("health"),
            ],
        };

    internal static Step.Action Run(string command) => new(Call("shell.run", command));

    internal static Step.Action Wild(string command) => new(Call("shell.wild", command));

    internal static Step.Check Get(string url) =>
        new(Call("http.get", url), Duration.FromMinutes(2), Duration.FromSeconds(10));

    internal static HostSelection Hosts(params string[] names) =>
        new([.. names.Select(name => new HostTerm.Named(name, default))], default);

    internal static ActionCall Call(string name, string target)
    {
        string[] parts = name.Split('.');
        return new ActionCall(
            parts[0],
            parts[1],
            new Argument.Map([new NamedArgument("target", new Argument.Text(target))])
        );
    }
}
