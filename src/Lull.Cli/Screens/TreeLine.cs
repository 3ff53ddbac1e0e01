using Lull.Core.Procedures;

namespace Lull.Cli.Screens;

/// <summary>One line of a procedure's tree: a node, with the brackets that stand around it.</summary>
/// <param name="Node">The node.</param>
/// <param name="Title">What it is called; a step that was compiled into one node keeps the plan's title.</param>
/// <param name="Branch">The lines of the tree before it.</param>
/// <param name="Brackets">Opened before it and closed after it, in opening order.</param>
internal sealed record TreeLine(Node Node, string Title, string Branch, ValueList<int> Brackets)
{
    /// <summary>The whole tree in the order of the plan, undos left out; the root itself is not shown.</summary>
    /// <remarks>Scopes, and bodies that only repeat the title above them, are looked through.</remarks>
    internal static IReadOnlyList<TreeLine> Of(Procedure procedure)
    {
        var lines = new List<TreeLine>();
        foreach (int phase in procedure.Nodes[0].Children)
        {
            Add(procedure, new Shown(procedure.Nodes[phase], procedure.Nodes[phase].Title, []), "", "", lines);
        }

        return lines;
    }

    private static void Add(Procedure procedure, Shown shown, string branch, string below, List<TreeLine> lines)
    {
        var brackets = new List<int>(shown.Brackets);
        List<Shown> children = [.. shown.Node.Children.SelectMany(child => Of(procedure, child, []))];
        while (children is [var only] && !only.Node.IsLeaf && only.Title == shown.Title)
        {
            brackets.AddRange(only.Brackets);
            children = [.. only.Node.Children.SelectMany(child => Of(procedure, child, []))];
        }

        lines.Add(new TreeLine(shown.Node, shown.Title, branch, [.. brackets]));
        for (int index = 0; index < children.Count; index++)
        {
            bool last = index == children.Count - 1;
            Add(procedure, children[index], below + (last ? "└─ " : "├─ "), below + (last ? "   " : "│  "), lines);
        }
    }

    /// <summary>What is shown for a node: itself, the body of a scope, or the only one told by an announcement.</summary>
    private static IEnumerable<Shown> Of(Procedure procedure, int number, ValueList<int> brackets)
    {
        Node node = procedure.Nodes[number];
        return node switch
        {
            { Kind: NodeKind.Scope } => node.Children.SelectMany(child =>
                Of(procedure, child, [.. brackets, .. node.Brackets])
            ),
            { Kind: NodeKind.Parallel, Children: [var only] } when procedure.Nodes[only].IsLeaf =>
            [
                new Shown(procedure.Nodes[only], node.Title, brackets),
            ],
            _ => [new Shown(node, node.Title, brackets)],
        };
    }

    private sealed record Shown(Node Node, string Title, ValueList<int> Brackets);
}
