using Lull.Core.Plans;

namespace Lull.Core.Findings;

/// <summary>The items of the change: their steps, owners, testers, roll back and open questions.</summary>
internal static class ItemFindings
{
    internal static ValueList<FindingRule> Rules { get; } =
    [
        new()
        {
            Code = "LULL1405",
            Name = "item-without-step",
            Severity = Severity.Warning,
            Title = "An item has no steps",
            Why =
                "The item is part of the change, but nothing in the procedure does it. It will be open when the maintenance is to close.",
            WhatToDo = "Write its steps and give them `item:`, or mark it `state: not-doing` with a reason.",
            Example = """
                items:
                  other: { title: Other database servers, tickets: [OPS-310] }
                """,
            WhenToWaive = "When others do it by a procedure of their own, and somebody here sets its state.",
            Look = WithoutStep,
        },
        new()
        {
            Code = "LULL1406",
            Name = "item-without-rollback",
            Severity = Severity.Warning,
            Title = "An item has no roll back",
            Why =
                "Other parts of this plan can be undone; this item cannot. After a roll back it would be left in its new state.",
            WhatToDo = "Give its steps an `undo:`, or say why none is needed: `undo: { none: because … }`.",
            Example = """
                items:
                  app: { title: App servers, tickets: [OPS-311] }
                change:
                  - title: Patch the app servers
                    item: app
                    manual: Start the updates.
                  - title: Stop the unused DNS servers
                    manual: Both of them.
                    undo: [{ manual: Start them again. }]
                """,
            WhenToWaive = "When it may stay in its new state after everything else was rolled back.",
            Look = WithoutRollback,
        },
        new()
        {
            Code = "LULL1407",
            Name = "item-without-owner",
            Severity = Severity.Note,
            Title = "An item has no owner",
            Why = "When it is late, nobody knows whom to ask.",
            WhatToDo = "Give the item an `owner:`, or its steps a `role:`.",
            Example = """
                items:
                  tls: { title: Storage accounts to TLS 1.2, tickets: [OPS-312] }
                """,
            WhenToWaive = "When the lead owns everything that names nobody.",
            Look = WithoutOwner,
        },
        new()
        {
            Code = "LULL1408",
            Name = "open-question",
            Severity = Severity.Warning,
            Title = "A question is still open",
            Why = "Somebody asked it because the answer changes what has to be done.",
            WhatToDo = "Write the answer into the plan and take the question out.",
            Example = """
                items:
                  management: { title: Management servers, tickets: [OPS-313] }
                questions:
                  - { question: Why is this not patched?, item: management }
                """,
            WhenToWaive = "When the maintenance can go ahead whatever the answer is: say who decided that.",
            Look = Questions,
        },
        new()
        {
            Code = "LULL1409",
            Name = "tester-is-owner",
            Severity = Severity.Warning,
            Title = "An item is tested by the one who does it",
            Why = "The sign-off of an item counts only from somebody who did not do it.",
            WhatToDo = "Name another `tester:`.",
            Example = """
                items:
                  tls: { title: Storage accounts to TLS 1.2, tickets: [OPS-312], owner: platform, tester: platform }
                """,
            WhenToWaive = "When the role has several people and it is agreed that another one of them tests.",
            Look = TesterIsOwner,
        },
    ];

    private static IEnumerable<Remark> WithoutStep(PlanReading reading) =>
        reading
            .Items.Where(item => item.State is not ItemState.Done && !StepsOf(reading, item).Any())
            .Select(item => new Remark(
                item.Where,
                $"No step does the item '{item.Title}'",
                $"give its steps 'item: {item.Id}', or mark it 'state: not-doing' with a reason"
            ));

    private static IEnumerable<Remark> WithoutRollback(PlanReading reading)
    {
        if (!FailureFindings.HasAnyRollback(reading) || reading.Plan.Rollback is not Rollback.Undo)
        {
            yield break;
        }

        foreach (Item item in reading.Items)
        {
            StepPlace[] work = [.. StepsOf(reading, item).Where(place => FailureFindings.IsChange(reading, place))];
            if (work.Length > 0 && !work.Any(FailureFindings.CanBeUndone))
            {
                yield return new Remark(
                    item.Where,
                    $"Nothing undoes the item '{item.Title}', though other parts of the plan can be undone",
                    $"give '{work[0].Step.Name()}' an 'undo:', or 'undo: {{ none: … }}' with the reason"
                );
            }
        }
    }

    private static IEnumerable<Remark> WithoutOwner(PlanReading reading) =>
        reading
            .Items.Where(item =>
                item.Owner.Length == 0
                && item.State is not ItemState.Done
                && !StepsOf(reading, item).Any(place => reading.RoleOf(place).Length > 0)
            )
            .Select(item => new Remark(item.Where, $"Nobody owns the item '{item.Title}'", "give it an 'owner:'"));

    private static IEnumerable<Remark> Questions(PlanReading reading) =>
        reading.Plan.Questions.Select(question =>
        {
            Item? item = reading.Plan.Items.FirstOrDefault(item => item.Id == question.Item);
            return new Remark(
                question.Where,
                item is null
                    ? $"A question is open: {question.Text.Trim()}"
                    : $"A question about '{item.Title}' is open: {question.Text.Trim()}",
                "write the answer into the plan and take the question out"
            );
        });

    private static IEnumerable<Remark> TesterIsOwner(PlanReading reading) =>
        reading
            .Items.Where(item => item.Tester.Length > 0 && item.Tester == item.Owner)
            .Select(item => new Remark(
                item.Where,
                $"'{item.Title}' is owned and tested by '{item.Owner}'",
                "name another 'tester:'"
            ));

    /// <summary>The steps that name the item, stand in a block that does, or carry one of its tickets.</summary>
    private static IEnumerable<StepPlace> StepsOf(PlanReading reading, Item item) =>
        reading.Written.Where(place =>
            reading.ItemOf(place) == item
            || place.Step.Tickets.Any(ticket => item.Tickets.Any(own => TicketFindings.IsSame(own.Key, ticket.Key)))
        );
}
