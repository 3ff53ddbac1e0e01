using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lull.Connectors.HaProxy;

/// <summary>What the server was on each node before it was taken out: a line for people, and a line of JSON that closing reads.</summary>
internal static class Prior
{
    internal static string Of(ValueList<NodeState> states) => $"{WordsOf(states)}\n{JsonOf(states)}";

    /// <summary>By node address; null when the text is not one of ours. Journals of the first versions have the JSON alone.</summary>
    internal static IReadOnlyDictionary<string, PriorNode>? TryRead(string text)
    {
        try
        {
            return JsonSerializer
                .Deserialize(
                    text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..],
                    PriorJson.Default.PriorNodeArray
                )
                ?.ToDictionary(node => node.Node, StringComparer.Ordinal);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary><c>ready</c>; with the nodes when they differ.</summary>
    private static string WordsOf(ValueList<NodeState> states) =>
        states.Select(state => state.Word).Distinct(StringComparer.Ordinal).ToArray() is [var same]
            ? same
            : string.Join("; ", states.Select(state => $"{state.Word} on {state.Node}"));

    private static string JsonOf(ValueList<NodeState> states) =>
        JsonSerializer.Serialize(
            states
                .Select(state => new PriorNode(state.Node.Text, (int)state.Admin, state.Weight, state.IsUp))
                .ToArray(),
            PriorJson.Default.PriorNodeArray
        );
}

/// <summary>What the server was on one node.</summary>
internal sealed record PriorNode(
    [property: JsonPropertyName("node")] string Node,
    [property: JsonPropertyName("admin")] int Admin,
    [property: JsonPropertyName("weight")] int Weight,
    [property: JsonPropertyName("up")] bool Up
)
{
    /// <summary>What had been set by command.</summary>
    internal AdminState Commanded => (AdminState)Admin & (AdminState.Maintenance | AdminState.Drain);
}

[JsonSerializable(typeof(PriorNode[]))]
internal sealed partial class PriorJson : JsonSerializerContext;
