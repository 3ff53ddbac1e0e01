using Lull.Core.Plans;

namespace Lull.Core.Findings;

/// <summary>Tickets: which items they belong to, and which steps do them.</summary>
internal static class TicketFindings
{
    internal static ValueList<FindingRule> Rules { get; } =
    [
        new()
        {
            Code = "LULL1401",
            Name = "ticket-of-two-items",
            Severity = Severity.Warning,
            Title = "One ticket belongs to two items",
            Why =
                "Often a slip of copying: the ticket that the second item should name is then in no plan, and nobody misses it.",
            WhatToDo = "Correct the key of one of the two, or make one item of both.",
            Example = """
                items:
                  pdf: { title: PDF servers, tickets: [OPS-2267, OPS-153] }
                  proxy: { title: Proxy servers, tickets: [OPS-2267, OPS-135] }
                """,
            WhenToWaive = "When one ticket really asks for both.",
            Look = OfTwoItems,
        },
        new()
        {
            Code = "LULL1402",
            Name = "ticket-without-step",
            Severity = Severity.Warning,
            Title = "An item's ticket is in none of its steps",
            Why = "The steps of the item name its other tickets, so they say who does what. Nobody does this one.",
            WhatToDo = "Name the ticket in the step that does it, or take it out of the item.",
            Example = """
                items:
                  web: { title: Web servers, tickets: [OPS-2251, OPS-2261, OPS-2215] }
                change:
                  - title: Run the remediation scripts
                    manual: On every web server.
                    item: web
                    tickets: [OPS-2251, OPS-2261]
                """,
            WhenToWaive = "When the ticket is done by doing the others.",
            Look = WithoutStep,
        },
        new()
        {
            Code = "LULL1403",
            Name = "ticket-without-item",
            Severity = Severity.Note,
            Title = "A step's ticket belongs to no item",
            Why =
                "The items list what the maintenance delivers. A ticket that is in none of them is a slip of the pen, or work that nobody "
                + "listed.",
            WhatToDo = "Add the ticket to its item, or correct its key.",
            Example = """
                items:
                  web: { title: Web servers, tickets: [OPS-2251] }
                change:
                  - title: Run the remediation scripts
                    manual: On every web server.
                    item: web
                    tickets: [OPS-2215]
                """,
            WhenToWaive = "When the ticket is about the maintenance itself and not about what it delivers.",
            Look = WithoutItem,
        },
        new()
        {
            Code = "LULL1404",
            Name = "item-without-ticket",
            Severity = Severity.Warning,
            Title = "An item has no ticket",
            Why =
                "The other items have tickets. Without one, nobody outside learns that it was done, and reviewers cannot see why it is.",
            WhatToDo = "Name its ticket, or say why there is none: `no-ticket: because …`.",
            Example = """
                items:
                  app: { title: App servers, tickets: [OPS-2244] }
                  aks: { title: AKS clusters }
                """,
            WhenToWaive = "When items of this plan need no tickets as a rule.",
            Look = ItemWithoutTicket,
        },
    ];

    /// <summary>True when two keys name one ticket, whatever the case of their letters.</summary>
    internal static bool IsSame(string key, string other) => key.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<Remark> OfTwoItems(PlanReading reading)
    {
        var first = new Dictionary<string, Item>(StringComparer.OrdinalIgnoreCase);
        foreach (Item item in reading.Plan.Items)
        {
            foreach (Ticket ticket in item.Tickets)
            {
                if (!first.TryAdd(ticket.Key, item) && first[ticket.Key] != item)
                {
                    yield return new Remark(
                        ticket.Where,
                        $"{ticket.Key} is a ticket of '{first[ticket.Key].Title}' and of '{item.Title}'",
                        "correct one of the two, or waive it if one ticket asks for both"
                    );
                }
            }
        }
    }

    private static IEnumerable<Remark> WithoutStep(PlanReading reading)
    {
        foreach (Item item in reading.Items)
        {
            if (!item.Tickets.Any(ticket => IsNamed(reading, ticket)))
            {
                continue;
            }

            foreach (Ticket ticket in item.Tickets.Where(ticket => !IsNamed(reading, ticket)))
            {
                yield return new Remark(
                    ticket.Where,
                    $"{ticket.Key} of '{item.Title}' is in no step, though the item's steps name its other tickets",
                    "name it in the step that does it, or take it out of the item"
                );
            }
        }
    }

    private static IEnumerable<Remark> WithoutItem(PlanReading reading)
    {
        Ticket[] known = [.. reading.Plan.Items.SelectMany(item => item.Tickets)];
        if (known.Length == 0)
        {
            yield break;
        }

        var said = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (StepPlace place in reading.Steps)
        {
            foreach (Ticket ticket in place.Step.Tickets)
            {
                if (!known.Any(own => IsSame(own.Key, ticket.Key)) && said.Add(ticket.Key))
                {
                    string? near = Spelling.Nearest(
                        ticket.Key,
                        known.Where(own => !IsNamed(reading, own)).Select(own => own.Key)
                    );
                    yield return new Remark(
                        ticket.Where,
                        $"{ticket.Key} of '{place.Step.Name()}' is a ticket of no item",
                        near is null ? "add it to its item, or correct its key" : $"did you mean {near}?"
                    );
                }
            }
        }
    }

    private static IEnumerable<Remark> ItemWithoutTicket(PlanReading reading)
    {
        if (!reading.Plan.Items.Any(item => item.Tickets.Count > 0))
        {
            return [];
        }

        return reading
            .Items.Where(item => item.Tickets.Count == 0 && item.NoTicketBecause.Length == 0)
            .Where(item => !reading.Steps.Any(place => place.Step.Tickets.Count > 0 && reading.ItemOf(place) == item))
            .Select(item => new Remark(
                item.Where,
                $"'{item.Title}' has no ticket",
                "name its ticket, or say why there is none with 'no-ticket:'"
            ));
    }

    /// <summary>True when a step carries the ticket or mentions it in its words.</summary>
    private static bool IsNamed(PlanReading reading, Ticket ticket) =>
        reading.Written.Any(place =>
            place.Step.Tickets.Any(own => IsSame(own.Key, ticket.Key))
            || Mentions($"{place.Step.Text()}\n{place.Step.Notes}", ticket.Key)
        );

    /// <summary>The key as a word of its own, so that OPS-22 is not found in OPS-221.</summary>
    private static bool Mentions(string text, string key)
    {
        int at = text.IndexOf(key, StringComparison.OrdinalIgnoreCase);
        return at >= 0 && (at + key.Length == text.Length || !char.IsAsciiLetterOrDigit(text[at + key.Length]));
    }
}
