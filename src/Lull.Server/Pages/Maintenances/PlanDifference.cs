using Lull.Core.Procedures;
using Lull.Reports;
using Lull.Server.Plans;

namespace Lull.Server.Pages.Maintenances;

/// <summary>What differs between two procedures as people speak of it: steps that come, go or change, and what frames them. Pure.</summary>
internal static class PlanDifference
{
    /// <summary>Sentences, the frame first, then steps in the order of the plan. Steps of rolling blocks are told once, not for each host.</summary>
    internal static IReadOnlyList<PlanChange> Of(Procedure before, Procedure after)
    {
        var changes = new List<PlanChange>();
        Frame(before, after, changes);
        Dictionary<string, Node> old = StepsOf(before);
        Dictionary<string, Node> present = StepsOf(after);
        foreach ((string path, Node node) in present)
        {
            if (!old.TryGetValue(path, out Node? was))
            {
                changes.Add(new PlanChange(DiffKind.Added, $"Added: {Said(after, node)}"));
            }
            else if (Changed(before, was, after, node) is { Length: > 0 } what)
            {
                changes.Add(new PlanChange(DiffKind.Same, $"Changed: “{node.Title}”: {what}"));
            }
        }

        changes.AddRange(
            old.Where(step => !present.ContainsKey(step.Key))
                .Select(step => new PlanChange(DiffKind.Removed, $"Removed: {Said(before, step.Value)}"))
        );
        return changes;
    }

    private static void Frame(Procedure before, Procedure after, List<PlanChange> changes)
    {
        void Tell(string what, string was, string now)
        {
            if (was != now)
            {
                changes.Add(
                    new PlanChange(
                        DiffKind.Same,
                        $"{what}: {(was.Length > 0 ? was : "nothing")} became {(now.Length > 0 ? now : "nothing")}"
                    )
                );
            }
        }

        Tell("Title", before.Title, after.Title);
        Tell("Impact", before.Impact.Statement, after.Impact.Statement);
        Tell("Time kept free at the end", before.Margin.Spoken(), after.Margin.Spoken());
        Tell("Approvals", Approvals(before), Approvals(after));
        Tell("Soak", before.Soak?.For.Spoken() ?? "", after.Soak?.For.Spoken() ?? "");
        Tell("Hosts", StepText.Number(before.Hosts.Count), StepText.Number(after.Hosts.Count));
        Tell("Announcements", StepText.Number(before.Deliveries.Count), StepText.Number(after.Deliveries.Count));
    }

    private static string Approvals(Procedure procedure) =>
        string.Join(
            ", ",
            procedure
                .Approvals.Select(one => $"{StepText.Number(one.Quorum)} by {one.Role}")
                .Concat(procedure.Rehearsals.Select(site => $"rehearsal on {site}"))
        );

    /// <summary>Leaves by path; of a rolling block only those of its first host, under a path without the host.</summary>
    private static Dictionary<string, Node> StepsOf(Procedure procedure)
    {
        var steps = new Dictionary<string, Node>(StringComparer.Ordinal);
        foreach (Node node in procedure.Nodes.Where(node => node.IsLeaf))
        {
            string path = node.Path;
            if (node.Track >= 0)
            {
                string track = procedure.Nodes[node.Track].Path;
                path = path.StartsWith(track, StringComparison.Ordinal)
                    ? $"{procedure.Nodes[node.Rolling].Path}/*{path[track.Length..]}"
                    : path;
            }

            steps.TryAdd(path, node);
        }

        return steps;
    }

    private static string Said(Procedure procedure, Node node) =>
        $"{(node.IsUndo ? "undo " : "")}{StepText.KindOf(node.Kind)} “{node.Title}”{(node.Rolling >= 0 ? $", on every host of “{procedure.Nodes[node.Rolling].Title}”" : "")}";

    private static string Changed(Procedure before, Node was, Procedure after, Node now)
    {
        var what = new List<string>();
        void Tell(string name, string old, string present)
        {
            if (old != present)
            {
                what.Add($"{name} {(old.Length > 0 ? old : "none")} → {(present.Length > 0 ? present : "none")}");
            }
        }

        Tell("title", was.Title, now.Title);
        Tell("kind", StepText.KindOf(was.Kind), StepText.KindOf(now.Kind));
        Tell("role", was.Role, now.Role);
        Tell("estimate", StepText.TakesOf(was.Estimate), StepText.TakesOf(now.Estimate));
        Tell("time limit", was.Timeout.Spoken(), now.Timeout.Spoken());
        Tell("instruction", was.Text, now.Text);
        Tell(
            "call",
            was.Call is { } old ? StepText.CallOf(old) : "",
            now.Call is { } present ? StepText.CallOf(present) : ""
        );
        Tell("gates", Gates(before, was), Gates(after, now));
        Tell("on failure", StepText.OnFailureOf(was), StepText.OnFailureOf(now));
        Tell("tickets", string.Join(", ", was.Tickets), string.Join(", ", now.Tickets));
        Tell(
            "evidence",
            was.EvidenceRequired ? "needed" : "not needed",
            now.EvidenceRequired ? "needed" : "not needed"
        );
        Tell("not doing", was.NotDoing, now.NotDoing);
        Tell("undo", was.Undo >= 0 ? "there" : "", now.Undo >= 0 ? "there" : "");
        return string.Join("; ", what);
    }

    private static string Gates(Procedure procedure, Node node) =>
        string.Join(", ", StepText.GatesOf(procedure, node, reader: null));
}

/// <summary>One thing that differs.</summary>
/// <param name="Kind">Comes, goes, or stays and is changed.</param>
/// <param name="Text">A sentence.</param>
public sealed record PlanChange(DiffKind Kind, string Text);
