using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lull.Plans.Schema;
using Lull.Plans.Shapes;
using Lull.Plans.Sites;

namespace Lull.Plans;

/// <summary>
/// JSON Schema (2020-12) of plans and sites, for editors. Made from the same keys that drive the readers and from the actions of the
/// catalogue, so that it cannot say anything else.
/// </summary>
public static class PlanSchema
{
    private const string Dialect = "https://json-schema.org/draft/2020-12/schema";

    private static readonly JsonSerializerOptions Written = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The schema of plans, as indented JSON.</summary>
    /// <param name="catalogue">Actions whose arguments are known; others take any arguments.</param>
    public static string OfPlans(ActionCatalogue catalogue) => Document("A plan of Lull", KeySets.OfPlans, catalogue);

    /// <summary>The schema of sites, as indented JSON.</summary>
    /// <param name="catalogue">Kinds of connections whose options are known; others take any options.</param>
    public static string OfSites(ActionCatalogue catalogue) => Document("A site of Lull", KeySets.OfSites, catalogue);

    private static string Document(string title, IReadOnlyList<KeySet> sets, ActionCatalogue catalogue)
    {
        var definitions = new JsonObject();
        foreach (KeySet set in sets.Skip(1))
        {
            definitions[Shape.Slug(set.Name)] =
                set == SiteKeys.ConnectionKeys ? Connection(catalogue) : Of(set, catalogue);
        }

        var root = new JsonObject { ["$schema"] = Dialect, ["title"] = title };
        foreach ((string name, JsonNode? value) in Of(sets[0], catalogue))
        {
            root[name] = value?.DeepClone();
        }

        root["$defs"] = definitions;
        return root.ToJsonString(Written) + "\n";
    }

    private static JsonObject Of(KeySet set, ActionCatalogue catalogue)
    {
        var properties = new JsonObject();
        var dependent = new JsonObject();
        foreach (Key key in set.Keys)
        {
            JsonObject schema = key.Schema();
            schema["description"] = key.Default.Length == 0 ? key.Meaning : $"{key.Meaning} Default: {key.Default}.";
            properties[key.Name] = schema;
            if (key.With.Length > 0)
            {
                dependent[key.Name] = new JsonArray(key.With);
            }
        }

        var result = new JsonObject { ["type"] = "object", ["properties"] = properties };
        if (set.TakesCall)
        {
            result["patternProperties"] = Actions(catalogue);
        }

        List<string> required =
        [
            .. set.Keys.Where(key => key.Required && key.With.Length == 0).Select(key => key.Name),
        ];
        if (required.Count > 0)
        {
            result["required"] = new JsonArray([.. required.Select(name => (JsonNode)name)]);
        }

        if (dependent.Count > 0)
        {
            result["dependentRequired"] = dependent;
        }

        result["additionalProperties"] = false;
        return result;
    }

    /// <summary>One pattern for each known action name, and one for all others.</summary>
    private static JsonObject Actions(ActionCatalogue catalogue)
    {
        var patterns = new JsonObject();
        IEnumerable<IGrouping<string, ActionTraits>> byName = catalogue
            .Kinds.SelectMany(kind => kind.Actions)
            .GroupBy(action => action.Key, action => action.Value, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal);
        var names = new List<string>();
        foreach (IGrouping<string, ActionTraits> action in byName)
        {
            names.Add(Regex.Escape(action.Key));
            patterns[$"^[A-Za-z0-9_-]+\\.{Regex.Escape(action.Key)}$"] = Action(action);
        }

        string others = names.Count == 0 ? "" : $"(?!(?:{string.Join('|', names)})$)";
        patterns[$"^[A-Za-z0-9_-]+\\.{others}[A-Za-z0-9_.-]+$"] = new JsonObject
        {
            ["description"] = "An action of a connection: its arguments by name, or the main one as a text.",
        };
        return patterns;
    }

    private static JsonObject Action(IGrouping<string, ActionTraits> kinds)
    {
        var properties = new JsonObject();
        foreach (ActionArgument argument in kinds.SelectMany(traits => traits.Arguments))
        {
            properties.TryAdd(argument.Name, new JsonObject { ["description"] = argument.Meaning });
        }

        // A connection's kind is known only with the site: the arguments of all kinds with this action are offered, none ruled out.
        return new JsonObject
        {
            ["description"] = string.Join(
                " Or: ",
                kinds.Select(traits => traits.Summary).Distinct(StringComparer.Ordinal)
            ),
            ["properties"] = properties,
        };
    }

    private static JsonObject Connection(ActionCatalogue catalogue)
    {
        JsonObject schema = Of(SiteKeys.ConnectionKeys, catalogue);
        schema.Remove("additionalProperties");
        if (catalogue.IsEmpty)
        {
            return schema;
        }

        ((JsonObject)schema["properties"]!["kind"]!)["enum"] = new JsonArray([
            .. catalogue.Kinds.Select(kind => (JsonNode)kind.Kind),
        ]);
        schema["allOf"] = new JsonArray([.. catalogue.Kinds.Select(OptionsOf)]);
        return schema;
    }

    private static JsonObject OptionsOf(ConnectorDescription kind)
    {
        var properties = new JsonObject();
        foreach (Key key in SiteKeys.ConnectionKeys.Keys)
        {
            properties[key.Name] = true;
        }

        foreach (ActionArgument option in kind.Options)
        {
            properties[option.Name] = new JsonObject { ["description"] = option.Meaning };
        }

        return new JsonObject
        {
            ["if"] = new JsonObject
            {
                ["properties"] = new JsonObject { ["kind"] = new JsonObject { ["const"] = kind.Kind } },
            },
            ["then"] = new JsonObject
            {
                ["properties"] = properties,
                ["required"] = new JsonArray([
                    .. kind.Options.Where(option => option.Required).Select(option => (JsonNode)option.Name),
                ]),
                ["additionalProperties"] = false,
            },
        };
    }
}
