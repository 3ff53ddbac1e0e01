using Lull.Cli.Following;
using Lull.Cli.Screens;
using Lull.Connectors.Secrets;
using Lull.Core.Procedures;
using Lull.Core.Sites;
using Lull.Engine.Connectors;
using Lull.Engine.Effects;
using Lull.Server.Engines;
using Spectre.Console;

namespace Lull.Cli.Running;

/// <summary>What every step and bracket would do, in its connector's words. Talks to nobody and reads no secret.</summary>
internal static class DryRun
{
    internal static async Task<int> WriteAsync(Procedure procedure, Site site, Screen screen)
    {
        IReadOnlyDictionary<string, OpenConnection> connections = EngineHost.Open(
            site,
            new ConnectorServices(new LocalSecrets(), TimeProvider.System)
        );
        await using var closing = new SiteConnections(connections);
        screen.Out.MarkupLineInterpolated($"[bold]{procedure.Title}[/] on {procedure.Site}: what it would do");
        foreach (TreeLine line in TreeLine.Of(procedure))
        {
            Node node = line.Node;
            foreach (int bracket in line.Brackets)
            {
                BracketNode opened = procedure.Brackets[bracket];
                Say(
                    screen,
                    line.Branch.Replace('└', '├'),
                    "open, and close after",
                    Names.OfBracket(procedure, bracket),
                    Describe(connections, procedure, opened.Call, opened.Host, opened.Timeout)
                );
            }

            string what =
                node.Call is { } call ? Describe(connections, procedure, Told(call, node), node.Host, node.Timeout)
                : node.Kind == NodeKind.Manual ? $"A person: {node.Text}"
                : "";
            Say(screen, line.Branch, "", line.Title, what);
        }

        return ExitCode.Done;
    }

    private static void Say(Screen screen, string branch, string how, string title, string what) =>
        screen.Out.MarkupLine(
            $"[grey]{Markup.Escape(branch)}[/]{(how.Length > 0 ? $"[blue]{how}[/] " : "")}{Markup.Escape(title)}"
                + (what.Length > 0 ? $"  [grey]{Markup.Escape(what)}[/]" : "")
        );

    /// <summary>The call of a delivery holds no text until it is sent; here it is the plan's, with its facts not filled in.</summary>
    private static ActionCall Told(ActionCall call, Node node) =>
        node.Kind == NodeKind.Delivery
            ? call with
            {
                Arguments = new Argument.Map([
                    .. call.Arguments.Entries.Where(entry => entry.Name != "text"),
                    new NamedArgument("text", new Argument.Text(node.Text)),
                ]),
            }
            : call;

    private static string Describe(
        IReadOnlyDictionary<string, OpenConnection> connections,
        Procedure procedure,
        ActionCall call,
        int host,
        Duration timeout
    )
    {
        ProcedureHost? on = host < 0 ? null : procedure.Hosts[host];
        return connections[call.Connection]
            .Connector[call.Action]
            .Describe(
                new ActionRequest
                {
                    Marker = "lull:dry-run",
                    Arguments = call.Arguments,
                    Host = on is null
                        ? null
                        : new ActionHost(
                            on.Name,
                            on.Values.ToDictionary(value => value.Name, value => value.Text, StringComparer.Ordinal)
                        ),
                    Timeout = timeout,
                }
            );
    }
}
