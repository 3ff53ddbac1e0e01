using Lull.Core.Maintenances;
using Lull.Core.Procedures;
using Lull.Core.Windows;
using Lull.Engine.Conducting;
using Lull.Plans;
using Lull.Server.Catalogue;
using Lull.Server.Tests.Kit;

namespace Lull.Server.Tests.Status;

/// <summary>The life of one maintenance, event by event, as its card tells it.</summary>
internal sealed class Life
{
    /// <summary>A site whose every name is found again wherever it leaks to.</summary>
    internal const string Site = """
        site: zoo
        hosts:
          "zq-node[1-3]": { address: 127.0.0.1 }
        groups:
          quails: "zq-node[1-3]"
        pools:
          order-desk: { hosts: quails, floor: 30% }
        connections:
          shell: { kind: shell }
        people:
          wilhelmina: { name: Wilhelmina Quackenbush, roles: [keeper], zone: Europe/Lisbon }
          ottokar: { name: Ottokar Zimmerli, roles: [warden], zone: Europe/Zurich }
        """;

    private const string Plan = """
        maintenance: Renew certificates on zq-node2
        author: wilhelmina
        impact: Short pauses while zq-node[1-3] start again.
        window: { start: 2026-12-03 14:00, length: 2h, zone: America/Denver, also-show: [Asia/Kolkata, Europe/Lisbon] }
        roles:
          lead: keeper
        approvals:
          - role: warden
        change:
          - rolling: quails
            title: Frobnicate {host}
            batches: [1, 2]
            max-unavailable: 1
            steps:
              - title: Rotate the frobnicator
                shell.run: frobnicate
                undo: { shell.run: defrobnicate }
                estimate: 3m
                tickets: [QX-9911]
        rollback: undo
        """;

    private static readonly Lazy<Procedure> Compiled = new(() =>
    {
        CheckedPlan read = Running.Checked(Plan, Site);
        return read.Compile(new Window(Start, End, "America/Denver"))
            .ShouldNotBeNull(string.Join('\n', read.Findings.Select(finding => finding.Message)));
    });

    private long _sequence = 1;

    internal Life(string id = "m-abcdefgh", Func<Procedure, Procedure>? change = null)
    {
        Procedure procedure = change?.Invoke(Compiled.Value) ?? Compiled.Value;
        Card = Cards.Begin(
            MaintenanceId.Of(id),
            new MaintenanceEvent.Planned(1, procedure, Plan, Site),
            procedure.Window.Start - Duration.FromDays(20),
            1
        );
    }

    /// <summary>The window's start: 14:00 in Denver.</summary>
    internal static Instant Start { get; } = Instant.FromUtc(2026, 12, 3, 21, 0);

    /// <summary>The window's end as announced.</summary>
    internal static Instant End { get; } = Start + Duration.FromHours(2);

    internal MaintenanceCard Card { get; private set; }

    internal Life Then(Instant at, params MaintenanceEvent[] events)
    {
        foreach (MaintenanceEvent happened in events)
        {
            Card = Cards.After(Card, new Published.Happened(++_sequence, at, "ottokar", happened));
        }

        return this;
    }

    internal Life Approved() =>
        Then(
            Card.Start - Duration.FromDays(14),
            new MaintenanceEvent.Proposed("wilhelmina"),
            new MaintenanceEvent.AllApproved()
        );

    internal Life Started() =>
        Approved().Then(Card.Start + Duration.FromMinutes(1), new MaintenanceEvent.Started("wilhelmina"));

    internal Life Ended(Instant at, Ending ending, params string[] needsRecovery) =>
        Then(at, new MaintenanceEvent.Concluded(ending), new MaintenanceEvent.Ended(ending, [.. needsRecovery]));
}
