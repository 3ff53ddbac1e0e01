using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lull.Connectors.HaProxy;

/// <summary>What the server was on each node before it was taken out.</summary>
internal static class Prior
{
    internal static string Of(ValueList<NodeState> states) =>
        JsonSerializer.Serialize(
            states
                .Select(state => new PriorNode(state.Node.Text, (int)state.Admin, state.Weight, state.IsUp))
                .ToArray(),
            PriorJson.Default.PriorNodeArray
        );

    /// <summary>By node address; null when the text is not one of ours.</summary>
    internal static IReadOnlyDictionary<string, PriorNode>? TryRead(string text)
    {
        try
        {
            return JsonSerializer
                .Deserialize(text, PriorJson.Default.PriorNodeArray)
                ?.ToDictionary(node => node.Node, StringComparer.Ordinal);
        }
        catch (JsonException)
        {
            return null;
        }
    }
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
