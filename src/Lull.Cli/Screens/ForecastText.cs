using System.Text.Json;
using Lull.Core.Common;
using Lull.Core.Forecasts;
using Lull.Core.Procedures;
using Lull.Core.Windows;
using Lull.Engine.Events;

namespace Lull.Cli.Screens;

/// <summary>What <c>lull simulate --json</c> writes.</summary>
/// <param name="Title">The plan's title.</param>
/// <param name="Revision">The plan's revision.</param>
/// <param name="Site">The site's name.</param>
/// <param name="Window">The window that the forecast is for.</param>
/// <param name="Forecast">As the server's API gives it, with nodes by number.</param>
/// <param name="Nodes">What the numbers mean that decide the end or come close to a moment, in the order of the procedure.</param>
internal sealed record ForecastText(
    string Title,
    string Revision,
    string Site,
    Window Window,
    ForecastResult Forecast,
    ValueList<NamedNode> Nodes
)
{
    /// <summary>One line of JSON.</summary>
    internal static string Of(Procedure procedure, ForecastResult forecast) =>
        JsonSerializer.Serialize(
            new ForecastText(
                procedure.Title,
                procedure.Revision,
                procedure.Site,
                procedure.Window,
                forecast,
                [
                    .. forecast
                        .CriticalPath.Select(step => step.Node)
                        .Concat(forecast.Gates.Select(gate => gate.Node))
                        .Distinct()
                        .Order()
                        .Select(node => NamedNode.Of(procedure, procedure.Nodes[node])),
                ]
            ),
            LullJson.Options
        );
}

/// <summary>A node of a procedure, for readers of its number.</summary>
/// <param name="Node">Its number.</param>
/// <param name="Path">Its path in the plan.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Host">The host it is about; empty when it is about none.</param>
internal sealed record NamedNode(int Node, string Path, string Title, string Host)
{
    internal static NamedNode Of(Procedure procedure, Node node) =>
        new(node.Number, node.Path, node.Title, node.Host >= 0 ? procedure.Hosts[node.Host].Name : "");
}
