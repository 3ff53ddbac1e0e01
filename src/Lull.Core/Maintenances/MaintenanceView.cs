using Lull.Core.Plans;
using Lull.Core.Procedures;

namespace Lull.Core.Maintenances;

/// <summary>Everything a screen shows of a maintenance, at one moment. Made by <see cref="Of"/>; asks nobody.</summary>
public sealed record MaintenanceView
{
    /// <summary>The plan's title.</summary>
    public required string Title { get; init; }

    /// <summary>The site's name.</summary>
    public required string Site { get; init; }

    /// <summary>The plan's revision.</summary>
    public required string Revision { get; init; }

    /// <summary>The moment it shows.</summary>
    public required Instant At { get; init; }

    /// <summary>Where the maintenance is in its life.</summary>
    public required Stage Stage { get; init; }

    /// <summary>True while nothing new starts by a person's order.</summary>
    public required bool IsPaused { get; init; }

    /// <summary>True while a failed roll back waits for people.</summary>
    public required bool InRecovery { get; init; }

    /// <summary>How it ended; null while that is open.</summary>
    public required Ending? Ending { get; init; }

    /// <summary>What was left for people at the end.</summary>
    public required ValueList<string> NeedsRecovery { get; init; }

    /// <summary>The clocks: window, point of no return, soak.</summary>
    public required ClockView Clocks { get; init; }

    /// <summary>What must be approved before the start.</summary>
    public required ValueList<ApprovalView> Approvals { get; init; }

    /// <summary>The whole tree, in the order of the plan; undos included, which are pending until they are needed.</summary>
    public required ValueList<NodeView> Nodes { get; init; }

    /// <summary>The hosts that the plan touches.</summary>
    public required ValueList<HostView> Hosts { get; init; }

    /// <summary>Brackets that are not closed: open, about to be, found so, or left to a person.</summary>
    public required ValueList<BracketView> Brackets { get; init; }

    /// <summary>What waits for a decision, oldest first.</summary>
    public required ValueList<QuestionView> Questions { get; init; }

    /// <summary>Steps that wait for people now.</summary>
    public required ValueList<WaitingView> Waiting { get; init; }

    /// <summary>Announcements, one for each channel.</summary>
    public required ValueList<DeliveryView> Deliveries { get; init; }

    /// <summary>The items.</summary>
    public required ValueList<ItemView> Items { get; init; }

    /// <summary>What aborting now would do, as sentences; empty before the start and after the end.</summary>
    public required string IfAborted { get; init; }

    /// <summary>What rolling everything back now would do, as sentences; empty before the start and after the end.</summary>
    public required string IfRolledBack { get; init; }

    /// <summary>Steps added live.</summary>
    public required ValueList<AddedStep> AddedSteps { get; init; }

    /// <summary>The same when nothing but time has passed since: its clocks. What a node has taken so far counts on from its beginning.</summary>
    public MaintenanceView AsOf(Instant now) =>
        now <= At || Stage >= Stage.Closed
            ? this
            : this with
            {
                At = now,
                Clocks = Clocks with
                {
                    LeftInWindow = Clocks.End - now,
                    LeftToPointOfNoReturn = Clocks.PointOfNoReturn - now,
                },
            };

    /// <summary>What to show of a state at a moment.</summary>
    public static MaintenanceView Of(State state, Instant now)
    {
        Procedure procedure = state.Procedure;
        return new MaintenanceView
        {
            Title = procedure.Title,
            Site = procedure.Site,
            Revision = procedure.Revision,
            At = now,
            Stage = state.Stage,
            IsPaused = state.IsPaused,
            InRecovery = state.InRecovery,
            Ending = state.Ending,
            NeedsRecovery = state.NeedsRecovery,
            Clocks = ClockView.Of(state, now),
            Approvals =
            [
                .. procedure.Approvals.Select(rule => new ApprovalView(
                    rule.Role,
                    rule.Quorum,
                    [.. state.Approvals.Where(one => one.Role == rule.Role).Select(one => one.By)]
                )),
            ],
            Nodes = [.. procedure.Nodes.Select(node => NodeView.Of(state, node, now))],
            Hosts = HostView.AllOf(state),
            Brackets = BracketView.AllOf(state),
            Questions = [.. state.Questions.Select(question => QuestionView.Of(state, question))],
            Waiting =
            [
                .. procedure
                    .Nodes.Where(node =>
                        node.Kind is NodeKind.Manual or NodeKind.Approval
                        && state.StatusOf(node.Number) == NodeStatus.Running
                    )
                    .Select(node => WaitingView.Of(state, node)),
            ],
            Deliveries =
            [
                .. procedure.Deliveries.Select(
                    (delivery, number) =>
                        new DeliveryView(
                            number,
                            delivery.Audience,
                            delivery.Call.ToString(),
                            delivery.At,
                            delivery.When,
                            state.DeliveryOf(number)
                        )
                ),
            ],
            Items =
            [
                .. procedure.Items.Select(
                    (item, number) =>
                        new ItemView(
                            number,
                            item.Id,
                            item.Title,
                            item.Tickets,
                            item.Owner,
                            state.ItemOf(number),
                            state.ItemSaidBy(number),
                            state.WhyItemIs(number)
                        )
                ),
            ],
            IfAborted = state is { StartedAt: not null, IsOver: false } ? Consequences.OfAbort(state) : "",
            IfRolledBack = state is { StartedAt: not null, IsOver: false } ? Consequences.OfRollBack(state, 0) : "",
            AddedSteps = [.. state.AddedSteps],
        };
    }
}

/// <summary>The clocks of a maintenance. What is left is as of <see cref="MaintenanceView.At"/>; a screen counts on from the instants.</summary>
/// <param name="Start">The window's start.</param>
/// <param name="End">Its end, extensions included.</param>
/// <param name="Zone">The IANA zone in which it was announced.</param>
/// <param name="AlsoShow">IANA zones to show beside it.</param>
/// <param name="LeftInWindow">Until its end; negative once it is over.</param>
/// <param name="PointOfNoReturn">The last moment at which undoing still fits; null when nothing is undecided.</param>
/// <param name="LeftToPointOfNoReturn">Until then; negative once it is past.</param>
/// <param name="IsPointOfNoReturnWaived">True when someone decided to go on past it.</param>
/// <param name="Undoing">How long undoing all that was done would take.</param>
/// <param name="SoakUntil">When the soak ends; null when none is under way.</param>
/// <param name="Next">The next moment at which time alone changes something; null when none does.</param>
/// <param name="NextReason">What for; empty when there is none.</param>
public sealed record ClockView(
    Instant Start,
    Instant End,
    string Zone,
    ValueList<string> AlsoShow,
    Duration LeftInWindow,
    Instant? PointOfNoReturn,
    Duration? LeftToPointOfNoReturn,
    bool IsPointOfNoReturnWaived,
    Duration Undoing,
    Instant? SoakUntil,
    Instant? Next,
    string NextReason
)
{
    internal static ClockView Of(State state, Instant now)
    {
        TimerRequest? next = Machine.NextTimer(state);
        return new ClockView(
            state.Window.Start,
            state.Window.End,
            state.Window.Zone,
            state.Procedure.AlsoShow,
            state.Window.End - now,
            state.PointOfNoReturn,
            state.PointOfNoReturn - now,
            state.PointOfNoReturnWaived,
            state.Undoing,
            state.SoakUntil,
            next?.At,
            next?.Reason ?? ""
        );
    }
}

/// <summary>An approval before the start.</summary>
/// <param name="Role">Who must.</param>
/// <param name="Quorum">How many of them.</param>
/// <param name="By">Who did.</param>
public sealed record ApprovalView(string Role, int Quorum, ValueList<string> By);

/// <summary>An announcement over one channel.</summary>
public sealed record DeliveryView(
    int Number,
    string Audience,
    string Channel,
    Instant? At,
    LifeMoment? When,
    DeliveryStatus Status
);

/// <summary>One deliverable of the change.</summary>
/// <param name="Number">Index in <see cref="Procedure.Items"/>.</param>
/// <param name="Id">As the plan names it.</param>
/// <param name="Title">For people.</param>
/// <param name="Tickets">Their keys.</param>
/// <param name="Owner">The accountable role or person; empty when nobody is.</param>
/// <param name="State">Where it is.</param>
/// <param name="SaidBy">Who last said so; empty while the plan and its steps decide.</param>
/// <param name="Because">Why; empty when nobody gave a reason.</param>
public sealed record ItemView(
    int Number,
    string Id,
    string Title,
    ValueList<string> Tickets,
    string Owner,
    ItemState State,
    string SaidBy,
    string Because
);
