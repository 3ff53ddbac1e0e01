using Lull.Core.Maintenances;
using Lull.Core.Procedures;

namespace Lull.Simulation.Tests.Worlds;

/// <summary>What the events alone say, kept without the machine: a second opinion for the invariants.</summary>
internal sealed class Ledger(Procedure procedure)
{
    private readonly SortedDictionary<int, Entry> _open = [];

    /// <summary>Effects that were intended and have not ended.</summary>
    internal SortedDictionary<int, Entry> Open => _open;

    /// <summary>Everything that was ever intended, by effect.</summary>
    internal Dictionary<int, Entry> Intended { get; } = [];

    internal Dictionary<int, Question> Asked { get; } = [];

    /// <summary>Hosts and blocks that were rolled back by themselves.</summary>
    internal HashSet<int> RolledBack { get; } = [];

    /// <summary>By node: how often a person said to try again.</summary>
    internal int[] Words { get; } = new int[procedure.Nodes.Count];

    /// <summary>By node: a person vouched for it or left it out.</summary>
    internal bool[] Vouched { get; } = new bool[procedure.Nodes.Count];

    /// <summary>By node: a person let it start although it does not fit.</summary>
    internal bool[] Overridden { get; } = new bool[procedure.Nodes.Count];

    /// <summary>By bracket: a person let it go without being opened, or took it over.</summary>
    internal bool[] Excused { get; } = new bool[procedure.Brackets.Count];

    /// <summary>By delivery: how often its moment came, or a first try was not clear to have arrived.</summary>
    internal int[] MaySend { get; } = new int[procedure.Deliveries.Count];

    /// <summary>By delivery: how often its moment came.</summary>
    internal int[] Moments { get; } = new int[procedure.Deliveries.Count];

    internal bool[] GivenUp { get; } = new bool[procedure.Deliveries.Count];

    /// <summary>By node: tries of which nobody ever learned whether they happened.</summary>
    internal int[] Unknown { get; } = new int[procedure.Nodes.Count];

    /// <summary>By bracket: somebody else had done it when it was last looked at.</summary>
    internal bool[] FoundSo { get; } = new bool[procedure.Brackets.Count];

    /// <summary>By node: something was tried, by a machine or a person.</summary>
    internal bool[] Attempted { get; } = new bool[procedure.Nodes.Count];

    /// <summary>Sites on which this revision was rehearsed.</summary>
    internal HashSet<string> Rehearsed { get; } = new(StringComparer.Ordinal);

    /// <summary>By bracket: a person let it take its host out although a pool then falls below its floor.</summary>
    internal bool[] FloorWaived { get; } = new bool[procedure.Brackets.Count];

    /// <summary>How many times a person let a pool fall below its floor.</summary>
    internal int FloorsBroken { get; private set; }

    /// <summary>Everybody who must approve it has, and nobody has taken that back.</summary>
    internal bool IsApproved { get; private set; }

    internal bool IsCancelled { get; private set; }

    internal bool IsWaived { get; private set; }

    internal bool IsExtended { get; private set; }

    internal long Epoch { get; private set; }

    internal void Take(MaintenanceEvent happened)
    {
        switch (happened)
        {
            case MaintenanceEvent.EffectIntended intended:
                var entry = new Entry(intended.Purpose, intended.Subject, intended.Attempt);
                _open[intended.Effect] = entry;
                Intended[intended.Effect] = entry;
                if (entry.Purpose == EffectPurpose.Step)
                {
                    Attempted[entry.Subject] = true;
                }

                break;
            case MaintenanceEvent.EffectUnclear unclear when _open.TryGetValue(unclear.Effect, out Entry? found):
                found.Mode = EffectMode.Observe;
                break;
            case MaintenanceEvent.EffectRepeated repeated when _open.TryGetValue(repeated.Effect, out Entry? found):
                found.Mode = EffectMode.Apply;
                found.Repeats++;
                break;
            case MaintenanceEvent.EffectEnded ended when _open.Remove(ended.Effect, out Entry? found):
                if (found.Purpose == EffectPurpose.Announce && ended.Outcome is Core.Actions.Outcome.Unknown)
                {
                    MaySend[found.Subject]++;
                }
                else if (found.Purpose == EffectPurpose.Step && ended.Outcome is Core.Actions.Outcome.Unknown)
                {
                    Unknown[found.Subject]++;
                }

                break;
            case MaintenanceEvent.BracketIntended intended:
                FoundSo[intended.Bracket] = intended.AlreadySo;
                EndEffectsOf(intended.Bracket);
                break;
            case MaintenanceEvent.BracketDisowned disowned:
                Excused[disowned.Bracket] = true;
                EndEffectsOf(disowned.Bracket);
                break;
            case MaintenanceEvent.OwnershipTaken taken:
                Epoch = taken.Epoch;
                foreach (Entry under in _open.Values)
                {
                    bool repeatable =
                        under.Purpose is EffectPurpose.Look or EffectPurpose.Close
                        || (
                            under.Purpose == EffectPurpose.Step && procedure.Nodes[under.Subject].Kind == NodeKind.Check
                        );
                    under.Mode = repeatable ? under.Mode : EffectMode.Observe;
                }

                break;
            case MaintenanceEvent.QuestionAsked asked:
                Asked[asked.Question.Number] = asked.Question;
                break;
            case MaintenanceEvent.QuestionAnswered { Choice: { } choice } answered:
                Answered(Asked[answered.Question], choice);
                break;
            case MaintenanceEvent.StepSkipped skipped:
                Vouched[skipped.Node] = true;
                break;
            case MaintenanceEvent.RollBackStarted { Node: > 0 } started:
                RolledBack.Add(started.Node);
                break;
            case MaintenanceEvent.StepClaimed claimed:
                Attempted[claimed.Node] = true;
                break;
            case MaintenanceEvent.StepTicked ticked:
                Attempted[ticked.Node] = true;
                break;
            case MaintenanceEvent.Rehearsed rehearsed:
                Rehearsed.Add(rehearsed.Site);
                break;
            case MaintenanceEvent.AllApproved:
                IsApproved = true;
                break;
            case MaintenanceEvent.ApprovalWithdrawn:
                IsApproved = false;
                break;
            case MaintenanceEvent.Cancelled:
                IsCancelled = true;
                break;
            case MaintenanceEvent.PointOfNoReturnWaived:
                IsWaived = true;
                break;
            case MaintenanceEvent.WindowExtended:
                IsExtended = true;
                break;
        }
    }

    internal void MomentCame(int delivery)
    {
        Moments[delivery]++;
        MaySend[delivery]++;
        GivenUp[delivery] = false;
    }

    private void Answered(Question question, Choice choice)
    {
        switch (question.Kind)
        {
            case QuestionKind.StepFailed or QuestionKind.StepInconclusive or QuestionKind.UndoFailed:
                Words[question.Subject] += choice == Choice.Retry ? 1 : 0;
                Vouched[question.Subject] |= choice is Choice.CountAsDone or Choice.Skip or Choice.Leave;
                break;
            case QuestionKind.DoesNotFit:
                Overridden[question.Subject] |= choice == Choice.StartAnyway;
                Vouched[question.Subject] |= choice == Choice.Skip;
                break;
            case QuestionKind.NotOpened:
                Excused[question.Subject] |= choice is Choice.Skip;
                break;
            case QuestionKind.ChangeFailed:
                Vouched[question.Subject] |= choice == Choice.CarryOn;
                break;
            case QuestionKind.PoolFloor:
                FloorsBroken += choice == Choice.StartAnyway ? 1 : 0;
                FloorWaived[question.Subject] |= choice == Choice.StartAnyway;
                Excused[question.Subject] |= choice == Choice.Skip;
                break;
            case QuestionKind.NotDelivered:
                GivenUp[question.Subject] |= choice == Choice.Leave;
                break;
        }
    }

    private void EndEffectsOf(int bracket)
    {
        foreach ((int effect, Entry entry) in _open)
        {
            if (
                entry.Subject == bracket
                && entry.Purpose is EffectPurpose.Look or EffectPurpose.Open or EffectPurpose.Close
                && entry.Subject == bracket
            )
            {
                _open.Remove(effect);
                return;
            }
        }
    }

    /// <summary>An effect as the events tell it.</summary>
    internal sealed record Entry(EffectPurpose Purpose, int Subject, int Attempt)
    {
        internal EffectMode Mode { get; set; } = EffectMode.Apply;

        internal int Repeats { get; set; }
    }
}
