using Lull.Core.Maintenances;
using Lull.Core.Plans;
using Lull.Core.Procedures;

namespace Lull.Reports;

/// <summary>Events in words, for those who follow a maintenance. What only the engine needs says nothing.</summary>
public sealed class EventText(
    Procedure procedure,
    IReadOnlyDictionary<int, (EffectPurpose Purpose, int Subject)> effects,
    State state
)
{
    /// <summary>The sentence and how it looks; null for what people need not read.</summary>
    public (Tone Tone, string Text)? Of(MaintenanceEvent happened) =>
        happened switch
        {
            MaintenanceEvent.EffectIntended { Purpose: EffectPurpose.Step } intended => (
                Tone.Quiet,
                $"{Step(intended.Subject)}{(intended.Attempt > 1 ? $", try {intended.Attempt}" : "")} …"
            ),
            MaintenanceEvent.EffectUnclear unclear => (
                Tone.Warn,
                $"{Effect(unclear.Effect)}: {unclear.Reason} Looking."
            ),
            MaintenanceEvent.EffectRepeated repeated => (
                Tone.Plain,
                $"{Effect(repeated.Effect)} had not happened; it is done again"
            ),
            MaintenanceEvent.EffectEnded ended => Ended(ended),
            MaintenanceEvent.BracketIntended { AlreadySo: true } bracket => (
                Tone.Warn,
                $"{procedure.Brackets[bracket.Bracket].Title}: somebody did that before us; it is left so"
            ),
            MaintenanceEvent.BracketDisowned disowned => (
                Tone.Warn,
                $"{procedure.Brackets[disowned.Bracket].Title}: {disowned.By} closes it: {disowned.Reason}"
            ),
            MaintenanceEvent.StepOpened opened => Opened(opened.Node),
            MaintenanceEvent.StepClaimed claimed => (Tone.Plain, $"{Step(claimed.Node)}: {claimed.By} is at it"),
            MaintenanceEvent.StepTicked { Succeeded: true } ticked => (
                Tone.Good,
                $"{Step(ticked.Node)}: done{Said(ticked.Evidence)}"
            ),
            MaintenanceEvent.StepTicked ticked => (Tone.Bad, $"{Step(ticked.Node)}: failed{Said(ticked.Evidence)}"),
            MaintenanceEvent.StepApproved approved => (Tone.Good, $"{Step(approved.Node)}: approved by {approved.By}"),
            MaintenanceEvent.StepSkipped skipped => (
                Tone.Warn,
                $"{Step(skipped.Node)}: left out{Said(skipped.Reason)}"
            ),
            MaintenanceEvent.StepOverdue overdue => (Tone.Warn, $"{Step(overdue.Node)} is overdue"),
            MaintenanceEvent.StepAdded added => (
                Tone.Plain,
                $"Step a{added.Number} added: {added.Title}{(added.Role.Length > 0 ? $", for {added.Role}" : "")}"
            ),
            MaintenanceEvent.AddedStepDone done => (
                Tone.Good,
                $"Step a{done.Number}{(state.AddedSteps.ElementAtOrDefault(done.Number - 1) is { } one ? $" {one.Title}" : "")}: done{Said(done.Evidence)}"
            ),
            MaintenanceEvent.QuestionAsked asked => (
                Tone.Warn,
                $"Question {asked.Question.Number}: {asked.Question.Text}"
            ),
            MaintenanceEvent.QuestionAnswered answered => (
                Tone.Plain,
                answered.Choice is { } choice
                    ? $"Question {answered.Question}: {Names.OfChoice(choice)}{Said(answered.Reason)}"
                    : $"Question {answered.Question} settled itself{Said(answered.Reason)}"
            ),
            MaintenanceEvent.ItemChanged changed => (
                Tone.Plain,
                $"Item '{procedure.Items[changed.Item].Title}': {Names.OfItem(changed.State)}{Said(changed.Reason)}"
            ),
            MaintenanceEvent.Noted noted => (
                Tone.Plain,
                $"Note{(noted.Node >= 0 ? $" on {Step(noted.Node)}" : "")}: {noted.Text}"
            ),
            MaintenanceEvent.WatchFailed failed => (
                Tone.Warn,
                $"Watch '{Watch(failed.Watch)}' failed: {failed.Reason}"
            ),
            MaintenanceEvent.WatchRecovered => null,
            MaintenanceEvent.IncidentReported incident => (
                Tone.Bad,
                $"Incident of severity {incident.Severity}: {incident.Text}"
            ),
            _ => OfLife(happened),
        };

    private (Tone, string)? OfLife(MaintenanceEvent happened) =>
        happened switch
        {
            MaintenanceEvent.Proposed => (Tone.Plain, "Handed in for approval"),
            MaintenanceEvent.Approved approved => (Tone.Good, $"Approved by {approved.By} as {approved.Role}"),
            MaintenanceEvent.ApprovalWithdrawn withdrawn => (
                Tone.Warn,
                $"{withdrawn.By} took the approval as {withdrawn.Role} back{Said(withdrawn.Reason)}"
            ),
            MaintenanceEvent.Rehearsed rehearsed => (Tone.Good, $"Rehearsed on {rehearsed.Site}"),
            MaintenanceEvent.AllApproved => (Tone.Good, "Everything that must be approved is"),
            MaintenanceEvent.OwnershipTaken { Epoch: > 1 } taken => (
                Tone.Warn,
                $"Taken over by a new conductor (epoch {taken.Epoch}); what was under way is looked at first"
            ),
            MaintenanceEvent.Started => (Tone.Good, "Started"),
            MaintenanceEvent.Paused paused => (Tone.Warn, $"Paused{Said(paused.Reason)}"),
            MaintenanceEvent.Resumed => (Tone.Good, "Resumed"),
            MaintenanceEvent.WindowExtended extended => (
                Tone.Warn,
                $"The window now ends {extended.End.Spoken(Times.ZoneOf(procedure.Window.Zone))}{Said(extended.Reason)}"
            ),
            MaintenanceEvent.AbortRequested abort => (
                Tone.Bad,
                $"Stopping: nothing new starts, what is open is closed{Said(abort.Reason)}"
            ),
            MaintenanceEvent.Cancelled cancelled => (Tone.Bad, $"Cancelled{Said(cancelled.Reason)}"),
            MaintenanceEvent.RollBackStarted started => (
                Tone.Bad,
                $"Rolling back {(started.Node == 0 ? "everything" : Step(started.Node))}{Said(started.Reason)}"
            ),
            MaintenanceEvent.RolledBack => (Tone.Good, "Rolled back"),
            MaintenanceEvent.PartRolledBack part => (
                Tone.Good,
                $"Rolled back {string.Join(", ", part.Nodes.Select(Step))}"
            ),
            MaintenanceEvent.PointOfNoReturnWaived waived => (
                Tone.Warn,
                $"{waived.By} goes on past the point of no return: {waived.Reason}"
            ),
            MaintenanceEvent.Deployed => InPlace.NotOf(state) is { Count: > 0 } missing
                ? (Tone.Warn, $"Deployed, but not in place: {InPlace.Listed(missing)}")
                : (Tone.Good, "Deployed: the change is in place and verified"),
            MaintenanceEvent.SoakStarted soak => (
                Tone.Plain,
                $"Soaking until {soak.Until.Spoken(Times.ZoneOf(procedure.Window.Zone))}"
            ),
            MaintenanceEvent.SoakEnded => (Tone.Good, "The soak is over"),
            MaintenanceEvent.Ended ended => (
                ended.Ending == Ending.Done && ended.NeedsRecovery.Count == 0 ? Tone.Good : Tone.Warn,
                $"Over: {Names.OfEnding(ended.Ending)}{(ended.NeedsRecovery.Count > 0 ? $"; left for people: {string.Join("; ", ended.NeedsRecovery)}" : "")}"
            ),
            MaintenanceEvent.Refused refused => (Tone.Warn, $"Refused {refused.By}: {refused.Asked}. {refused.Reason}"),
            _ => null,
        };

    private (Tone, string)? Ended(MaintenanceEvent.EffectEnded ended)
    {
        if (!effects.TryGetValue(ended.Effect, out (EffectPurpose Purpose, int Subject) effect))
        {
            return null;
        }

        string what = Subject(effect.Purpose, effect.Subject);
        string seen = ended.Observed ? ", as a look shows" : "";
        return ended.Outcome switch
        {
            Outcome.Done done => (
                effect.Purpose == EffectPurpose.Step && procedure.Nodes[effect.Subject].Kind == NodeKind.Check
                    ? Tone.Good
                : effect.Purpose == EffectPurpose.Step ? Tone.Good
                : Tone.Plain,
                $"{what}{Done(effect.Purpose)}{seen}{Said(done.Evidence.Summary)}"
            ),
            Outcome.Failed failed => (
                Tone.Bad,
                $"{what}: {(failed.Unreachable ? "unreachable" : "failed")}{seen}{Said(failed.Reason)}"
            ),
            Outcome.Unknown unknown => (
                Tone.Warn,
                effect.Purpose == EffectPurpose.Look
                    ? $"{what}: could not be looked at{Said(unknown.Reason)}"
                    : $"{what}: nobody knows whether it happened{Said(unknown.Reason)}"
            ),
        };
    }

    private static string Done(EffectPurpose purpose) =>
        purpose switch
        {
            EffectPurpose.Step => ": done",
            EffectPurpose.Look => ": looked at",
            EffectPurpose.Open => ": open",
            EffectPurpose.Close => ": closed",
            EffectPurpose.Announce => ": told",
        };

    private (Tone, string)? Opened(int node)
    {
        Node step = procedure.Nodes[node];
        return step.Kind switch
        {
            NodeKind.Wait => (Tone.Quiet, $"{Step(node)}: waiting {step.Within.Spoken()}"),
            NodeKind.Approval => (Tone.Warn, $"{Step(node)}: waits for approval by {Role(step)}"),
            _ => (Tone.Warn, $"{Step(node)}: waits for {Role(step)}"),
        };
    }

    private string Effect(int effect) =>
        effects.TryGetValue(effect, out (EffectPurpose Purpose, int Subject) known)
            ? Subject(known.Purpose, known.Subject)
            : $"effect {effect}";

    private string Subject(EffectPurpose purpose, int subject) =>
        purpose switch
        {
            EffectPurpose.Step => Step(subject),
            EffectPurpose.Look or EffectPurpose.Open or EffectPurpose.Close => Names.OfBracket(procedure, subject),
            EffectPurpose.Announce => $"Announcement to {procedure.Deliveries[subject].Audience}",
        };

    private string Step(int node) => Names.OfStep(state.Procedure, node);

    private string Watch(int watch) => procedure.Soak!.Watches[watch].Title;

    private static string Role(Node step) => step.Role.Length > 0 ? step.Role : "anyone";

    private static string Said(string text) => string.IsNullOrWhiteSpace(text) ? "" : $" ({text.Trim()})";
}
