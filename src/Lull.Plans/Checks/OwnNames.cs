using Lull.Core.Notices;
using Lull.Core.Plans;
using Lull.Plans.Language;
using Lull.Plans.Shapes;
using Lull.Plans.Yaml;

namespace Lull.Plans.Checks;

/// <summary>Checks the names that a plan gives and uses itself: steps, items, messages.</summary>
internal static class OwnNames
{
    internal const string UnknownStep = "LULL0207";
    internal const string UnknownItem = "LULL0210";
    internal const string UnknownMessage = "LULL0212";

    internal static void Check(Plan plan, Node? items, Reading reading)
    {
        Dictionary<string, SourceSpan> steps = Ids(plan, reading);
        HashSet<string> known = new(plan.Items.Select(item => item.Id), StringComparer.Ordinal);
        if (items is Node.Map map)
        {
            // An item that could not be read is still an item that steps may name.
            known.UnionWith(map.Entries.Select(entry => entry.Key.Value));
        }

        List<string> messages = [.. plan.Messages.Select(message => message.Name), .. Notice.BuiltIn.Keys];
        foreach (NameUse use in reading.Names)
        {
            switch (use.Kind)
            {
                case NameKind.Step when !steps.ContainsKey(use.Name):
                    reading.Say(
                        UnknownStep,
                        use.Where,
                        $"'{use.Name}' is not a step of this plan",
                        Nearest.Hint(
                            use.Name,
                            steps.Keys,
                            steps.Count == 0 ? "give the step an 'id:'" : "steps are named by their 'id:'"
                        )
                    );
                    break;
                case NameKind.Item when !known.Contains(use.Name):
                    reading.Say(
                        UnknownItem,
                        use.Where,
                        $"'{use.Name}' is not an item of this plan",
                        Nearest.Hint(use.Name, known, "add it under 'items:'")
                    );
                    break;
                case NameKind.Message when LooksLikeAName(use.Name) && !messages.Contains(use.Name):
                    // A single word may be the whole text; one that is nearly a name is probably a slip.
                    if (Nearest.Find(use.Name, messages) is { } near)
                    {
                        reading.Warn(
                            UnknownMessage,
                            use.Where,
                            $"'{use.Name}' is no message, so this very word will be sent",
                            $"did you mean '{near}'?"
                        );
                    }

                    break;
            }
        }
    }

    private static bool LooksLikeAName(string text) => text.Length >= 4 && Shape.IsName(text);

    private static Dictionary<string, SourceSpan> Ids(Plan plan, Reading reading)
    {
        var ids = new Dictionary<string, SourceSpan>(StringComparer.Ordinal);
        IEnumerable<Step> roots = plan.Phases.SelectMany(phase => phase.Steps);
        if (plan.Rollback is Rollback.Block block)
        {
            roots = roots.Concat(block.Steps);
        }

        foreach (Step step in roots.SelectMany(StepTree.All))
        {
            if (step.Id.Length > 0 && !ids.TryAdd(step.Id, step.Where))
            {
                reading.Say(
                    StepReader.TwiceTheId,
                    step.Where,
                    $"'{step.Id}' is the id of two steps; the first is in line {ids[step.Id].Line}",
                    step.Where == ids[step.Id]
                        ? "give each 'call:' of the procedure an id of its own"
                        : "give one of them another id"
                );
            }
        }

        return ids;
    }
}
