using Lull.Core.Actions;
using Lull.Core.Maintenances;
using Lull.Core.Plans;
using Lull.Core.Procedures;
using Lull.Core.Sites;
using Lull.Core.Tests.Procedures;

namespace Lull.Core.Tests.Maintenances;

/// <summary>A maintenance told step by step: what is said to it, what it does, what time it is.</summary>
internal sealed class Told
{
    private readonly List<MaintenanceEvent> _events = [];

    private Told(Plan plan, Site? site, Duration ahead)
    {
        Procedure = Written.Compiled(plan, site);
        Now = Written.Afternoon.Start - ahead;
        State = Machine.Begin(new MaintenanceEvent.Planned(Machine.Rules, Procedure, "", ""), Now);
        Says(new Input.TakeOver(1));
    }

    internal Procedure Procedure { get; }

    internal State State { get; }

    internal Instant Now { get; private set; }

    internal IReadOnlyList<MaintenanceEvent> Events => _events;

    /// <summary>What is under way, such as <c>Open edge.drain web1</c>.</summary>
    internal string[] UnderWay => [.. Machine.Outstanding(State).Select(Name)];

    internal Question Question => State.Questions.Single();

    internal static Told Planned(Plan plan) => new(plan, site: null, Duration.FromHours(1));

    /// <summary>Handed in and started so long before its window.</summary>
    internal static Told StartedAhead(Duration ahead, Plan plan)
    {
        var told = new Told(plan, site: null, ahead);
        told.Says(new Input.Propose("ana"));
        told.Says(new Input.Start("ana"));
        return told;
    }

    /// <summary>Handed in and started at the beginning of its window.</summary>
    internal static Told Started(params Step[] change) => Started(Written.Plan(change));

    internal static Told Started(Plan plan, Site? site = null)
    {
        var told = new Told(plan, site, Duration.FromHours(1));
        told.Says(new Input.Propose("ana"));
        told.Now = Written.Afternoon.Start;
        told.Says(new Input.Start("ana"));
        return told;
    }

    internal void Says(Input input) => Refusal(input).ShouldBeNull();

    /// <summary>Why it is refused; null when it is not.</summary>
    internal string? Refusal(Input input)
    {
        switch (Machine.Turn(State, input, Now))
        {
            case Decision.Accepted accepted:
                _events.AddRange(accepted.Events);
                return null;
            case Decision.Refused refused:
                return refused.Reason;
            default:
                throw new InvalidOperationException();
        }
    }

    /// <summary>The one unit of work of that title, on that host if one is named.</summary>
    internal Node Leaf(string title, string host = "") =>
        Procedure.Nodes.Single(node =>
            node.IsLeaf
            && node.Title == title
            && (host.Length == 0 || (node.Host >= 0 && Procedure.Hosts[node.Host].Name == host))
        );

    internal NodeStatus StatusOf(string title, string host = "") => State.StatusOf(Leaf(title, host).Number);

    internal ItemState ItemOf(string id) => State.ItemOf(Procedure.Items.Select(item => item.Id).ToList().IndexOf(id));

    internal void Ticks(string title, bool succeeded = true, string by = "ana") =>
        Says(new Input.Tick(by, Leaf(title).Number, succeeded, "It was seen."));

    internal void RollsBack(string host = "") =>
        Says(
            new Input.RollBack(
                "ana",
                host.Length == 0
                    ? 0
                    : Procedure
                        .Nodes.Single(node =>
                            node.Kind == NodeKind.HostTrack && Procedure.Hosts[node.Host].Name == host
                        )
                        .Number,
                "It is slow."
            )
        );

    internal void Answers(Choice choice) => Says(new Input.Answer("ana", Question.Number, choice, "We talked."));

    internal void Passes(Duration time)
    {
        Now += time;
        Says(Input.TimePassed.Now);
    }

    /// <summary>Everything that is under way succeeds, and what follows from it, until that is under way or nothing is.</summary>
    /// <returns>What succeeded, in order.</returns>
    internal string[] GoesWell(string? until = null)
    {
        var done = new List<string>();
        while (Machine.Outstanding(State) is { Count: > 0 } outstanding && Name(outstanding[0]) != until)
        {
            done.Add(Name(outstanding[0]));
            Ends(outstanding[0], new Outcome.Done(Evidence.None));
        }

        return [.. done];
    }

    /// <summary>These succeed, one after the other.</summary>
    internal void Reports(params string[] inOrder)
    {
        foreach (string what in inOrder)
        {
            Ends(Request(what), new Outcome.Done(Evidence.None));
        }
    }

    internal void Fails(string what) => Ends(Request(what), new Outcome.Failed("It said no.", Evidence.None));

    internal void IsSeen(string what, Observation seen) => Says(new Input.EffectObserved(Request(what).Effect, seen));

    internal EffectRequest Request(string what) => Machine.Outstanding(State).Single(one => Name(one) == what);

    private void Ends(EffectRequest request, Outcome outcome) =>
        Says(
            request.Purpose == EffectPurpose.Look
                ? new Input.EffectObserved(request.Effect, new Observation.NotDone("in service", Evidence.None))
                : new Input.EffectReported(request.Effect, outcome)
        );

    private string Name(EffectRequest request) =>
        $"{request.Purpose} "
        + request.Purpose switch
        {
            EffectPurpose.Step => Procedure.Nodes[request.Subject].Title
                + (
                    Procedure.Nodes[request.Subject].Host is >= 0 and int host
                        ? $" on {Procedure.Hosts[host].Name}"
                        : ""
                ),
            EffectPurpose.Announce => request.Subject.ToString(System.Globalization.CultureInfo.InvariantCulture),
            EffectPurpose.Look or EffectPurpose.Open or EffectPurpose.Close => Procedure
                .Brackets[request.Subject]
                .Title,
        };
}
