using System.Text.RegularExpressions;
using Lull.Core.Plans;

namespace Lull.Core.Findings;

/// <summary>What happens when something fails: undo, roll back, tries and questions.</summary>
internal static partial class FailureFindings
{
    private static readonly string[] KnownNames =
    [
        "host",
        "n",
        "url",
        "address",
        "marker",
        "maintenance",
        "site",
        "item",
        "pool",
    ];

    internal static ValueList<FindingRule> Rules { get; } =
    [
        new()
        {
            Code = "LULL1601",
            Name = "no-rollback",
            Severity = Severity.Warning,
            Title = "Nothing says how the change is undone",
            Why =
                "The plan rolls back by undoing its steps, and no step says how. When it goes wrong, somebody will have to invent a roll back "
                + "at night.",
            WhatToDo =
                "Give the steps that change something an `undo:`. Or write a `rollback:` block. Or say why there is none: "
                + "`rollback: { none: because … }`.",
            Example = """
                change:
                  - title: Deploy the new revision
                    shell.run: deploy engine 4.2
                rollback: undo
                """,
            WhenToWaive = "Rather write `rollback: { none: … }`: reviewers see it in its place.",
            Look = NoRollback,
        },
        new()
        {
            Code = "LULL1602",
            Name = "undo-needs-artefact",
            Severity = Severity.Warning,
            Title = "An undo needs something that no step makes",
            Why =
                "The roll back asks for a backup or another artefact, but no step before it makes one. That is found out at the worst moment.",
            WhatToDo = "Write the step that makes it, with `makes:` and a name, and ask for it by that name.",
            Example = """
                change:
                  - title: Deploy the new revision
                    shell.run: deploy engine 4.2
                    undo: { shell.run: "restore-config {backup}" }
                """,
            WhenToWaive = "When it is made outside the maintenance, such as a nightly backup: say which.",
            Look = MissingArtefacts,
        },
        new()
        {
            Code = "LULL1603",
            Name = "retry-of-unsafe-action",
            Severity = Severity.Warning,
            Title = "An action that may not be repeated is tried again",
            Why =
                "Nothing tells whether the first try of this action arrived, or doing it twice hurts. Lull never repeats it without a "
                + "person's word, so `retry:` only helps when the failure is certain, and may do harm even then.",
            WhatToDo = "Take `retry:` out, or use an action that says what state is wanted.",
            Example = """
                change:
                  - title: Move the schema
                    shell.run: migrate --to 42
                    retry: { times: 2 }
                """,
            WhenToWaive = "When the command itself may be repeated safely.",
            Look = UnsafeRetries,
        },
        new()
        {
            Code = "LULL1604",
            Name = "unsafe-action-without-question",
            Severity = Severity.Warning,
            Title = "An action that may not be repeated fails without asking anybody",
            Why =
                "When it fails half way, nobody knows what it left behind, and the plan neither asks nor undoes it: it goes on, or gives the "
                + "host back as it is.",
            WhatToDo = "Leave `on-failure:` out, so that somebody is asked, or give the step an `undo:`.",
            Example = """
                change:
                  - title: Move the schema
                    shell.run: migrate --to 42
                    on-failure: continue
                """,
            WhenToWaive = "When its failure is harmless, such as collecting logs.",
            Look = UnsafeFailures,
        },
    ];

    /// <summary>True when anything in the plan says how something is undone.</summary>
    internal static bool HasAnyRollback(PlanReading reading) =>
        reading.Plan.Rollback is not Rollback.Undo
        || reading.Steps.Any(place => place.Step.Undo.Count > 0 || place.Step is Step.Rolling { Rollback.Count: > 0 });

    /// <summary>A step that changes something in the window: a person's work other than looking, or an action that is no check.</summary>
    internal static bool IsChange(PlanReading reading, StepPlace place) =>
        place.Phase is PhaseKind.Change && place.Step.IsWork(reading);

    /// <summary>True when the step or a block around it says how it is undone, or why it need not be.</summary>
    internal static bool CanBeUndone(StepPlace place) =>
        place
            .WithAround()
            .Any(step =>
                step.Undo.Count > 0 || step.NoUndoBecause.Length > 0 || step is Step.Rolling { Rollback.Count: > 0 }
            );

    private static IEnumerable<Remark> NoRollback(PlanReading reading)
    {
        StepPlace[] changes = [.. reading.Leaves.Where(place => IsChange(reading, place))];
        if (changes.Length == 0 || HasAnyRollback(reading) || changes.All(CanBeUndone))
        {
            yield break;
        }

        string[] items =
        [
            .. reading
                .Items.Where(item => changes.Any(place => reading.ItemOf(place) == item))
                .Select(item => item.Title),
        ];
        yield return new Remark(
            reading.Plan.Rollback.Where.Line == 0 ? changes[0].Step.Where : reading.Plan.Rollback.Where,
            items.Length == 0
                ? $"Nothing says how the change is undone: no step has an undo, from '{changes[0].Step.Name()}' on"
                : $"Nothing says how the change is undone: not for {Words.Quoted(items)}",
            "give the steps an 'undo:', write a 'rollback:' block, or say 'rollback: { none: because … }'"
        );
    }

    private static IEnumerable<Remark> MissingArtefacts(PlanReading reading)
    {
        HashSet<string> known =
        [
            .. KnownNames,
            .. reading.Written.Select(place => place.Step.Makes).Where(name => name.Length > 0),
            .. reading.Site?.Hosts.SelectMany(host => host.Values).Select(value => value.Name) ?? [],
        ];
        bool backupIsMade = reading.Leaves.Any(place =>
            place.Step.Makes.Length > 0 || MakesBackup.IsMatch(AllWords(place.Step))
        );
        foreach (Step undo in Reversals(reading))
        {
            string words = AllWords(undo);
            string? missing = Placeholder
                .Matches(words)
                .Select(match => match.Groups["name"].Value)
                .FirstOrDefault(name => !known.Contains(name));
            if (missing is not null)
            {
                yield return new Remark(
                    undo.Where,
                    $"'{undo.Name()}' asks for '{{{missing}}}', and no step makes it",
                    $"give the step that makes it 'makes: {missing}'"
                );
            }
            else if (!backupIsMade && AsksForBackup.Match(words) is { Success: true } match)
            {
                yield return new Remark(
                    undo.Where,
                    $"'{undo.Name()}' wants to '{match.Value}', and no step makes one",
                    "write the step that makes it, with 'makes: backup', and ask for '{backup}'"
                );
            }
        }
    }

    /// <summary>Every step that reverses something: undos, and the roll backs of the plan and of rolling blocks.</summary>
    private static IEnumerable<Step> Reversals(PlanReading reading) =>
        reading
            .Steps.SelectMany(place =>
                place.Step is Step.Rolling rolling ? place.Step.Undo.Concat(rolling.Rollback) : place.Step.Undo
            )
            .SelectMany(Inside)
            .Concat(reading.RollbackSteps.Select(place => place.Step));

    private static IEnumerable<Step> Inside(Step step) => step.Parts().SelectMany(Inside).Prepend(step);

    private static string AllWords(Step step) =>
        step.Call() is { } call
            ? $"{step.Text()}\n{string.Join('\n', SecretFindings.Texts(call.Arguments).Select(text => text.Value))}"
            : step.Text();

    private static IEnumerable<Remark> UnsafeRetries(PlanReading reading) =>
        UnsafeActions(reading)
            .Where(place => place.Step.Retry.Times > 0)
            .Select(place => new Remark(
                place.Step.Where,
                $"'{place.Step.Name()}' is to be tried again, but '{place.Step.Call()}' may not be repeated without a person's word",
                "take 'retry:' out"
            ));

    private static IEnumerable<Remark> UnsafeFailures(PlanReading reading) =>
        UnsafeActions(reading)
            .Where(place =>
                place.Step.OnFailure is OnFailure.Continue
                || (
                    place.Step.OnFailure is OnFailure.Stop or OnFailure.RollBack or OnFailure.RollBackAll
                    && reading.Plan.Rollback is Rollback.Undo
                    && !CanBeUndone(place)
                )
            )
            .Select(place => new Remark(
                place.Step.Where,
                $"When '{place.Step.Name()}' fails, nobody is asked what '{place.Step.Call()}' left behind",
                "take 'on-failure:' out, so that somebody is asked, or give the step an 'undo:'"
            ));

    private static IEnumerable<StepPlace> UnsafeActions(PlanReading reading) =>
        reading.Leaves.Where(place =>
            place.Step is Step.Action action
            && reading.TraitsOf(action.Call)
                is { Repeat: RepeatClass.Opaque, Use: ActionUse.Change or ActionUse.Bracket }
        );

    [GeneratedRegex(@"\{(?<name>[A-Za-z][A-Za-z0-9_-]*)\}", Words.English)]
    private static partial Regex Placeholder { get; }

    [GeneratedRegex(@"\brestor\w*\b[^\n]{0,60}?\b(backup|snapshot|dump|image)\b", Words.English)]
    private static partial Regex AsksForBackup { get; }

    [GeneratedRegex(@"\b(back(s|ed|ing)?[\s-]?up|snapshots?|dump|image)\b", Words.English)]
    private static partial Regex MakesBackup { get; }
}
