using Lull.Core.Plans;
using Lull.Core.Procedures;
using Lull.Core.Windows;

namespace Lull.Core.Maintenances;

/// <summary>
/// What a maintenance is now: a fold of its journal. Arrays indexed by node, bracket and delivery number, changed in place by
/// its one owner through <see cref="Machine"/>; everyone else reads. The cost of one event does not depend on the size
/// of the plan.
/// </summary>
public sealed partial class State
{
    private readonly Node[] _plan;
    private readonly BracketNode[] _brackets;
    private readonly NodeState[] _nodes;
    private readonly BracketState[] _held;
    private readonly DeliveryState[] _deliveries;
    private readonly ItemProgress[] _items;
    private readonly int[] _hostReservations;
    private readonly int[] _hostBad;
    private readonly ILookup<int, int> _drainsOf;
    private readonly int[] _poolOut;
    private readonly Queue<int>[] _floorQueues;
    private readonly Dictionary<int, Queue<int>> _limitQueues = [];
    private readonly Dictionary<int, EffectState> _effects = [];
    private readonly SortedDictionary<int, Question> _questions = [];
    private readonly List<(string Role, string By)> _approvals = [];
    private readonly HashSet<string> _rehearsed = new(StringComparer.Ordinal);
    private readonly Dictionary<int, Dictionary<string, string>> _artefacts = [];
    private readonly Dictionary<int, HashSet<string>> _stepApprovals = [];
    private readonly Dictionary<int, string> _claims = [];
    private readonly Dictionary<int, string> _doers = [];
    private readonly List<AddedStep> _added = [];
    private readonly Dictionary<int, (string By, string Reason)> _itemWords = [];
    private readonly Queue<Instant>[] _watchFailures;
    private readonly bool[] _watchFailing;
    private readonly Work _work = new();

    private static readonly Dictionary<string, string> NoArtefacts = [];

    private State(Procedure procedure, Instant at)
    {
        Procedure = procedure;
        Window = procedure.Window;
        LastAt = at;
        _plan = [.. procedure.Nodes];
        _brackets = [.. procedure.Brackets];
        _nodes = new NodeState[_plan.Length];
        _held = new BracketState[_brackets.Length];
        _deliveries = new DeliveryState[procedure.Deliveries.Count];
        _hostReservations = new int[procedure.Hosts.Count];
        _hostBad = new int[procedure.Hosts.Count];
        _drainsOf = _brackets
            .Where(bracket => bracket is { TakesOutOfService: true, Host: >= 0 })
            .ToLookup(bracket => bracket.Host, bracket => bracket.Number);
        _poolOut = new int[procedure.Pools.Count];
        _floorQueues = [.. procedure.Pools.Select(_ => new Queue<int>())];
        _watchFailures = [.. (procedure.Soak?.Watches ?? []).Select(_ => new Queue<Instant>())];
        _watchFailing = new bool[_watchFailures.Length];
        _items = [.. procedure.Items.Select(item => new ItemProgress { State = item.State, Open = item.Leaves.Count })];
        for (int number = 0; number < _plan.Length; number++)
        {
            _nodes[number].Blocked = _plan[number].After.Count;
        }

        for (int number = 0; number < _held.Length; number++)
        {
            _held[number].Prior = "";
        }
    }

    /// <summary>What is done, frozen.</summary>
    public Procedure Procedure { get; }

    /// <summary>Where the maintenance is in its life.</summary>
    public Stage Stage { get; private set; }

    /// <summary>The window, extensions included.</summary>
    public Window Window { get; private set; }

    /// <summary>True while nothing new starts by a person's order.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>How many events were folded.</summary>
    public long Version { get; private set; }

    /// <summary>When the last event happened; the journal's time never goes backwards.</summary>
    public Instant LastAt { get; private set; }

    /// <summary>The owner's epoch; 0 before the first.</summary>
    public long Epoch { get; private set; }

    /// <summary>When steps were let start; null before.</summary>
    public Instant? StartedAt { get; private set; }

    /// <summary>When the soak ends; null when none is under way.</summary>
    public Instant? SoakUntil { get; private set; }

    /// <summary>How it ended; null while that is open.</summary>
    public Ending? Ending { get; private set; }

    /// <summary>What was left for people at the end.</summary>
    public ValueList<string> NeedsRecovery { get; private set; } = [];

    /// <summary>True when someone decided to go on past the point of no return.</summary>
    public bool PointOfNoReturnWaived { get; private set; }

    /// <summary>True when a roll back of everything was ordered, whatever came of it.</summary>
    public bool WasRolledBack { get; private set; }

    /// <summary>True when nothing will happen any more.</summary>
    public bool IsOver => Stage >= Stage.Closed;

    /// <summary>True while a failed roll back waits for people.</summary>
    public bool InRecovery => _questions.Values.Any(question => question.Kind == QuestionKind.UndoFailed);

    /// <summary>
    /// The last moment at which undoing what has been done still fits the window; null when nothing is undecided: before the
    /// start, once the change is verified, and while it is rolled back.
    /// </summary>
    public Instant? PointOfNoReturn =>
        Stage == Stage.InProgress && !IsVerified ? Window.End - Undoing - Procedure.Margin : null;

    /// <summary>Questions that wait for an answer, oldest first.</summary>
    public IReadOnlyCollection<Question> Questions => _questions.Values;

    /// <summary>Who approved, in which role.</summary>
    public IReadOnlyList<(string Role, string By)> Approvals => _approvals;

    /// <summary>Names of the sites on which this revision has closed successfully before.</summary>
    public IReadOnlySet<string> RehearsedOn => _rehearsed;

    /// <summary>Steps added live.</summary>
    public IReadOnlyList<AddedStep> AddedSteps => _added;

    /// <summary>Where a node is.</summary>
    public NodeStatus StatusOf(int node) => _nodes[node].Status;

    /// <summary>What a node would settle as, were nobody to be asked; meaningful while it is asking.</summary>
    public NodeStatus OutcomeOf(int node) => _nodes[node].Outcome;

    /// <summary>Tries of a node so far.</summary>
    public int AttemptOf(int node) => _nodes[node].Attempt;

    /// <summary>When a node began; null before.</summary>
    public Instant? BeganAt(int node) => _nodes[node].Began == default ? null : _nodes[node].Began;

    /// <summary>When a node settled; null before. It stays so while the node is undone, and after.</summary>
    public Instant? EndedAt(int node) =>
        (_nodes[node].IsSettled || _nodes[node].Status == NodeStatus.Undoing) && _nodes[node].Ended != default
            ? _nodes[node].Ended
            : null;

    /// <summary>True when something was tried at this node: it may have changed the world.</summary>
    public bool WasAttempted(int node) => _nodes[node].Has(NodeFlags.Attempted);

    /// <summary>True when what waits for this node may go on: it succeeded, was left out, or its failure was accepted.</summary>
    public bool HasPassed(int node) => _nodes[node].Passed;

    /// <summary>True when a person left this node's undo undone.</summary>
    public bool WasLeftUndone(int node) => _nodes[node].Has(NodeFlags.LeftUndone);

    /// <summary>True when it is not settled although its time has passed.</summary>
    public bool IsOverdue(int node) => _nodes[node].Has(NodeFlags.Overdue) && _nodes[node].Status < NodeStatus.Undoing;

    /// <summary>Who does a manual step; empty when nobody said so.</summary>
    public string ClaimedBy(int node) => _claims.GetValueOrDefault(node, "");

    /// <summary>Who did a manual step and said how it ended; empty while nobody has, and for what the machine did.</summary>
    public string DoneBy(int node) => _doers.GetValueOrDefault(node, "");

    /// <summary>Who has approved at an approval step so far.</summary>
    public IReadOnlyCollection<string> ApprovedAt(int node) =>
        _stepApprovals.TryGetValue(node, out HashSet<string>? by) ? by : [];

    /// <summary>Where a bracket is.</summary>
    public BracketState Bracket(int number) => _held[number];

    /// <summary>Brackets that must still be closed, in the order of the plan.</summary>
    public IEnumerable<int> OwedBrackets => Enumerable.Range(0, _held.Length).Where(number => _held[number].IsOwed);

    /// <summary>Brackets whose closing a person took over.</summary>
    public IEnumerable<int> DisownedBrackets =>
        Enumerable.Range(0, _held.Length).Where(number => _held[number].Status == BracketStatus.Disowned);

    /// <summary>Where a delivery is.</summary>
    public DeliveryStatus DeliveryOf(int number) => _deliveries[number].Status;

    /// <summary>The state of an item.</summary>
    public ItemState ItemOf(int number) => _items[number].State;

    /// <summary>Who last said in which state an item is; empty while the plan and its steps decide.</summary>
    public string ItemSaidBy(int number) =>
        _itemWords.TryGetValue(number, out (string By, string Reason) words) ? words.By : "";

    /// <summary>Why an item is in its state: what a person last said, else what the plan says; empty when neither says anything.</summary>
    public string WhyItemIs(int number) =>
        _itemWords.TryGetValue(number, out (string By, string Reason) words)
            ? words.Reason
            : Procedure.Items[number].Because;

    /// <summary>True when a host counts as not in service: held out by us, failed, unreachable or unknown.</summary>
    public bool IsOut(int host) => _hostReservations[host] > 0 || _hostBad[host] > 0;

    /// <summary>Hosts of a pool that count as not in service.</summary>
    public int OutOf(int pool) => _poolOut[pool];

    /// <summary>The watches that must be looking now: all of them while soaking, else none.</summary>
    public int Watches => Stage == Stage.Soaking ? _watchFailures.Length : 0;

    /// <summary>True while the last look of a watch failed.</summary>
    public bool IsWatchFailing(int watch) => _watchFailing[watch];

    /// <summary>What was made so far on a host and can be asked for there, by name; -1 for what is bound to no host.</summary>
    public IReadOnlyDictionary<string, string> ArtefactsOf(int host) =>
        _artefacts.TryGetValue(host, out Dictionary<string, string>? made) ? made : NoArtefacts;

    /// <summary>The present child of a sequence that is under way; -1 when there is none.</summary>
    internal int PresentChildOf(int node) =>
        _nodes[node].Status == NodeStatus.Running && _nodes[node].Cursor < _plan[node].Children.Count
            ? _plan[node].Children[_nodes[node].Cursor]
            : -1;

    /// <summary>True once what must be verified is: the change can no longer call for a roll back by the clock.</summary>
    internal bool IsVerified
    {
        get
        {
            int child = PresentChildOf(0);
            return child < 0 ? _nodes[0].IsSettled : PhaseOf(child).Kind == PhaseKind.Finish;
        }
    }

    /// <summary>The phase with that node.</summary>
    internal ProcedurePhase PhaseOf(int phaseNode) => Procedure.Phases[_plan[phaseNode].Phase];

    internal ref readonly NodeState this[int node] => ref _nodes[node];

    internal ref readonly BracketState HeldAt(int bracket) => ref _held[bracket];

    internal ref readonly DeliveryState DeliveryAt(int delivery) => ref _deliveries[delivery];

    internal Node NodeAt(int number) => _plan[number];

    internal BracketNode BracketAt(int number) => _brackets[number];
}

/// <summary>A manual step that was added live.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Title">What to do.</param>
/// <param name="Role">Who does it; empty means anyone.</param>
/// <param name="IsDone">Whether it is done.</param>
public sealed record AddedStep(int Number, string Title, string Role, bool IsDone);

/// <summary>Where a delivery is.</summary>
public enum DeliveryStatus
{
    /// <summary>Its moment has not come.</summary>
    Idle,

    /// <summary>About to be sent.</summary>
    Due,

    /// <summary>Being sent.</summary>
    Sending,

    /// <summary>Sending failed; it is tried again.</summary>
    Waiting,

    /// <summary>Sent.</summary>
    Sent,

    /// <summary>Someone entitled gave it up.</summary>
    GivenUp,

    /// <summary>Its moment will not come.</summary>
    Dropped,
}

/// <summary>All that the machine remembers of one delivery.</summary>
internal struct DeliveryState
{
    internal DeliveryStatus Status;
    internal int Attempt;
    internal int Timer;
    internal int Question;

    /// <summary>Its moment came again while it was being sent.</summary>
    internal bool Again;
}

/// <summary>All that the machine remembers of one item.</summary>
internal struct ItemProgress
{
    internal ItemState State;
    internal int Open;
    internal bool Broken;
    internal bool Spoken;
}

/// <summary>An effect that is under way.</summary>
internal struct EffectState
{
    internal EffectPurpose Purpose;
    internal int Subject;
    internal int Attempt;
    internal EffectMode Mode;
    internal int Repeats;
}
