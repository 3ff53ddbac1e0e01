using System.Text.RegularExpressions;
using Lull.Core.Plans;

namespace Lull.Core.Findings;

/// <summary>The order of steps, as far as words and shared things show it.</summary>
internal static partial class OrderFindings
{
    internal static ValueList<FindingRule> Rules { get; } =
    [
        new()
        {
            Code = "LULL1301",
            Name = "step-number-reference",
            Severity = Severity.Warning,
            Title = "A text refers to a step by its number",
            Why =
                "Numbers change as soon as a step is put in, and lists lose them when they are copied. Then \"step 3\" is another step, "
                + "perhaps another backup.",
            WhatToDo =
                "Name the step by its title. For what a step made, give it `makes: backup` and write `{backup}`; for order, give it "
                + "an `id:` and write `after: [id]`.",
            Example = """
                rollback:
                  - title: Restore
                    manual: Restore the backup taken in step 3.
                """,
            WhenToWaive = "When the number belongs to another document that keeps its numbers.",
            Look = StepNumbers,
        },
        new()
        {
            Code = "LULL1302",
            Name = "change-opened-twice",
            Severity = Severity.Warning,
            Title = "The change is opened in two places",
            Why =
                "Two steps open a change request for the same maintenance. Approvals end up on one of them and the work on the other.",
            WhatToDo = "Open it once, and let the later step update or present it.",
            Example = """
                prepare:
                  - { title: Open the change request and prepare for CAB, manual: In the change system. }
                  - { title: Validate on staging, manual: The whole plan. }
                change:
                  - { title: Open the ops change and join the CAB review, manual: In the change system. }
                """,
            WhenToWaive = "When two change requests are meant, for two systems: say which.",
            Look = ChangesOpenedTwice,
        },
        new()
        {
            Code = "LULL1303",
            Name = "sent-before-prepared",
            Severity = Severity.Warning,
            Title = "A notice is sent before it is prepared",
            Why = "The step that tells people stands before the step that writes what they are told.",
            WhatToDo = "Move the step that prepares the notice in front of the one that sends it.",
            Example = """
                prepare:
                  - { title: Notify customers about the window, manual: By the portal. }
                  - { title: Prepare the notification to customers, manual: Use the template. }
                """,
            WhenToWaive = "When two different notices are meant: say which.",
            Look = SentBeforePrepared,
        },
        new()
        {
            Code = "LULL1304",
            Name = "shared-without-order",
            Severity = Severity.Warning,
            Title = "Two tracks touch one thing at the same time",
            Why =
                "Nothing makes either of them wait for the other, and both touch the same service, the same gateway or the same host. "
                + "What one relies on, the other may change under it.",
            WhatToDo =
                "Say which comes first: give that step an `id:` and the other `after: [id]`, or put them into one track.",
            Example = """
                change:
                  - parallel:
                      - title: Upgrade the balancer of SFTP
                        manual: Basic to standard.
                        touches: [sftp]
                      - title: Patch the SFTP servers
                        manual: One after the other.
                        touches: [sftp]
                """,
            WhenToWaive = "When both may happen at the same time, and somebody has tried that.",
            Look = SharedWithoutOrder,
        },
    ];

    private static IEnumerable<Remark> StepNumbers(PlanReading reading)
    {
        foreach (StepPlace place in reading.Steps.Concat(reading.RollbackSteps).Concat(Undos(reading)))
        {
            if (StepNumber.Match($"{place.Step.Text()}\n{place.Step.Notes}") is { Success: true } match)
            {
                yield return new Remark(
                    place.Step.Where,
                    $"'{place.Step.Name()}' refers to '{match.Value[1..].Trim()}', and steps have no numbers that last",
                    "name the step by its title, or what it made by 'makes:' and '{name}'"
                );
            }
        }
    }

    private static IEnumerable<StepPlace> Undos(PlanReading reading) =>
        reading.Steps.SelectMany(place => PlanReading.Places(place.Step.Undo, place.Phase, place.Around));

    private static IEnumerable<Remark> ChangesOpenedTwice(PlanReading reading)
    {
        StepPlace[] openings =
        [
            .. reading.Leaves.Where(place =>
                place.Step is Step.Manual or Step.Action && OpensChange.IsMatch(place.Step.Text())
            ),
        ];
        return openings
            .Skip(1)
            .Select(again => new Remark(
                again.Step.Where,
                $"'{again.Step.Name()}' opens a change, and '{openings[0].Step.Name()}' has already opened one",
                "open it once; let this step update it, or name the two changes apart"
            ));
    }

    private static IEnumerable<Remark> SentBeforePrepared(PlanReading reading)
    {
        StepPlace[] leaves = [.. reading.Leaves];
        for (int i = 1; i < leaves.Length; i++)
        {
            if (!Prepares.IsMatch(leaves[i].Step.Text()))
            {
                continue;
            }

            HashSet<string> told = Audiences(leaves[i].Step);
            StepPlace? sending = leaves[..i]
                .FirstOrDefault(place => Tells(place.Step) && Audiences(place.Step).Overlaps(told));
            bool preparedBefore = leaves[..i]
                .Any(place => Prepares.IsMatch(place.Step.Text()) && Audiences(place.Step).Overlaps(told));
            if (sending is not null && !preparedBefore)
            {
                yield return new Remark(
                    leaves[i].Step.Where,
                    $"'{leaves[i].Step.Name()}' comes after '{sending.Step.Name()}', which sends it",
                    "move it in front of that step"
                );
            }
        }
    }

    private static bool Tells(Step step) =>
        (step is Step.Announce || Sends.IsMatch(step.Text())) && !IsOver.IsMatch(step.Text());

    private static HashSet<string> Audiences(Step step)
    {
        string text = step is Step.Announce announce ? $"{step.Text()} {string.Join(' ', announce.To)}" : step.Text();
        return [.. Audience.Matches(text).Select(match => match.Groups["who"].Value.ToUpperInvariant())];
    }

    private static IEnumerable<Remark> SharedWithoutOrder(PlanReading reading)
    {
        Use[] uses = [.. reading.Steps.SelectMany(place => UsesOf(reading, place))];
        var said = new HashSet<(string, Step, Step)>();
        for (int i = 0; i < uses.Length; i++)
        {
            for (int j = i + 1; j < uses.Length; j++)
            {
                if (
                    uses[i].Thing == uses[j].Thing
                    && !(uses[i].IsBracket && uses[j].IsBracket)
                    && reading.Order.OverlappingTracks(uses[i].Place, uses[j].Place) is var (one, other)
                    && said.Add((uses[i].Thing, one, other))
                )
                {
                    yield return new Remark(
                        uses[j].Place.Step.Where,
                        $"'{uses[i].Place.Step.Name()}' and '{uses[j].Place.Step.Name()}' both touch '{uses[i].Thing}', and neither waits "
                            + "for the other",
                        "say which comes first: 'after: [id]' on the later one"
                    );
                }
            }
        }

        foreach (Remark remark in ItemsWithoutSteps(reading))
        {
            yield return remark;
        }
    }

    private static IEnumerable<Use> UsesOf(PlanReading reading, StepPlace place)
    {
        foreach (string thing in place.Step.Touches)
        {
            yield return new Use(thing, place, IsBracket: false);
        }

        if (place.Step.Item.Length > 0 && reading.ItemOf(place) is { } item)
        {
            foreach (
                string thing in item.Touches.Where(thing => !place.Step.Touches.Contains(thing, StringComparer.Ordinal))
            )
            {
                yield return new Use(thing, place, IsBracket: false);
            }
        }

        foreach (
            string connection in place
                .Step.With.Select(bracket => bracket.Call.Connection)
                .Distinct(StringComparer.Ordinal)
        )
        {
            yield return new Use(connection, place, IsBracket: true);
        }

        if (place.Step is Step.Rolling || place.Step.IsWork(reading))
        {
            foreach (string host in reading.Hosts.Of(place.Step is Step.Rolling rolling ? rolling.Over : place.Step.On))
            {
                yield return new Use(host, place, IsBracket: false);
            }
        }
    }

    /// <summary>Items that share a thing, when at least one of them has no steps that could be ordered.</summary>
    private static IEnumerable<Remark> ItemsWithoutSteps(PlanReading reading)
    {
        Item[] items = [.. reading.Items.Where(item => item.Touches.Count > 0)];
        for (int i = 0; i < items.Length; i++)
        {
            for (int j = i + 1; j < items.Length; j++)
            {
                string? thing = items[i].Touches.FirstOrDefault(items[j].Touches.Contains);
                if (thing is not null && !(HasSteps(reading, items[i]) && HasSteps(reading, items[j])))
                {
                    yield return new Remark(
                        items[j].Where,
                        $"The items '{items[i].Title}' and '{items[j].Title}' both touch '{thing}', and nothing says which comes first",
                        "write their steps in the order that is meant"
                    );
                }
            }
        }
    }

    private static bool HasSteps(PlanReading reading, Item item) =>
        reading.Written.Any(place => reading.ItemOf(place) == item);

    /// <summary>One step's use of one thing.</summary>
    private sealed record Use(string Thing, StepPlace Place, bool IsBracket);

    [GeneratedRegex(@"[^\n]\bsteps?\s+(no\.?\s*|number\s+)?#?\d+(\.\d+)*\b", Words.English)]
    private static partial Regex StepNumber { get; }

    [GeneratedRegex(
        @"\b(open|raise|create|submit|file)\s[^.;\n]{0,40}?\b(change(\s(request|record|ticket))?|rfc)\b",
        Words.English
    )]
    private static partial Regex OpensChange { get; }

    [GeneratedRegex(
        @"^\W*(prepare|draft|write|compose)\b[^.;\n]{0,60}?\b(notifications?|notices?|announcements?|e-?mails?|messages?)\b",
        Words.English
    )]
    private static partial Regex Prepares { get; }

    [GeneratedRegex(@"^\W*(notify|inform|tell|send|announce|publish|post|e-?mail)\b", Words.English)]
    private static partial Regex Sends { get; }

    [GeneratedRegex(@"\b(complete[d]?|finished|done|over|successful(ly)?|started|commenc\w+)\b", Words.English)]
    private static partial Regex IsOver { get; }

    [GeneratedRegex(
        @"\b(?<who>customer|client|user|stakeholder|partner|subscriber|tenant|operator|employee|staff|management|team|party|parties)s?\b",
        Words.English
    )]
    private static partial Regex Audience { get; }
}
