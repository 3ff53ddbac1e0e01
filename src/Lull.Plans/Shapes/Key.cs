using System.Text.Json.Nodes;
using Lull.Plans.Yaml;

namespace Lull.Plans.Shapes;

/// <summary>What may stand under a key: how it is read, how it is called, and its JSON Schema. The three never differ.</summary>
/// <param name="Words">For findings and the reference: <c>a duration such as 1h30m</c>.</param>
/// <param name="Schema">Makes a fresh schema.</param>
/// <param name="Read">The value, or nothing after saying why.</param>
internal sealed record Shape<T>(string Words, Func<JsonObject> Schema, Func<Node, Reading, Maybe<T>> Read);

/// <summary>A value, or nothing because it was wrong and that has been said.</summary>
internal readonly record struct Maybe<T>(bool Is, T Value)
{
    internal static Maybe<T> Nothing => default;

    internal Maybe<TOther> Then<TOther>(Func<T, TOther> then) => Is ? new(true, then(Value)) : default;

    public static implicit operator Maybe<T>(T value) => new(true, value);
}

/// <summary>One key of a map: the one source of what is read, refused, published as schema and documented.</summary>
internal abstract class Key(string name, string meaning)
{
    /// <summary>As written in the file.</summary>
    internal string Name { get; } = name;

    /// <summary>A sentence for people.</summary>
    internal string Meaning { get; } = meaning;

    /// <summary>True when the map is wrong without it.</summary>
    internal bool Required { get; init; }

    /// <summary>What holds when it is left out, in words; empty when nothing does.</summary>
    internal string Default { get; init; } = "";

    /// <summary>A value as it would be written.</summary>
    internal string Example { get; init; } = "";

    /// <summary>The key of the same map that it belongs to, as <c>batches</c> belongs to <c>rolling</c>; empty when to none.</summary>
    internal string With { get; init; } = "";

    /// <summary>What may stand under it, in words.</summary>
    internal abstract string Words { get; }

    /// <summary>The schema of what may stand under it.</summary>
    internal abstract JsonObject Schema();
}

/// <summary>One key whose value is a <typeparamref name="T"/>.</summary>
internal sealed class Key<T>(string name, Shape<T> shape, string meaning) : Key(name, meaning)
{
    internal Shape<T> Shape { get; } = shape;

    internal override string Words => Shape.Words;

    internal override JsonObject Schema() => Shape.Schema();
}

/// <summary>The keys of one kind of map.</summary>
/// <param name="Name">As it is called in findings and the reference: <c>a step</c>.</param>
/// <param name="Keys">In the order of the reference.</param>
internal sealed record KeySet(string Name, params IReadOnlyList<Key> Keys)
{
    /// <summary>True when one <c>connection.action</c> may stand beside the keys.</summary>
    internal bool TakesCall { get; init; }

    internal Key? this[string name] => Keys.FirstOrDefault(key => key.Name == name);
}
