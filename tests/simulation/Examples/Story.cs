using Lull.Core.Maintenances;
using Lull.Core.Plans;
using Lull.Core.Procedures;

namespace Lull.Simulation.Tests.Examples;

/// <summary>How an example goes: nothing fails, everything takes as long as the plan says, people do what is asked.</summary>
/// <param name="example">What is done.</param>
/// <param name="course">What people order on the way.</param>
internal sealed class Story(Example example, Course course)
{
    private static readonly Duration Soon = Duration.FromSeconds(1);
    private static readonly Duration LongestPause = Duration.FromMinutes(15);

    private readonly Procedure _procedure = example.Procedure;
    private readonly int _leaves = example.Procedure.Nodes.Count(node => IsOfChange(example.Procedure, node));

    internal Example Example { get; } = example;

    internal Course Course { get; } = course;

    /// <summary>When it is planned: before anything in it is due.</summary>
    internal Instant Begin { get; } = Earliest(example.Procedure) - Duration.FromHours(1);

    /// <summary>Time between two looks of a watch.</summary>
    internal Duration TimeOfWatch { get; } = (example.Procedure.Soak?.For ?? Duration.Zero) / 4;

    /// <summary>Every story of an example: the host that a rolling block changes second is there to be rolled back.</summary>
    internal static IEnumerable<Story> Of(Example example) =>
        Enum.GetValues<Course>()
            .Where(course => course != Course.HostRolledBack || SecondHost(example.Procedure) >= 0)
            .Where(course =>
                course != Course.RolledBack || example.Procedure.Nodes[0] is { CanUndo: true } or { Undo: >= 0 }
            )
            .Select(course => new Story(example, course));

    public override string ToString() => $"{Example.Name} {Course}";

    /// <summary>How long an effect takes until its report.</summary>
    internal Duration TimeOf(EffectRequest request) =>
        request.Purpose switch
        {
            EffectPurpose.Step => _procedure.Nodes[request.Subject].Estimate.Likely,
            EffectPurpose.Open or EffectPurpose.Close => _procedure.Brackets[request.Subject].Estimate.Likely,
            EffectPurpose.Look or EffectPurpose.Announce => Duration.Zero,
        };

    /// <summary>The pause before a look: none before the first, then a second, then twice as long each time.</summary>
    internal static Duration TimeOfLook(int looks) =>
        looks == 0 ? Duration.Zero : Duration.Min(LongestPause, Soon * (1 << Math.Min(looks - 1, 16)));

    /// <summary>How long people take over something.</summary>
    internal Duration TimeOf(Input input) =>
        input switch
        {
            Input.Tick tick => _procedure.Nodes[tick.Node].Estimate.Likely,
            Input.ApproveStep approve => _procedure.Nodes[approve.Node].Estimate.Likely,
            _ => Duration.FromMinutes(1),
        };

    /// <summary>What people order now beside doing what is asked; null mostly.</summary>
    internal Input? Order(State state, string lead) =>
        Course switch
        {
            Course.AsPlanned => null,
            Course.HostRolledBack => IsUnderWay(state, SecondHost(_procedure))
                ? new Input.RollBack(lead, SecondHost(_procedure), "This one is bad.")
                : null,
            Course.RolledBack => !state.WasRolledBack && OpenLeaves(state) <= 1
                ? new Input.RollBack(lead, 0, "Not good.")
                : null,
            Course.Aborted => state.Stage == Stage.InProgress && OpenLeaves(state) <= _leaves / 2
                ? new Input.Abort(lead, "Enough.")
                : null,
        };

    private static Instant Earliest(Procedure procedure) =>
        new Instant?[] { procedure.Window.Start }
            .Concat(procedure.Phases.Select(phase => phase.From))
            .Concat(procedure.Deliveries.Select(delivery => delivery.At))
            .Concat(procedure.Nodes.Select(node => node.NotBefore))
            .Concat(procedure.Nodes.Select(node => node.Due))
            .OfType<Instant>()
            .Min();

    private static int SecondHost(Procedure procedure) =>
        procedure
            .Nodes.Where(node => node is { Kind: NodeKind.HostTrack, CanUndo: true })
            .Skip(1)
            .FirstOrDefault()
            ?.Number
        ?? -1;

    /// <summary>One of its steps is done, not all.</summary>
    private bool IsUnderWay(State state, int track) =>
        state.StatusOf(track) == NodeStatus.Running
        && _procedure.Nodes.Any(node =>
            node is { IsLeaf: true, IsUndo: false }
            && node.Track == track
            && state.StatusOf(node.Number) == NodeStatus.Done
        );

    /// <summary>Leaves of the change that have not settled.</summary>
    private int OpenLeaves(State state)
    {
        int open = 0;
        foreach (Node node in _procedure.Nodes)
        {
            open += IsOfChange(_procedure, node) && state.StatusOf(node.Number) < NodeStatus.Done ? 1 : 0;
        }

        return open;
    }

    private static bool IsOfChange(Procedure procedure, Node node) =>
        node is { IsLeaf: true, IsUndo: false } && procedure.Phases[node.Phase].Kind == PhaseKind.Change;
}

/// <summary>What people order in a story beside doing what is asked.</summary>
internal enum Course
{
    /// <summary>Nothing.</summary>
    AsPlanned,

    /// <summary>One host is rolled back while it is changed.</summary>
    HostRolledBack,

    /// <summary>Everything is rolled back once it is changed.</summary>
    RolledBack,

    /// <summary>It is stopped half-way.</summary>
    Aborted,
}
