using Lull.Core.Plans;
using Lull.Plans.Shapes;
using Lull.Plans.Yaml;

namespace Lull.Plans.Language;

/// <summary>Expands <c>call:</c> into the steps of another file, its parameters filled in.</summary>
internal static class ProcedureReader
{
    internal const string NotThere = "LULL0013";
    internal const string CallsItself = "LULL0014";
    internal const string WrongParameter = "LULL0015";

    /// <summary>Files that call each other.</summary>
    internal const int DeepestCall = 16;

    /// <summary>Calls of one plan.</summary>
    internal const int MostCalls = 500;

    private const int BiggestParameter = 10_000;

    internal static readonly Key<string> Title = new("procedure", Shape.Title, "What the procedure does.")
    {
        Required = true,
        Example = "Patch one wave",
    };
    internal static readonly Key<ValueList<(string Name, Node? Otherwise)>> Declared = new(
        "parameters",
        Shape.From(
            "a list of names, or a map of names and defaults",
            () => Shape.AnyOf(Shape.ArrayOf(Shape.Name.Schema()), Shape.Type("object")),
            ReadDeclared
        ),
        "The {names} that a call gives; in a map, with what holds when it does not."
    )
    {
        Example = "[hosts, ticket]",
    };
    internal static readonly Key<ValueList<Step>> Steps = new("steps", StepKeys.Steps, "What is done, in sequence.")
    {
        Required = true,
        Example = "[ ... ]",
    };
    internal static readonly KeySet Keys = new("a procedure", Title, Declared, Steps);

    internal static Maybe<Step> Read(string path, Fields call, string id, Reading reading)
    {
        SourceSpan where = call.Place(StepKeys.Call);
        string file = Resolve(path, where.File);
        if (Path.IsPathRooted(path) || path.Contains("://", StringComparison.Ordinal))
        {
            reading.Say(
                NotThere,
                where,
                $"'{path}' is not a path beside this file",
                "write the path relative to this file"
            );
            return default;
        }

        if (reading.Scope.Files.Contains(file, StringComparer.Ordinal))
        {
            reading.Say(
                CallsItself,
                where,
                $"'{path}' calls itself: {string.Join(", ", reading.Scope.Files.Append(file))}",
                "a procedure cannot stand inside itself; use a rolling block to repeat steps"
            );
            return default;
        }

        if (reading.Scope.Files.Count > DeepestCall || ++reading.CallCount > MostCalls)
        {
            reading.Say(
                YamlText.TooBig,
                where,
                "Too many procedures call each other here",
                $"at most {DeepestCall} deep and {MostCalls} in all"
            );
            return default;
        }

        if (Load(file, path, where, reading) is not { } root || Fields.Of(root, Keys, reading) is not { } fields)
        {
            return default;
        }

        string title = fields.Or(Title, "");
        Dictionary<string, Node>? values = Values(call, fields, reading);
        if (values is null || fields.NodeOf(Steps) is not { } body)
        {
            return default;
        }

        Node filled = body.Fill(values);
        StepScope around = reading.Scope;
        string prefix = id.Length == 0 ? around.Prefix : id + "/";
        reading.Scope = around with { Prefix = prefix, OwnIds = IdsIn(filled), Files = [.. around.Files, file] };
        Maybe<ValueList<Step>> steps = Steps.Shape.Read(filled, reading);
        reading.Scope = around;
        return steps.Then(each => (Step)new Step.Sequence(each) { Title = title });
    }

    /// <summary>A path as seen from the file that names it, without <c>.</c> and with <c>..</c> taken back where possible.</summary>
    internal static string Resolve(string path, string from)
    {
        var parts = new List<string>();
        int slash = from.Replace('\\', '/').LastIndexOf('/');
        foreach (string part in (from[..(slash + 1)] + path).Replace('\\', '/').Split('/'))
        {
            if (part == ".." && parts is [.., not ".." and not ""])
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part != ".")
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }

    private static Node? Load(string file, string path, SourceSpan where, Reading reading)
    {
        if (!reading.Included.TryGetValue(file, out IncludedFile? included))
        {
            string? text = reading.Include(file);
            if (text is null)
            {
                reading.Say(NotThere, where, $"'{path}' is not there", $"looked for {file}");
                return null;
            }

            included = new IncludedFile(text, YamlText.Parse(file, text, reading.Findings));
            reading.Included.Add(file, included);
        }

        return included.Root;
    }

    /// <summary>What each parameter stands for; null, after saying so, when one is missing.</summary>
    private static Dictionary<string, Node>? Values(Fields call, Fields procedure, Reading reading)
    {
        ValueList<(string Name, Node? Otherwise)> declared = procedure.Or(Declared, []);
        var values = new Dictionary<string, Node>(StringComparer.Ordinal);
        var given = call.NodeOf(StepKeys.Parameters) as Node.Map;
        if (given is null && call.NodeOf(StepKeys.Parameters) is { } wrong)
        {
            Shape.WrongNode<Node>(wrong, reading, "a map of parameters");
        }

        foreach (Node.Entry entry in given?.Entries ?? [])
        {
            if (declared.All(each => each.Name != entry.Key.Value))
            {
                reading.Say(
                    WrongParameter,
                    entry.Key.Where,
                    $"'{entry.Key.Value}' is not a parameter of this procedure",
                    Nearest.Hint(entry.Key.Value, declared.Select(each => each.Name), "it has " + Listed(declared))
                );
            }
            else if (entry.Value.Size(BiggestParameter) > BiggestParameter)
            {
                reading.Say(
                    YamlText.TooBig,
                    entry.Key.Where,
                    $"'{entry.Key.Value}' is too big for a parameter",
                    "write it into the procedure"
                );
            }
            else
            {
                values[entry.Key.Value] = entry.Value;
            }
        }

        bool complete = true;
        foreach ((string name, Node? otherwise) in declared)
        {
            if (otherwise is not null)
            {
                values.TryAdd(name, otherwise);
            }
            else if (given?[name] is null)
            {
                complete = false;
                reading.Say(
                    WrongParameter,
                    call.Place(StepKeys.Call),
                    $"This procedure needs the parameter '{name}'",
                    $"add 'parameters: {{ {name}: ... }}'"
                );
            }
        }

        return complete ? values : null;
    }

    private static string Listed(ValueList<(string Name, Node? Otherwise)> declared) =>
        declared.Count == 0 ? "none" : string.Join(", ", declared.Select(each => each.Name));

    private static Maybe<ValueList<(string Name, Node? Otherwise)>> ReadDeclared(Node node, Reading reading)
    {
        if (node is Node.Map map)
        {
            return (ValueList<(string, Node?)>)
                [
                    .. map.Entries.Select(entry =>
                        (entry.Key.Value, entry.Value is Node.Scalar { IsNothing: true } ? null : entry.Value)
                    ),
                ];
        }

        return Shape
            .ListOf(Shape.Name)
            .Read(node, reading)
            .Then(names => (ValueList<(string, Node?)>)[.. names.Select(name => (name, (Node?)null))]);
    }

    /// <summary>Every id that steps in this node give themselves.</summary>
    private static HashSet<string> IdsIn(Node node)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        Collect(node, ids);
        return ids;
    }

    private static void Collect(Node node, HashSet<string> ids)
    {
        switch (node)
        {
            case Node.List list:
                foreach (Node item in list.Items)
                {
                    Collect(item, ids);
                }

                break;
            case Node.Map map:
                if (map["id"]?.Value is Node.Scalar id)
                {
                    ids.Add(id.Value);
                }

                foreach (Node.Entry entry in map.Entries)
                {
                    Collect(entry.Value, ids);
                }

                break;
        }
    }
}
