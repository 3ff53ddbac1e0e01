using Lull.Core.Maintenances;
using Lull.Core.Procedures;
using Lull.Engine.Conducting;

namespace Lull.Reports;

/// <summary>What a report needs beyond the last state: who did what, with which evidence, what was asked, when brackets were open.</summary>
public sealed class Chronicle
{
    private readonly Dictionary<int, StepRecord> _steps = [];
    private readonly Dictionary<int, (Instant? Opened, Instant? Closed)> _brackets = [];
    private readonly List<QuestionRecord> _questions = [];
    private readonly List<AnnouncementRecord> _announcements = [];
    private readonly List<NoteRecord> _notes = [];
    private readonly Dictionary<int, List<int>> _linesOf = [];
    private readonly Dictionary<int, Instant> _items = [];

    /// <summary>What these events tell.</summary>
    public Chronicle(IEnumerable<Published.Happened> events)
    {
        foreach (Published.Happened happened in events)
        {
            Take(happened);
        }
    }

    /// <summary>Takes the next thing that is told, in order.</summary>
    public void Take(Published published)
    {
        StoryLine? line = Story.Take(published);
        if (published is Published.Happened happened)
        {
            Record(happened);
        }

        if (line is { Tone: not Tone.Quiet })
        {
            if (published is Published.Happened { Event: { } told } && NodeOf(told) is >= 0 and int node)
            {
                if (!_linesOf.TryGetValue(node, out List<int>? lines))
                {
                    _linesOf.Add(node, lines = []);
                }

                lines.Add(Lines.Count);
            }

            Lines.Add(line);
        }
    }

    /// <summary>The last state.</summary>
    public Story Story { get; } = new();

    /// <summary>Everything that happened, in words.</summary>
    public List<StoryLine> Lines { get; } = [];

    /// <summary>Everything that was asked, in order.</summary>
    public IReadOnlyList<QuestionRecord> Questions => _questions;

    /// <summary>Everything that was told, in order.</summary>
    public IReadOnlyList<AnnouncementRecord> Announcements => _announcements;

    /// <summary>What people wrote down, in order.</summary>
    public IReadOnlyList<NoteRecord> Notes => _notes;

    /// <summary>Who did a step, and what shows it.</summary>
    public StepRecord StepOf(int node) => _steps.GetValueOrDefault(node, StepRecord.None);

    /// <summary>What happened to a step, in words and in order; costs as much as it gives.</summary>
    public IEnumerable<StoryLine> LinesOf(int node) =>
        _linesOf.TryGetValue(node, out List<int>? lines) ? lines.Select(line => Lines[line]) : [];

    /// <summary>When somebody last said in which state an item is; null when nobody did.</summary>
    public Instant? ItemSaidAt(int item) => _items.TryGetValue(item, out Instant at) ? at : null;

    /// <summary>When a bracket was opened and closed last.</summary>
    public (Instant? Opened, Instant? Closed) BracketOf(int bracket) => _brackets.GetValueOrDefault(bracket);

    /// <summary>The step that an event is about; -1 when it is about none.</summary>
    private int NodeOf(MaintenanceEvent happened) =>
        happened switch
        {
            MaintenanceEvent.EffectUnclear unclear => StepOfEffect(unclear.Effect),
            MaintenanceEvent.EffectRepeated repeated => StepOfEffect(repeated.Effect),
            MaintenanceEvent.EffectEnded ended => StepOfEffect(ended.Effect),
            MaintenanceEvent.StepOpened opened => opened.Node,
            MaintenanceEvent.StepClaimed claimed => claimed.Node,
            MaintenanceEvent.StepTicked ticked => ticked.Node,
            MaintenanceEvent.StepApproved approved => approved.Node,
            MaintenanceEvent.StepSkipped skipped => skipped.Node,
            MaintenanceEvent.StepOverdue overdue => overdue.Node,
            MaintenanceEvent.Noted noted => noted.Node,
            _ => -1,
        };

    private int StepOfEffect(int number) =>
        Story.Effects.TryGetValue(number, out (EffectPurpose Purpose, int Subject) effect)
        && effect.Purpose == EffectPurpose.Step
            ? effect.Subject
            : -1;

    private void Record(Published.Happened happened)
    {
        switch (happened.Event)
        {
            case MaintenanceEvent.BracketIntended intended:
                _brackets[intended.Bracket] = (happened.At, null);
                break;
            case MaintenanceEvent.EffectEnded ended
                when Story.Effects.TryGetValue(ended.Effect, out (EffectPurpose Purpose, int Subject) effect):
                Ended(happened.At, ended.Outcome, effect.Purpose, effect.Subject);
                break;
            case MaintenanceEvent.StepClaimed claimed:
                _steps[claimed.Node] = new StepRecord(claimed.By, "");
                break;
            case MaintenanceEvent.StepTicked ticked:
                _steps[ticked.Node] = new StepRecord(ticked.By, ticked.Evidence);
                break;
            case MaintenanceEvent.StepApproved approved:
                string before = StepOf(approved.Node).By;
                _steps[approved.Node] = new StepRecord(
                    before.Length == 0 ? approved.By : $"{before}, {approved.By}",
                    ""
                );
                break;
            case MaintenanceEvent.StepSkipped skipped:
                _steps[skipped.Node] = new StepRecord(skipped.By, skipped.Reason);
                break;
            case MaintenanceEvent.ItemChanged changed:
                _items[changed.Item] = happened.At;
                break;
            case MaintenanceEvent.QuestionAsked asked:
                _questions.Add(new QuestionRecord(happened.At, asked.Question, null, null, "", ""));
                break;
            case MaintenanceEvent.QuestionAnswered answered:
                Answered(happened.At, answered);
                break;
            case MaintenanceEvent.Noted noted:
                _notes.Add(new NoteRecord(happened.At, noted.By, noted.Text, noted.Node));
                break;
            default:
                break;
        }
    }

    private void Answered(Instant at, MaintenanceEvent.QuestionAnswered answered)
    {
        int place = _questions.FindIndex(one => one.Question.Number == answered.Question);
        if (place >= 0)
        {
            _questions[place] = _questions[place] with
            {
                AnsweredAt = at,
                Choice = answered.Choice,
                By = answered.By,
                Reason = answered.Reason,
            };
        }
    }

    private void Ended(Instant at, Outcome outcome, EffectPurpose purpose, int subject)
    {
        string said = outcome switch
        {
            Outcome.Done done => done.Evidence.Summary,
            Outcome.Failed failed => failed.Reason,
            Outcome.Unknown unknown => unknown.Reason,
        };
        switch (purpose)
        {
            case EffectPurpose.Step:
                Node node = Story.State.Procedure.Nodes[subject];
                _steps[subject] = new StepRecord("", said);
                if (node.Kind == NodeKind.Delivery)
                {
                    _announcements.Add(new AnnouncementRecord(at, node.Audience, node.Text, said));
                }

                break;
            case EffectPurpose.Announce:
                ProcedureDelivery delivery = Story.State.Procedure.Deliveries[subject];
                _announcements.Add(new AnnouncementRecord(at, delivery.Audience, delivery.Message, said));
                break;
            case EffectPurpose.Close when outcome is Outcome.Done:
                _brackets[subject] = (_brackets.GetValueOrDefault(subject).Opened, at);
                break;
            case EffectPurpose.Look or EffectPurpose.Open or EffectPurpose.Close:
                break;
        }
    }
}

/// <summary>Who did a step, and what shows it.</summary>
public sealed record StepRecord(string By, string Evidence)
{
    /// <summary>Nobody, nothing.</summary>
    public static StepRecord None { get; } = new("", "");
}

/// <summary>A question and what became of it.</summary>
public sealed record QuestionRecord(
    Instant AskedAt,
    Question Question,
    Instant? AnsweredAt,
    Choice? Choice,
    string By,
    string Reason
);

/// <summary>A message that went out, or did not.</summary>
public sealed record AnnouncementRecord(Instant At, string Audience, string Message, string Evidence);

/// <summary>What somebody wrote down; about no step when the node is -1.</summary>
public sealed record NoteRecord(Instant At, string By, string Text, int Node);
