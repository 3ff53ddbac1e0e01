using System.Text.RegularExpressions;
using Lull.Plans.Shapes;
using Lull.Plans.Yaml;

namespace Lull.Plans.Language;

/// <summary>Reads <c>connection.action: arguments</c>.</summary>
internal static partial class CallReader
{
    internal const string NotACall = "LULL0305";

    /// <summary>The argument name under which a plain text stands while nobody can tell the action's own.</summary>
    internal const string Unnamed = "";

    /// <summary>The one call among the entries of a map; nothing, after saying so, when there is none or more than one.</summary>
    /// <param name="fields">The map.</param>
    /// <param name="place">Where the call stands.</param>
    /// <param name="what">What the map is, for the findings.</param>
    /// <param name="expect">What a check expects, put among the arguments; null when nothing is said.</param>
    /// <param name="reading">Gets findings and the use of the action.</param>
    internal static Maybe<ActionCall> Only(Fields fields, CallPlace place, string what, Node? expect, Reading reading)
    {
        List<Node.Entry> calls = [.. fields.Calls];
        if (calls is [{ } only])
        {
            return Read(only, place, expect, reading);
        }

        reading.Say(
            NotACall,
            calls.Count == 0 ? fields.Where : calls[1].Key.Where,
            calls.Count == 0
                ? $"{Fields.Sentence(what)} names an action"
                : $"{Fields.Sentence(what)} names one action, and here are '{calls[0].Key.Value}' and '{calls[1].Key.Value}'",
            calls.Count == 0 ? "write connection.action, such as 'http.get: https://...'" : "make two of it"
        );
        return default;
    }

    /// <summary>The call of one entry; nothing, after saying why, when its key is malformed.</summary>
    internal static Maybe<ActionCall> Read(Node.Entry entry, CallPlace place, Node? expect, Reading reading)
    {
        Match name = CallName().Match(entry.Key.Value);
        if (!name.Success)
        {
            reading.Say(
                NotACall,
                entry.Key.Where,
                $"'{entry.Key.Value}' is not the name of an action",
                "write connection.action, such as shell.run"
            );
            return default;
        }

        string connection = name.Groups[1].Value;
        string action = name.Groups[2].Value;
        List<NamedArgument> arguments = [];
        List<Node.Scalar> places = [];
        switch (entry.Value)
        {
            case Node.Map map when !IsTemplate(map):
                foreach (Node.Entry argument in map.Entries)
                {
                    places.Add(argument.Key);
                    arguments.Add(new NamedArgument(argument.Key.Value, Value(argument.Value)));
                }

                break;
            case Node.Map template:
                reading.Say(
                    Fields.WrongShape,
                    template.Where,
                    $"YAML reads {{{template.Entries[0].Key.Value}}} as a map",
                    $"put it in quotes: \"{{{template.Entries[0].Key.Value}}}\""
                );
                return default;
            case Node.Refused or Node.Scalar { IsNothing: true }:
                break;
            default:
                string main = MainOf(connection, action, reading);
                arguments.Add(new NamedArgument(main, Value(entry.Value)));
                break;
        }

        if (expect is not null && places.All(each => each.Value != "expect"))
        {
            arguments.Add(new NamedArgument("expect", Value(expect)));
        }

        var call = new ActionCall(connection, action, new Argument.Map([.. arguments]));
        reading.Calls.Add(new CallUse(call, place, entry.Key.Where, places, reading.Scope.HasHost));
        return call;
    }

    /// <summary>Entries as arguments.</summary>
    internal static Argument.Map MapOf(IEnumerable<Node.Entry> entries) =>
        new([.. entries.Select(entry => new NamedArgument(entry.Key.Value, Value(entry.Value)))]);

    private static bool IsTemplate(Node.Map map) =>
        map.Entries is [{ Key.Plain: true, Value: Node.Scalar { IsNothing: true, Value: "" } }];

    private static Argument Value(Node node) =>
        node switch
        {
            Node.List list => new Argument.List([.. list.Items.Select(Value)]),
            Node.Map map => MapOf(map.Entries),
            Node.Scalar { IsNothing: false } scalar => new Argument.Text(scalar.Value),
            _ => new Argument.Text(""),
        };

    private static string MainOf(string connection, string action, Reading reading)
    {
        if (reading.KindOf(connection) is { } kind && reading.Catalogue.Find(kind, action) is { } traits)
        {
            return traits.MainArgument;
        }

        if (reading.Catalogue.Find(connection, action) is { } sameName)
        {
            return sameName.MainArgument;
        }

        List<string> mains =
        [
            .. reading
                .Catalogue.Kinds.Select(each => each.Actions.GetValueOrDefault(action)?.MainArgument)
                .OfType<string>()
                .Distinct(StringComparer.Ordinal),
        ];
        return mains is [{ } agreed] ? agreed : Unnamed;
    }

    [GeneratedRegex(
        @"^(?<connection>[A-Za-z0-9][A-Za-z0-9_-]*)\.(?<action>[A-Za-z0-9][A-Za-z0-9_.-]*)$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex CallName();
}
