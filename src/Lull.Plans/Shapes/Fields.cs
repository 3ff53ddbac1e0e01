using Lull.Plans.Yaml;

namespace Lull.Plans.Shapes;

/// <summary>The entries of one map, looked up through their keys.</summary>
internal sealed class Fields
{
    internal const string UnknownKey = "LULL0009";
    internal const string MissingKey = "LULL0010";
    internal const string WrongShape = "LULL0011";
    internal const string Misplaced = "LULL0012";

    /// <summary>With more keys than this a finding does not list them.</summary>
    private const int MostListed = 12;

    private readonly Node.Map _map;
    private readonly Reading _reading;
    private readonly HashSet<string> _meant;

    private Fields(Node.Map map, HashSet<string> meant, Reading reading)
    {
        _map = map;
        _meant = meant;
        _reading = reading;
    }

    /// <summary>The place of the map.</summary>
    internal SourceSpan Where => _map.Where;

    /// <summary>The entries that are <c>connection.action</c>.</summary>
    internal IEnumerable<Node.Entry> Calls =>
        _map.Entries.Where(entry => entry.Key.Value.Contains('.', StringComparison.Ordinal));

    /// <summary>True when a YAML merge key was written, whose alias has been refused.</summary>
    internal bool IsMerged => _map["<<"] is not null;

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

        var meant = new HashSet<string>(StringComparer.Ordinal);
        foreach (Node.Entry entry in map.Entries)
        {
            if (SayWhatIsWrong(entry.Key, keys, map, reading) is { } slip)
            {
                meant.Add(slip);
            }
        }

        foreach (
            Key missing in keys.Keys.Where(key => key.Required && map[key.Name] is null && !meant.Contains(key.Name))
        )
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

        return new Fields(map, meant, reading);
    }

    /// <summary>True when the key is written.</summary>
    internal bool Has(Key key) => _map[key.Name] is not null;

    /// <summary>True when the key is written, or an unknown key that was probably meant to be it.</summary>
    internal bool IsMeant(Key key) => Has(key) || _meant.Contains(key.Name);

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

    /// <summary>Says what is wrong with a key that is written; the known key that it was probably meant to be.</summary>
    private static string? SayWhatIsWrong(Node.Scalar written, KeySet keys, Node.Map map, Reading reading)
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

            return null;
        }

        if (keys.TakesCall && written.Value.Contains('.', StringComparison.Ordinal))
        {
            return null;
        }

        if (written.Value == "<<")
        {
            // A merge key: its alias has been refused already, with words.
            return null;
        }

        string? near = Nearest.Find(written.Value, keys.Keys.Select(each => each.Name));
        reading.Say(
            UnknownKey,
            written.Where,
            $"'{written.Value}' is not a key of {keys.Name}",
            near is null ? KeysOf(keys) : $"did you mean '{near}'?"
        );
        return near;
    }

    private static string KeysOf(KeySet keys) =>
        keys.Keys.Count > MostListed
            ? $"the reference lists the keys of {keys.Name}"
            : $"its keys are {string.Join(", ", keys.Keys.Select(key => key.Name))}"
                + (keys.TakesCall ? ", or an action such as shell.run" : "");

    internal static string Sentence(string words) => char.ToUpperInvariant(words[0]) + words[1..];
}
