using Lull.Core.Maintenances;
using Lull.Core.Procedures;

namespace Lull.Core.Forecasts;

/// <summary>One walk of the machine through virtual time. Used again for each run; not for several at once.</summary>
internal sealed class VirtualRun(Procedure procedure)
{
    /// <summary>More turns than any procedure needs in which everything succeeds; a walk that goes on is stuck.</summary>
    private const int TurnsPerNode = 16;

    private static readonly Outcome Succeeded = new Outcome.Done(Evidence.None);
    private static readonly Observation Free = new Observation.NotDone("", Evidence.None);
    private static readonly Duration MoreTime = Duration.FromDays(3650);

    private readonly MaintenanceEvent.Planned _planned = new(Machine.Rules, procedure, "", "");
    private readonly PriorityQueue<(bool IsEffect, int Number), (Instant At, int Order)> _ends = new();
    private readonly List<MaintenanceEvent> _happened = [];
    private int _order;
    private Chance _chance;
    private bool _isLate;
    private Instant? _pointOfNoReturn;

    /// <summary>Where the last walk ended.</summary>
    internal State State { get; private set; } = null!;

    /// <summary>From the start until the change is in place and everything of the plan but the soak is over.</summary>
    internal RunEnd Walk(Instant start, Chance chance)
    {
        _ends.Clear();
        _order = 0;
        _chance = chance;
        _isLate = false;
        _pointOfNoReturn = null;
        State = Machine.Begin(_planned, start);
        State.Evolve(new MaintenanceEvent.Proposed(""), start);
        State.Evolve(new MaintenanceEvent.AllApproved(), start);
        State.Evolve(new MaintenanceEvent.Started(""), start);
        Turn(Input.TimePassed.Now, start);
        for (int turn = 0; State.Stage == Stage.InProgress; turn++)
        {
            if (turn > TurnsPerNode * (procedure.Nodes.Count + procedure.Deliveries.Count) || !Step())
            {
                return new RunEnd(null, IsLate: true, _pointOfNoReturn);
            }
        }

        return new RunEnd(State.LastAt, _isLate || State.LastAt > procedure.Window.End, _pointOfNoReturn);
    }

    private bool Step()
    {
        TimerRequest? timer = Machine.NextTimer(State);
        bool ends = _ends.TryPeek(out (bool IsEffect, int Number) next, out (Instant At, int) when);
        if (!ends && timer is null)
        {
            return false;
        }

        if (timer is { } bell && (!ends || bell.At <= when.At))
        {
            if (!_isLate && State.PointOfNoReturn <= bell.At)
            {
                BeLate(bell.At);
            }

            Turn(Input.TimePassed.Now, bell.At);
            return true;
        }

        _ends.Dequeue();
        if (next.IsEffect)
        {
            Turn(ReportOf(next.Number), when.At);
        }
        else
        {
            State.Evolve(EndOf(next.Number), when.At);
            Turn(Input.TimePassed.Now, when.At);
        }

        return true;
    }

    private Input ReportOf(int effect) =>
        State.Effects.TryGetValue(effect, out EffectState state) && state.Purpose == EffectPurpose.Look
            ? new Input.EffectObserved(effect, Free)
            : new Input.EffectReported(effect, Succeeded);

    /// <summary>Approvals come from as many people as are needed, at once.</summary>
    private MaintenanceEvent EndOf(int node)
    {
        if (procedure.Nodes[node].Kind != NodeKind.Approval)
        {
            return new MaintenanceEvent.StepTicked(node, "", Succeeded: true, "");
        }

        for (int missing = procedure.Nodes[node].Quorum; missing > 1; missing--)
        {
            State.Evolve(new MaintenanceEvent.StepApproved(node, $"{missing}"), State.LastAt);
        }

        return new MaintenanceEvent.StepApproved(node, "");
    }

    private void Turn(Input input, Instant at)
    {
        _happened.Clear();
        Machine.Turn(State, input, at, _happened);
        for (int read = 0; read < _happened.Count; read++)
        {
            switch (_happened[read])
            {
                case MaintenanceEvent.EffectIntended intended:
                    _ends.Enqueue((true, intended.Effect), (at + TimeOf(intended), _order++));
                    break;
                case MaintenanceEvent.StepOpened opened when procedure.Nodes[opened.Node].Kind != NodeKind.Wait:
                    _ends.Enqueue(
                        (false, opened.Node),
                        (at + _chance.Of(procedure.Nodes[opened.Node].Estimate), _order++)
                    );
                    break;
                case MaintenanceEvent.QuestionAsked asked:
                    Answer(asked.Question, at);
                    break;
                default:
                    break;
            }
        }

        if (!_isLate && State.PointOfNoReturn is { } point)
        {
            _pointOfNoReturn = point;
        }
    }

    private Duration TimeOf(MaintenanceEvent.EffectIntended intended) =>
        intended.Purpose switch
        {
            EffectPurpose.Step => _chance.Of(procedure.Nodes[intended.Subject].Estimate),
            EffectPurpose.Open or EffectPurpose.Close => _chance.Of(procedure.Brackets[intended.Subject].Estimate),
            EffectPurpose.Look or EffectPurpose.Announce => Duration.Zero,
        };

    private void Answer(Question question, Instant at)
    {
        if (question.Kind == QuestionKind.DoesNotFit && !_isLate)
        {
            BeLate(at);
            Machine.Turn(State, Input.TimePassed.Now, at, _happened);
            return;
        }

        Choice choice = question.Choices.Contains(Choice.StartAnyway) ? Choice.StartAnyway : question.Default;
        int folded = _happened.Count;
        Questions.Answer(State, question, choice, "", "", _happened);
        for (; folded < _happened.Count; folded++)
        {
            State.Evolve(_happened[folded], at);
        }

        Machine.Turn(State, Input.TimePassed.Now, at, _happened);
    }

    /// <summary>From here on this run is over too late; it goes on to see when.</summary>
    private void BeLate(Instant at)
    {
        _isLate = true;
        State.Evolve(new MaintenanceEvent.WindowExtended(procedure.Window.End + MoreTime, "", ""), at);
    }
}

/// <summary>How one run ended.</summary>
/// <param name="Finish">When everything but the soak was over; null when it never was.</param>
/// <param name="IsLate">True when something would not have fit the window.</param>
/// <param name="PointOfNoReturn">The last one known before the change was verified; null when there was none.</param>
internal readonly record struct RunEnd(Instant? Finish, bool IsLate, Instant? PointOfNoReturn);
