using Lull.Plans.Yaml;

namespace Lull.Plans.Shapes;

/// <summary>The entries of one map, looked up through their keys.</summary>
internal sealed class Fields
{
    internal const string UnknownKey = "LULL0009";
    internal const string MissingKey = "LULL0010";
    internal const string WrongShape = "LULL0011";
    internal const string Misplaced = "LULL0012";

    private readonly Node.Map _map;
    private readonly Reading _reading;

    private Fields(Node.Map map, Reading reading)
    {
        _map = map;
        _reading = reading;
    }

    /// <summary>The place of the map.</summary>
    internal SourceSpan Where => _map.Where;

    /// <summary>The entries that are <c>connection.action</c>.</summary>
    internal IEnumerable<Node.Entry> Calls =>
        _map.Entries.Where(entry => entry.Key.Value.Contains('.', StringComparison.Ordinal));

    /// <summary>The entries of a map, after saying which keys are unknown or missing; null when the node is no map.</summary>
    internal static Fields? Of(Node node, KeySet keys, Reading reading)
    {
        if (node is not Node.Map map)
        {
            if (node is not Node.Refused)
            {
                reading.Say(WrongShape, node.Where, $"{Sentence(keys.Name)} is written as a map of keys", KeysOf(keys));
            }

            return null;
        }

        foreach (Node.Entry entry in map.Entries)
        {
            SayWhatIsWrong(entry.Key, keys, map, reading);
        }

        foreach (Key missing in keys.Keys.Where(key => key.Required && map[key.Name] is null))
        {
            if (missing.With.Length == 0 || map[missing.With] is not null)
            {
                reading.Say(
                    MissingKey,
                    map.Where,
                    $"{Sentence(keys.Name)} needs '{missing.Name}:'",
                    missing.Example.Length > 0 ? $"for example '{missing.Name}: {missing.Example}'" : ""
                );
            }
        }

        return new Fields(map, reading);
    }

    /// <summary>True when the key is written.</summary>
    internal bool Has(Key key) => _map[key.Name] is not null;

    /// <summary>The place of the key's value, or of the map when it is not written.</summary>
    internal SourceSpan Place(Key key) => _map[key.Name]?.Value.Where ?? _map.Where;

    /// <summary>The place of the key itself, or of the map when it is not written.</summary>
    internal SourceSpan KeyPlace(Key key) => _map[key.Name]?.Key.Where ?? _map.Where;

    /// <summary>The node under a key; null when it is not written.</summary>
    internal Node? NodeOf(Key key) => _map[key.Name]?.Value;

    /// <summary>The value of a key; nothing when it is not written or wrong, which has then been said.</summary>
    internal Maybe<T> Get<T>(Key<T> key)
    {
        switch (_map[key.Name]?.Value)
        {
            case null or Node.Refused:
                return default;
            case Node.Scalar { IsNothing: true } nothing:
                _reading.Say(
                    WrongShape,
                    nothing.Where.Length > 1 ? nothing.Where : KeyPlace(key),
                    $"'{key.Name}:' has no value; it takes {key.Words}",
                    key.Example.Length > 0 ? $"for example '{key.Name}: {key.Example}'" : ""
                );
                return default;
            case { } node:
                return key.Shape.Read(node, _reading);
        }
    }

    /// <summary>The value of a key, or what holds without it.</summary>
    internal T Or<T>(Key<T> key, T otherwise) => Get(key) is { Is: true } found ? found.Value : otherwise;

    /// <summary>The value of a key; null when it is not written or wrong.</summary>
    internal T? Value<T>(Key<T> key)
        where T : struct => Get(key) is { Is: true } found ? found.Value : null;

    /// <summary>The value of a key; null when it is not written or wrong.</summary>
    internal T? Object<T>(Key<T> key)
        where T : class => Get(key) is { Is: true } found ? found.Value : null;

    private static void SayWhatIsWrong(Node.Scalar written, KeySet keys, Node.Map map, Reading reading)
    {
        if (keys[written.Value] is { } key)
        {
            if (key.With.Length > 0 && map[key.With] is null)
            {
                reading.Say(
                    Misplaced,
                    written.Where,
                    $"'{key.Name}:' belongs to '{key.With}:', which is not written here",
                    $"take it away, or add '{key.With}:'"
                );
            }

            return;
        }

        if (keys.TakesCall && written.Value.Contains('.', StringComparison.Ordinal))
        {
            return;
        }

        reading.Say(
            UnknownKey,
            written.Where,
            $"'{written.Value}' is not a key of {keys.Name}",
            Nearest.Hint(written.Value, keys.Keys.Select(each => each.Name), KeysOf(keys))
        );
    }

    private static string KeysOf(KeySet keys) =>
        $"its keys are {string.Join(", ", keys.Keys.Select(key => key.Name))}"
        + (keys.TakesCall ? ", or an action such as shell.run" : "");

    internal static string Sentence(string words) => char.ToUpperInvariant(words[0]) + words[1..];
}
