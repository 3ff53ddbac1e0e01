using System.Globalization;
using System.Text;
using Lull.Core.Plans;
using Lull.Core.Procedures;

namespace Lull.Core.Notices;

/// <summary>What will be done and how it is undone, in numbered lines for people who read a notice.</summary>
internal static class Outline
{
    /// <summary>The steps of the change and of its tests. A rolling block is told once, for each of its hosts.</summary>
    internal static string OfChange(Procedure procedure) =>
        Numbered(
            procedure,
            procedure
                .Phases.Where(phase => phase.Kind is PhaseKind.Change or PhaseKind.Verify)
                .SelectMany(phase => procedure.Nodes[phase.Node].Children)
        );

    /// <summary>The plan's own roll back, why there is none, or what each step is undone by, the last first.</summary>
    internal static string OfRollBack(Procedure procedure)
    {
        if (procedure.NoRollbackBecause.Length > 0)
        {
            return $"None: {procedure.NoRollbackBecause}";
        }

        if (procedure.Nodes[0].Undo is >= 0 and int own)
        {
            return Numbered(procedure, procedure.Nodes[own].Children);
        }

        string[] undos =
        [
            .. procedure
                .Nodes.Where(node => node is { IsUndo: false, Undo: >= 0 })
                .Reverse()
                .SelectMany(node => procedure.Nodes[node.Undo].Children)
                .Select(undo => TitleOf(procedure, procedure.Nodes[undo]))
                .Distinct(StringComparer.Ordinal),
        ];
        return undos.Length == 0
            ? "What was opened is closed; nothing else is undone."
            : string.Join('\n', undos.Select((undo, index) => $"{Number(index + 1)}. {undo}"));
    }

    private static string Numbered(Procedure procedure, IEnumerable<int> nodes)
    {
        var text = new StringBuilder();
        Write(procedure, nodes, "", text);
        return text.ToString().TrimEnd('\n');
    }

    private static void Write(Procedure procedure, IEnumerable<int> nodes, string before, StringBuilder text)
    {
        int number = 0;
        foreach (Node node in nodes.Select(one => procedure.Nodes[one]).Where(node => node.NotDoing.Length == 0))
        {
            var held = new List<string>();
            Node inside = WithoutBrackets(procedure, node, held);
            string title = TitleOf(procedure, inside);
            if (inside.Kind == NodeKind.Rolling)
            {
                // Batches and hosts differ in nothing but names: the first host stands for all.
                Node batch = procedure.Nodes[inside.Children[0]];
                Node track = procedure.Nodes[batch.Children[0]];
                inside = WithoutBrackets(
                    procedure,
                    track.Children.Count == 1 ? procedure.Nodes[track.Children[0]] : track,
                    held
                );
            }

            string place = $"{before}{Number(++number)}.";
            string meanwhile =
                held.Count == 0 ? "" : $" (meanwhile: {string.Join(", ", held.Distinct(StringComparer.Ordinal))})";
            text.Append(CultureInfo.InvariantCulture, $"{place} {title}{meanwhile}\n");
            Write(
                procedure,
                inside.IsLeaf || IsOneStepOnManyHosts(procedure, inside) ? [] : inside.Children,
                place,
                text
            );
        }
    }

    /// <summary>The node inside the scopes around it; what they hold is added.</summary>
    private static Node WithoutBrackets(Procedure procedure, Node node, List<string> held)
    {
        while (node.Kind == NodeKind.Scope)
        {
            held.AddRange(node.Brackets.Select(bracket => procedure.Brackets[bracket].Call.ToString()));
            node = procedure.Nodes[node.Children[0]];
        }

        return node;
    }

    private static bool IsOneStepOnManyHosts(Procedure procedure, Node node) =>
        node.Kind == NodeKind.Parallel
        && node.Children.All(child =>
            procedure.Nodes[child] is { IsLeaf: true } leaf && (leaf.Host >= 0 || leaf.Kind == NodeKind.Delivery)
        );

    /// <summary>A title for everyone: the name of the one host that stands for many is not theirs to know.</summary>
    private static string TitleOf(Procedure procedure, Node node) =>
        node.Host < 0
            ? node.Title
            : node.Title.Replace(procedure.Hosts[node.Host].Name, "each host", StringComparison.Ordinal);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
