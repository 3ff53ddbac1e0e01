using System.Text.Json.Nodes;

namespace Lull.Engine.Events;

/// <summary>Makes events of earlier shapes readable: version n becomes n + 1, as often as needed. What is on disk never changes.</summary>
/// <remarks>
/// Needed only for changes that are not additive. An upcaster is pure and never removed: a maintenance of years ago must still
/// fold to the state it had.
/// </remarks>
public sealed class Upcasters
{
    private readonly Dictionary<(string Name, int From), Func<JsonObject, JsonObject>> _steps = [];

    /// <summary>Those of this version of Lull. Every event still has its first shape.</summary>
    public static Upcasters Current { get; } = new();

    /// <summary>The version that is written now: one more than there are upcasters.</summary>
    public int VersionOf(string name)
    {
        int version = 1;
        while (_steps.ContainsKey((name, version)))
        {
            version++;
        }

        return version;
    }

    /// <summary>Registers how payloads of an event go on from a version; versions are registered in order, from 1.</summary>
    public Upcasters Add(string name, int from, Func<JsonObject, JsonObject> upcast)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(from, VersionOf(name));
        _steps.Add((name, from), upcast);
        return this;
    }

    /// <summary>The payload in its present shape.</summary>
    internal JsonObject Upcast(string name, int version, JsonObject payload)
    {
        while (_steps.TryGetValue((name, version), out Func<JsonObject, JsonObject>? step))
        {
            payload = step(payload);
            version++;
        }

        return payload;
    }
}
