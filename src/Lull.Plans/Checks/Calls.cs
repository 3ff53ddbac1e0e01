using Lull.Core.Sites;
using Lull.Plans.Language;
using Lull.Plans.Shapes;
using Lull.Plans.Yaml;

namespace Lull.Plans.Checks;

/// <summary>Checks the actions that a plan or a site calls against its connections and the catalogue.</summary>
internal static class Calls
{
    internal const string UnknownConnection = "LULL0201";
    internal const string UnknownAction = "LULL0202";
    internal const string UnknownArgument = "LULL0203";
    internal const string MissingArgument = "LULL0204";
    internal const string WrongPlace = "LULL0219";
    internal const string NeedsHost = "LULL0220";

    /// <summary>Says what is wrong with each call.</summary>
    /// <param name="reading">The calls and the catalogue; gets the findings.</param>
    /// <param name="connections">Those that could be read.</param>
    /// <param name="known">The names of all, those that could not be read included: they are not reported twice.</param>
    /// <param name="whose">Where the connections are looked up, in words.</param>
    internal static void Check(
        Reading reading,
        ValueList<Connection> connections,
        IEnumerable<string> known,
        string whose
    )
    {
        List<string> names = [.. known];
        foreach (CallUse use in reading.Calls)
        {
            if (connections.FirstOrDefault(each => each.Name == use.Call.Connection) is not { } connection)
            {
                if (!names.Contains(use.Call.Connection))
                {
                    reading.Say(
                        UnknownConnection,
                        use.Where with
                        {
                            Length = use.Call.Connection.Length,
                        },
                        $"'{use.Call.Connection}' is not a connection of {whose}",
                        Nearest.Hint(use.Call.Connection, names, "add it under the site's 'connections:'")
                    );
                }
            }
            else if (reading.Catalogue[connection.Kind] is { } kind)
            {
                CheckAction(use, kind, reading);
            }
        }
    }

    private static void CheckAction(CallUse use, ConnectorDescription kind, Reading reading)
    {
        if (!kind.Actions.TryGetValue(use.Call.Action, out ActionTraits? traits))
        {
            reading.Say(
                UnknownAction,
                use.Where with
                {
                    Column = use.Where.Column + use.Call.Connection.Length + 1,
                    Length = use.Call.Action.Length,
                },
                $"'{use.Call.Connection}' is a connection of kind '{kind.Kind}', which has no action '{use.Call.Action}'",
                Nearest.Hint(
                    use.Call.Action,
                    kind.Actions.Keys,
                    $"its actions are {string.Join(", ", kind.Actions.Keys.Order(StringComparer.Ordinal))}"
                )
            );
            return;
        }

        if (WhatIsWrong(use.Place, traits.Use) is { } wrong)
        {
            reading.Say(WrongPlace, use.Where, $"'{use.Call}' {wrong.Message}", wrong.Hint);
        }

        if (!use.HasHost && (traits.NeedsHost || IsMissing(traits.HostStandsFor, use, traits)))
        {
            reading.Say(
                NeedsHost,
                use.Where,
                $"'{use.Call}' needs a host to act on",
                "add 'on:' with the hosts, or put it into a rolling block"
            );
        }

        CheckArguments(use, traits, reading);
    }

    private static void CheckArguments(CallUse use, ActionTraits traits, Reading reading)
    {
        var meant = new HashSet<string>(StringComparer.Ordinal);
        foreach (
            Node.Scalar argument in use.Arguments.Where(each => traits.Arguments.All(known => known.Name != each.Value))
        )
        {
            string? near = Nearest.Find(argument.Value, traits.Arguments.Select(known => known.Name));
            meant.Add(near ?? "");
            reading.Say(
                UnknownArgument,
                argument.Where,
                $"'{argument.Value}' is not an argument of '{use.Call}'",
                near is null
                    ? $"it takes {string.Join(", ", traits.Arguments.Select(known => known.Name))}"
                    : $"did you mean '{near}'?"
            );
        }

        if (
            use.Call.Arguments["expect"] is not null
            && use.Arguments.All(each => each.Value != "expect")
            && traits.Arguments.All(known => known.Name != "expect")
        )
        {
            reading.Say(
                UnknownArgument,
                use.Where,
                $"'{use.Call}' takes no 'expect:'",
                "what it looks for stands among its arguments"
            );
        }

        foreach (
            ActionArgument missing in traits.Arguments.Where(known =>
                known.Required && !meant.Contains(known.Name) && !IsGiven(known.Name, use, traits)
            )
        )
        {
            reading.Say(MissingArgument, use.Where, $"'{use.Call}' needs '{missing.Name}:'", missing.Meaning);
        }
    }

    private static bool IsMissing(string name, CallUse use, ActionTraits traits) =>
        name.Length > 0 && !IsGiven(name, use, traits);

    /// <summary>An audience's channel leaves the text to the announcement, and a plain text may still stand without a name.</summary>
    private static bool IsGiven(string name, CallUse use, ActionTraits traits) =>
        use.Call.Arguments[name] is not null
        || (
            name == traits.MainArgument
            && (use.Place == CallPlace.Channel || use.Call.Arguments[CallReader.Unnamed] is not null)
        );

    private static (string Message, string Hint)? WhatIsWrong(CallPlace place, ActionUse use) =>
        (place, use) switch
        {
            (CallPlace.Step, ActionUse.Check) => ("only looks", "write it under 'check:'"),
            (CallPlace.Step, ActionUse.Bracket) => (
                "is a bracket: it is closed again",
                "write it under 'with:' of the step or block it holds for"
            ),
            (CallPlace.Check, ActionUse.Change or ActionUse.Bracket or ActionUse.Message) => (
                "does something, and a check only looks",
                "write it as a step of its own"
            ),
            (CallPlace.Bracket, ActionUse.Change or ActionUse.Check or ActionUse.Message) => (
                "cannot be closed again, so it is no bracket",
                "write it as a step of its own"
            ),
            (CallPlace.Channel, ActionUse.Change or ActionUse.Check or ActionUse.Bracket) => (
                "does not tell anybody anything",
                "a channel is a message action"
            ),
            _ => null,
        };
}
