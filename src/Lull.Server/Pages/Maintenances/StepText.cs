using System.Globalization;
using Lull.Core.Actions;
using Lull.Core.Maintenances;
using Lull.Core.Plans;
using Lull.Core.Procedures;
using Lull.Reports;

namespace Lull.Server.Pages.Maintenances;

/// <summary>Nodes of a procedure in words.</summary>
internal static class StepText
{
    private const int NamedSteps = 3;

    /// <summary>What a node is, in a word or two.</summary>
    internal static string KindOf(NodeKind kind) =>
        kind switch
        {
            NodeKind.Sequence => "block",
            NodeKind.Parallel => "tracks",
            NodeKind.Rolling => "rolling",
            NodeKind.Batch => "batch",
            NodeKind.HostTrack => "host",
            NodeKind.Scope => "bracket",
            NodeKind.Action => "action",
            NodeKind.Check => "check",
            NodeKind.Delivery => "announcement",
            NodeKind.Manual => "manual",
            NodeKind.Approval => "approval",
            NodeKind.Wait => "wait",
        };

    /// <summary>A tone for a status.</summary>
    internal static string ToneOf(NodeStatus status) =>
        status switch
        {
            NodeStatus.Pending or NodeStatus.Skipped or NodeStatus.Stopped => "quiet",
            NodeStatus.Waiting or NodeStatus.Asking => "wait",
            NodeStatus.Running or NodeStatus.Undoing => "busy",
            NodeStatus.Done => "ok",
            NodeStatus.Failed or NodeStatus.Unreachable or NodeStatus.Inconclusive => "bad",
            NodeStatus.Undone => "away",
        };

    /// <summary>What holds a node back: its gates, in words.</summary>
    /// <param name="procedure">What it is a part of; gates are told in the zone of its window.</param>
    /// <param name="node">The node.</param>
    /// <param name="reader">The zone of the one who reads it: they are told in it and in those of all concerned, too; null for the plan's alone.</param>
    internal static IEnumerable<string> GatesOf(Procedure procedure, Node node, DateTimeZone? reader)
    {
        DateTimeZone zone = Times.ZoneOf(procedure.Window.Zone);
        IReadOnlyList<DateTimeZone> others =
            reader is null || (node.NotBefore is null && node.Due is null) ? [] : TeamZones.Of(procedure, node, reader);
        if (node.NotBefore is { } from)
        {
            yield return $"not before {from.Everywhere(zone, others)}";
        }

        if (node.Due is { } due)
        {
            yield return $"due by {due.Everywhere(zone, others)}";
        }

        if (node.After.Count > 0)
        {
            string named = string.Join(
                ", ",
                node.After.Take(NamedSteps).Select(other => $"“{Names.OfStep(procedure, other)}”")
            );
            yield return $"after {named}{(node.After.Count > NamedSteps ? $" and {Number(node.After.Count - NamedSteps)} more" : "")}";
        }
    }

    /// <summary>What happens when a node fails for good, when the plan says more than to ask.</summary>
    internal static string OnFailureOf(Node node)
    {
        string retry =
            node.Retry.Times > 0
                ? $"tried {Number(node.Retry.Times)} more time{(node.Retry.Times == 1 ? "" : "s")}, then "
                : "";
        string policy = node.OnFailure switch
        {
            OnFailure.Ask => retry.Length > 0 ? "a person is asked" : "",
            OnFailure.Continue => "noted, and the next step starts",
            OnFailure.Stop => node.Track >= 0 ? "this host stops" : "its block stops",
            OnFailure.RollBack => node.Track >= 0 ? "this host is rolled back" : "everything is rolled back",
            OnFailure.RollBackAll => "everything is rolled back",
        };
        return policy.Length == 0 ? "" : $"{retry}{policy}";
    }

    /// <summary>A call as plans write it, shortened to what fits a line.</summary>
    internal static string CallOf(ActionCall call)
    {
        string arguments = string.Join(
            ", ",
            call.Arguments.Entries.Select(entry => $"{entry.Name}: {TextOf(entry.Value)}")
        );
        return arguments.Length == 0 ? $"{call}" : $"{call} {{ {arguments} }}";
    }

    /// <summary><c>3m</c>, or <c>3m, 2m to 9m</c> when the author named both ends.</summary>
    internal static string TakesOf(Estimate estimate) =>
        estimate == Estimate.Of(estimate.Likely) || estimate.Low == estimate.High
            ? estimate.Likely.Spoken()
            : $"{estimate.Likely.Spoken()}, {estimate.Low.Spoken()} to {estimate.High.Spoken()}";

    /// <summary>A whole number as everywhere else.</summary>
    internal static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string TextOf(Argument argument) =>
        argument switch
        {
            Argument.Text text => text.Value,
            Argument.List list => $"[{string.Join(", ", list.Items.Select(TextOf))}]",
            Argument.Map map =>
                $"{{ {string.Join(", ", map.Entries.Select(entry => $"{entry.Name}: {TextOf(entry.Value)}"))} }}",
        };
}
