using System.Text;

namespace Lull.Plans.Yaml;

/// <summary>A part of a YAML text with its place. Texts stay as written: nothing is taken for a number or a boolean.</summary>
internal abstract record Node(SourceSpan Where)
{
    /// <summary>Longer texts are taken as they are, so that filling cannot blow them up.</summary>
    private const int LongestTemplate = 20_000;

    /// <summary>A text.</summary>
    /// <param name="Value">What it says.</param>
    /// <param name="Inset">
    /// Characters between the start of <see cref="Node.Where"/> and the first character of the value, when value and source run in
    /// step: 0 for a plain text on one line, 1 for a quoted one without escapes. Null when they do not.
    /// </param>
    /// <param name="Plain">True when it is written without quotes and is no block.</param>
    /// <param name="Where">The text with its quotes.</param>
    internal sealed record Scalar(string Value, int? Inset, bool Plain, SourceSpan Where) : Node(Where)
    {
        /// <summary>True for a key without a value, <c>~</c> and <c>null</c>.</summary>
        internal bool IsNothing => Plain && Value is "" or "~" or "null";

        /// <summary>The place of a part of the value; the whole when value and source do not run in step.</summary>
        internal SourceSpan Part(int start, int length) =>
            Inset is { } inset && length > 0
                ? Where with
                {
                    Column = Where.Column + inset + start,
                    Length = length,
                }
                : Where;
    }

    /// <summary>Values in order.</summary>
    internal sealed record List(IReadOnlyList<Node> Items, SourceSpan Where) : Node(Where);

    /// <summary>Values by key, in the order written; keys are unique.</summary>
    internal sealed record Map(IReadOnlyList<Entry> Entries, SourceSpan Where) : Node(Where)
    {
        /// <summary>The entry of that key; null when there is none.</summary>
        internal Entry? this[string key] => Entries.FirstOrDefault(entry => entry.Key.Value == key);
    }

    /// <summary>Something that was refused with a finding of its own; nothing more is said about it.</summary>
    internal sealed record Refused(SourceSpan Where) : Node(Where);

    /// <summary>One key with its value.</summary>
    internal sealed record Entry(Scalar Key, Node Value);

    /// <summary>The same node with <c>{name}</c> replaced in every text.</summary>
    /// <param name="values">
    /// By name. A text that is nothing but one <c>{name}</c> becomes the value itself, be it a list or a map.
    /// </param>
    internal Node Fill(IReadOnlyDictionary<string, Node> values) =>
        this switch
        {
            Scalar scalar => Fill(scalar, values),
            List list => list with { Items = [.. list.Items.Select(item => item.Fill(values))] },
            Map map => Fill(map, values),
            _ => this,
        };

    /// <summary>Nodes and characters in it, counted up to a limit.</summary>
    internal int Size(int limit)
    {
        int size = 1;
        switch (this)
        {
            case Scalar scalar:
                return 1 + scalar.Value.Length;
            case List list:
                foreach (Node item in list.Items)
                {
                    size += size > limit ? 0 : item.Size(limit - size);
                }

                break;
            case Map map:
                foreach (Entry entry in map.Entries)
                {
                    size += size > limit ? 0 : entry.Key.Value.Length + entry.Value.Size(limit - size);
                }

                break;
        }

        return size;
    }

    private static Node Fill(Map map, IReadOnlyDictionary<string, Node> values)
    {
        // `on: {hosts}` is, to YAML, a map with the key "hosts" and no value. Here it can only mean the parameter.
        if (
            map.Entries is [{ Key.Plain: true, Value: Scalar { IsNothing: true, Value: "" } } only]
            && values.TryGetValue(only.Key.Value, out Node? whole)
        )
        {
            return whole;
        }

        return map with
        {
            Entries =
            [
                .. map.Entries.Select(entry => new Entry(
                    Fill(entry.Key, values) as Scalar ?? entry.Key,
                    entry.Value.Fill(values)
                )),
            ],
        };
    }

    private static Node Fill(Scalar scalar, IReadOnlyDictionary<string, Node> values)
    {
        if (scalar.Value.Length > LongestTemplate || !scalar.Value.Contains('{', StringComparison.Ordinal))
        {
            return scalar;
        }

        if (scalar.Value is ['{', .., '}'] && values.TryGetValue(scalar.Value[1..^1], out Node? whole))
        {
            return whole;
        }

        var text = new StringBuilder(scalar.Value);
        foreach ((string name, Node value) in values)
        {
            if (value is Scalar part)
            {
                text.Replace("{" + name + "}", part.Value);
            }
        }

        return text.Equals(scalar.Value) ? scalar : scalar with { Value = text.ToString(), Inset = null };
    }
}
