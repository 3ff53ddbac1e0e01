using System.Globalization;
using System.Text;
using Lull.Core.Plans;

namespace Lull.Core.Procedures;

/// <summary>A procedure as text: the tree that a reviewer sees, one line for each node and bracket.</summary>
public static class ProcedureText
{
    /// <summary>The whole tree: kind, path, title, then what there is to say of the node. Lines end with <c>\n</c>.</summary>
    public static string Render(Procedure procedure)
    {
        var text = new StringBuilder();
        var todo = new Stack<(int Number, int Depth)>([(0, 0)]);
        while (todo.TryPop(out (int Number, int Depth) next))
        {
            Node node = procedure.Nodes[next.Number];
            Line(text, next.Depth, $"{KindOf(node)} {node.Path} \"{node.Title}\"", Facts(procedure, node));
            Dictionary<int, int> closing = node.Closing.Index().ToDictionary(each => each.Item, each => each.Index + 1);
            foreach (int bracket in node.Brackets)
            {
                BracketNode held = procedure.Brackets[bracket];
                Line(text, next.Depth, $"| {held.Title}", Facts(procedure, held, closing));
            }

            if (node.Undo >= 0)
            {
                todo.Push((node.Undo, next.Depth + 1));
            }

            foreach (int child in node.Children.Reverse())
            {
                todo.Push((child, next.Depth + 1));
            }
        }

        return text.ToString();
    }

    private static string KindOf(Node node) =>
        (node.IsUndo ? "undo " : "")
        + node.Kind switch
        {
            NodeKind.Sequence => "sequence",
            NodeKind.Parallel => "parallel",
            NodeKind.Rolling => "rolling",
            NodeKind.Batch => "batch",
            NodeKind.HostTrack => "host",
            NodeKind.Scope => "scope",
            NodeKind.Action => "action",
            NodeKind.Check => "check",
            NodeKind.Delivery => "delivery",
            NodeKind.Manual => "manual",
            NodeKind.Approval => "approval",
            NodeKind.Wait => "wait",
        };

    private static IEnumerable<string> Facts(Procedure procedure, Node node)
    {
        if (node.Host >= 0 && node.Kind is not NodeKind.HostTrack)
        {
            yield return $"on {procedure.Hosts[node.Host].Name}";
        }

        if (node.Role.Length > 0)
        {
            yield return $"by {node.Role}";
        }

        if (node.Limit > 0)
        {
            yield return $"{node.Limit.ToString(CultureInfo.InvariantCulture)} at once";
        }

        foreach (int other in node.After)
        {
            yield return $"after {procedure.Nodes[other].Path}";
        }

        if (node.NotBefore is { } from)
        {
            yield return $"from {from}";
        }

        if (node.Due is { } due)
        {
            yield return $"until {due}";
        }

        if (node.Estimate.Likely > Duration.Zero)
        {
            yield return $"takes {Takes(node.Estimate)}";
        }

        if (node.Undoing > Duration.Zero)
        {
            yield return $"undoing {Length(node.Undoing)}";
        }

        if (node.OnFailure is not OnFailure.Ask)
        {
            yield return $"on failure {node.OnFailure}";
        }

        if (node.NotDoing.Length > 0)
        {
            yield return $"not doing: {node.NotDoing}";
        }
    }

    private static IEnumerable<string> Facts(Procedure procedure, BracketNode bracket, Dictionary<int, int> closing)
    {
        if (bracket.Host >= 0)
        {
            yield return $"on {procedure.Hosts[bracket.Host].Name}";
        }

        if (bracket.TakesOutOfService)
        {
            yield return "out of service";
        }

        yield return $"takes {Takes(bracket.Estimate)}";
        if (closing.Count > 1)
        {
            yield return $"closes as number {closing[bracket.Number].ToString(CultureInfo.InvariantCulture)}";
        }
    }

    private static void Line(StringBuilder text, int depth, string what, IEnumerable<string> facts)
    {
        text.Append(' ', depth * 2).Append(what);
        string said = string.Join(", ", facts);
        if (said.Length > 0)
        {
            text.Append("  (").Append(said).Append(')');
        }

        text.Append('\n');
    }

    private static string Takes(Estimate estimate) =>
        estimate.Low == estimate.High
            ? Length(estimate.Likely)
            : $"{Length(estimate.Likely)}, {Length(estimate.Low)} to {Length(estimate.High)}";

    /// <summary>As plans write it: <c>1h30m</c>, <c>45s</c>; parts of a second are rounded to tenths.</summary>
    private static string Length(Duration length)
    {
        long tenths = (long)Math.Round(length.TotalSeconds * 10);
        string text = string.Concat(
            Part(tenths / 864_000, "d"),
            Part(tenths / 36_000 % 24, "h"),
            Part(tenths / 600 % 60, "m"),
            tenths % 600 == 0 ? "" : (tenths % 600 / 10m).ToString("0.#", CultureInfo.InvariantCulture) + "s"
        );
        return text.Length == 0 ? "0s" : text;
    }

    private static string Part(long number, string unit) =>
        number == 0 ? "" : number.ToString(CultureInfo.InvariantCulture) + unit;
}
