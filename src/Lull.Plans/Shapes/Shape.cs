using System.Globalization;
using System.Text.Json.Nodes;
using Lull.Core.Common;
using Lull.Core.Plans;
using Lull.Core.Windows;
using Lull.Plans.Hosts;
using Lull.Plans.Times;
using Lull.Plans.Yaml;

namespace Lull.Plans.Shapes;

/// <summary>The shapes that values of plans and sites have.</summary>
internal static class Shape
{
    internal const string NotANumber = "LULL0301";
    internal const string NotAWord = "LULL0302";
    internal const string NotAShare = "LULL0303";
    internal const string NotAName = "LULL0307";
    internal const string TooLong = YamlText.TooLong;
    internal const string NotALine = "LULL0313";

    /// <summary>Any text but an empty one; the reader of the file takes none that is longer than a person may be asked to read.</summary>
    internal static Shape<string> Text { get; } =
        new(
            "a text",
            () => new JsonObject { ["type"] = "string", ["maxLength"] = YamlText.LongestValue },
            (node, reading) => Scalar(node, reading, "a text").Then(text => text.Value)
        );

    /// <summary>What something is called on every screen: a line, with room for the rest of the screen.</summary>
    internal static Shape<string> Title { get; } =
        new(
            "a text of at most 200 characters",
            () => new JsonObject { ["type"] = "string", ["maxLength"] = OneLine.Longest },
            (node, reading) =>
                Scalar(node, reading, "a text") is { Is: true } text ? TitleOf(text.Value, reading) : default
        );

    /// <summary>A name that others refer to.</summary>
    internal static Shape<string> Name { get; } =
        new(
            "a name",
            () => new JsonObject { ["type"] = "string", ["pattern"] = "^[A-Za-z0-9][A-Za-z0-9_-]*$" },
            (node, reading) =>
                Scalar(node, reading, "a name") is { Is: true } text ? NameOf(text.Value, reading) : default
        );

    /// <summary>A length of time.</summary>
    internal static Shape<Duration> Duration { get; } =
        new(
            "a duration such as 1h30m",
            () => Type("string"),
            (node, reading) =>
                Scalar(node, reading, "a duration such as 1h30m") is { Is: true } text
                    ? DurationText.Read(text.Value, reading)
                    : default
        );

    /// <summary>A moment.</summary>
    internal static Shape<TimeExpression> Time { get; } =
        new(
            "a time",
            () => Type("string"),
            (node, reading) =>
                Scalar(node, reading, "a time") is { Is: true } text ? TimeText.Read(text.Value, reading) : default
        );

    /// <summary>An IANA time zone.</summary>
    internal static Shape<DateTimeZone> Zone { get; } =
        new(
            "a time zone",
            () => Type("string"),
            (node, reading) =>
                Scalar(node, reading, "a time zone such as Europe/Berlin") is { Is: true } text
                    ? ZoneText.Read(text.Value.Value, text.Value.Where, reading)
                    : default
        );

    /// <summary>Hosts, groups, ranges.</summary>
    internal static Shape<HostSelection> Hosts { get; } = new("hosts", () => OneOrMore(Type("string")), HostText.Read);

    /// <summary>A number of hosts or per cent.</summary>
    internal static Shape<Share> Share { get; } =
        new(
            "a number or per cent",
            () =>
                new JsonObject
                {
                    ["anyOf"] = new JsonArray(
                        new JsonObject { ["type"] = "integer", ["minimum"] = 0 },
                        new JsonObject { ["type"] = "string", ["pattern"] = "^[0-9]+ ?%?$" }
                    ),
                },
            (node, reading) =>
                Scalar(node, reading, "a number of hosts such as 2, or per cent such as 25%") is { Is: true } text
                    ? ShareOf(text.Value, reading)
                    : default
        );

    /// <summary>yes or no.</summary>
    internal static Shape<bool> YesNo { get; } =
        new(
            "true or false",
            () => Type("boolean"),
            (node, reading) =>
                Scalar(node, reading, "true or false") is not { Is: true } text ? default
                : text.Value.Value is "true" or "yes" ? true
                : text.Value.Value is "false" or "no" ? false
                : Wrong<bool>(reading, NotAWord, text.Value, $"'{text.Value.Value}' is neither true nor false", "")
        );

    /// <summary>A whole number between two others.</summary>
    internal static Shape<int> Whole(int least, int most) =>
        new(
            "a whole number",
            () =>
                new JsonObject
                {
                    ["type"] = "integer",
                    ["minimum"] = least,
                    ["maximum"] = most,
                },
            (node, reading) =>
                Scalar(node, reading, "a whole number") is { Is: true } text
                    ? WholeOf(text.Value, least, most, reading)
                    : default
        );

    /// <summary>One of some words.</summary>
    internal static Shape<T> Words<T>(params IReadOnlyList<(string Word, T Value)> words)
    {
        string all = string.Join(", ", words.Select(each => each.Word));
        return new(
            all,
            () => new JsonObject { ["enum"] = new JsonArray([.. words.Select(each => (JsonNode)each.Word)]) },
            (node, reading) =>
            {
                if (Scalar(node, reading, $"one of {all}") is not { Is: true } text)
                {
                    return default;
                }

                foreach ((string word, T value) in words)
                {
                    if (word == text.Value.Value)
                    {
                        return value;
                    }
                }

                return Wrong<T>(
                    reading,
                    NotAWord,
                    text.Value,
                    $"'{text.Value.Value}' is not one of {all}",
                    Nearest.Hint(text.Value.Value, words.Select(each => each.Word))
                );
            }
        );
    }

    /// <summary>A list of one shape; a single value counts as a list of one.</summary>
    internal static Shape<ValueList<T>> ListOf<T>(Shape<T> item, bool orOne = true) =>
        new(
            orOne ? $"{item.Words}, or a list" : $"a list, each {item.Words}",
            () => orOne ? OneOrMore(item.Schema()) : ArrayOf(item.Schema()),
            (node, reading) =>
            {
                if (node is Node.Refused)
                {
                    return default;
                }

                if (node is not Node.List && !orOne)
                {
                    reading.Say(
                        Fields.WrongShape,
                        node.Where,
                        $"What belongs here is a list, each entry {item.Words}",
                        "begin each entry with '- ' on a line of its own"
                    );
                    return default;
                }

                IEnumerable<Node> items = node is Node.List list ? list.Items : [node];
                return (ValueList<T>)
                    [
                        .. items
                            .Select(each => item.Read(each, reading))
                            .Where(each => each.Is)
                            .Select(each => each.Value),
                    ];
            }
        );

    /// <summary>A map from names that the author chooses.</summary>
    internal static Shape<ValueList<T>> MapOf<T>(
        string words,
        Func<JsonObject> schema,
        Func<Node.Scalar, Node, Reading, Maybe<T>> entry
    ) =>
        new(
            words,
            () => new JsonObject { ["type"] = "object", ["additionalProperties"] = schema() },
            (node, reading) =>
            {
                if (node is Node.Map map)
                {
                    return (ValueList<T>)
                        [
                            .. map
                                .Entries.Where(each => each.Value is not Node.Refused)
                                .Select(each => entry(each.Key, each.Value, reading))
                                .Where(each => each.Is)
                                .Select(each => each.Value),
                        ];
                }

                return WrongNode<ValueList<T>>(node, reading, words);
            }
        );

    /// <summary>A map with keys of its own.</summary>
    internal static Shape<T> Of<T>(KeySet keys, Func<Fields, Reading, Maybe<T>> read) =>
        new(
            keys.Name,
            () => Ref(keys.Name),
            (node, reading) => Fields.Of(node, keys, reading) is { } fields ? read(fields, reading) : default
        );

    /// <summary>Whatever the function makes of the node.</summary>
    internal static Shape<T> From<T>(string words, Func<JsonObject> schema, Func<Node, Reading, Maybe<T>> read) =>
        new(words, schema, read);

    /// <summary>The text of a node; nothing, after saying so, when it is none.</summary>
    internal static Maybe<Node.Scalar> Scalar(Node node, Reading reading, string words)
    {
        switch (node)
        {
            case Node.Scalar { IsNothing: false } text when text.Value.Length > 0:
                return text;
            case Node.Refused:
                return default;
            case Node.Map { Entries: [{ Key.Plain: true, Value: Node.Scalar { IsNothing: true } } only] }:
                reading.Say(
                    Fields.WrongShape,
                    node.Where,
                    $"What belongs here is {words}, and YAML reads {{{only.Key.Value}}} as a map",
                    $"put it in quotes: \"{{{only.Key.Value}}}\""
                );
                return default;
            default:
                return WrongNode<Node.Scalar>(node, reading, words);
        }
    }

    /// <summary>Says what should stand in the place of a node.</summary>
    internal static Maybe<T> WrongNode<T>(Node node, Reading reading, string words)
    {
        string instead = node switch
        {
            Node.List => ", not a list",
            Node.Map => ", not a map",
            Node.Scalar { IsNothing: true } => ", and nothing is written",
            Node.Scalar { Value: "" } => ", and it is empty",
            _ => "",
        };
        if (node is not Node.Refused)
        {
            reading.Say(Fields.WrongShape, node.Where, $"What belongs here is {words}{instead}");
        }

        return default;
    }

    /// <summary>Says something about a text.</summary>
    internal static Maybe<T> Wrong<T>(Reading reading, string code, Node.Scalar text, string message, string hint)
    {
        reading.Say(code, text.Where, message, hint);
        return default;
    }

    internal static JsonObject Type(string type) => new() { ["type"] = type };

    internal static JsonObject Ref(string name) => new() { ["$ref"] = $"#/$defs/{Slug(name)}" };

    /// <summary>The name of a key set as a schema calls it: <c>a roll-back rule</c> is <c>roll-back-rule</c>.</summary>
    internal static string Slug(string name)
    {
        string bare =
            name.StartsWith("a ", StringComparison.Ordinal) ? name[2..]
            : name.StartsWith("an ", StringComparison.Ordinal) ? name[3..]
            : name.StartsWith("the ", StringComparison.Ordinal) ? name[4..]
            : name;
        return bare.Replace(' ', '-');
    }

    internal static JsonObject AnyOf(params JsonObject[] schemas) => new() { ["anyOf"] = new JsonArray([.. schemas]) };

    internal static JsonObject ArrayOf(JsonObject item) => new() { ["type"] = "array", ["items"] = item };

    internal static JsonObject OneOrMore(JsonObject item) => AnyOf(item, ArrayOf((JsonObject)item.DeepClone()));

    private static Maybe<string> TitleOf(Node.Scalar text, Reading reading) =>
        Longer(text.Value, OneLine.Longest) is > 0 and var length
            ? Wrong<string>(
                reading,
                TooLong,
                text,
                YamlText.Lengths(length, OneLine.Longest),
                "keep what people know it by; what they need beside that belongs into 'manual' or 'notes' of a step"
            )
        : string.IsNullOrWhiteSpace(text.Value)
            ? Wrong<string>(reading, NotALine, text, "This is blank", "write what people know it by")
        : OneLine.Fault(text.Value) is { } fault
            ? Wrong<string>(
                reading,
                NotALine,
                text,
                $"A title is one line, and this {fault}",
                fault == OneLine.LineBreak
                    ? "write it in one line, or over several with '>-'; the rest belongs into 'manual' or 'notes' of a step"
                    : "take it out"
            )
        : text.Value;

    /// <summary>How many characters a text has when that is more than so many; otherwise 0.</summary>
    private static int Longer(string text, int most) =>
        text.Length > most && text.EnumerateRunes().Count() is var length && length > most ? length : 0;

    private static Maybe<string> NameOf(Node.Scalar text, Reading reading) =>
        Longer(text.Value, OneLine.Longest) is > 0 and var length
            ? Wrong<string>(
                reading,
                TooLong,
                text,
                YamlText.Lengths(length, OneLine.Longest),
                "a name is what others refer to: a word or a few"
            )
        : IsName(text.Value) ? text.Value
        : Wrong<string>(
            reading,
            NotAName,
            text,
            $"'{text.Value}' cannot be a name",
            "a name has letters, digits, '-' and '_', and begins with a letter or digit"
        );

    /// <summary>Letters, digits, - and _, beginning with a letter or digit.</summary>
    internal static bool IsName(string text) =>
        text.Length is > 0 and <= 100
        && char.IsAsciiLetterOrDigit(text[0])
        && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');

    private static Maybe<int> WholeOf(Node.Scalar text, int least, int most, Reading reading) =>
        int.TryParse(text.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
        && number >= least
        && number <= most
            ? number
            : Wrong<int>(reading, NotANumber, text, $"'{text.Value}' is not a whole number from {least} to {most}", "");

    private static Maybe<Share> ShareOf(Node.Scalar text, Reading reading)
    {
        bool percent = text.Value.EndsWith('%');
        string digits = percent ? text.Value[..^1].TrimEnd() : text.Value;
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            return Wrong<Share>(
                reading,
                NotAShare,
                text,
                $"'{text.Value}' is neither a number nor per cent",
                "write 2, or 25%"
            );
        }

        if (percent && number > 100)
        {
            return Wrong<Share>(reading, NotAShare, text, $"'{text.Value}' is more than all", "100% is all of them");
        }

        return percent ? new Share.Percent(number) : new Share.Count(number);
    }
}
