using Lull.Core.Common;
using Lull.Core.Plans;
using Lull.Core.Sites;
using Lull.Core.Windows;
using static Lull.Core.Tests.Findings.Draft;

namespace Lull.Core.Tests.Findings;

/// <summary>For every rule a plan that it finds fault with, and one that differs in the fault alone.</summary>
internal static class FindingCases
{
    internal static IReadOnlyDictionary<string, FindingCase> All { get; } =
        new[]
        {
            OfTimes(),
            OfWork(),
            OfBrackets(),
            OfOrder(),
            OfPools(),
            OfItems(),
            OfPeople(),
            OfFailures(),
            OfWaivers(),
        }
            .SelectMany(cases => cases)
            .ToDictionary(each => each.Rule, StringComparer.Ordinal);

    private static IEnumerable<FindingCase> OfTimes()
    {
        yield return new("window-without-end", Plan() with { Window = Sunday with { Length = null } }, Plan());
        yield return new("date-to-be-decided", Plan() with { Window = SomeDay }, Plan());
        yield return new(
            "fixed-time-without-date",
            Plan(Manual("Move the cable") with { NotBefore = At(4, 0) }) with
            {
                Window = SomeDay,
            },
            Plan(
                Manual("Move the cable") with
                {
                    NotBefore = new TimeExpression.Relative("window.start", 0, Hours(1)),
                }
            ) with
            {
                Window = SomeDay,
            }
        );
        yield return new("window-in-freeze", Plan(), Plan() with { Window = Sunday with { Length = Hours(4) } })
        {
            Site = Production with
            {
                Freezes =
                [
                    new Freeze(
                        "half-year",
                        Instant.FromUtc(2026, 5, 17, 8, 0),
                        Instant.FromUtc(2026, 5, 20, 8, 0),
                        "The books are closed.",
                        default
                    ),
                ],
            },
        };
        yield return new("soak-outlasts-window", Soaking(Hours(48)), Soaking(Hours(2)));
        yield return new(
            "ambiguous-midnight",
            Plan(Manual("Wave 1: Saturday evening at midnight") with { NotBefore = At(0, 0) }),
            Plan(Manual("Wave 1: Sunday 00:00") with { NotBefore = At(0, 0) })
        );
        yield return new(
            "zone-label-contradicts",
            Plan(Manual("Sunday 4:30 AM EST (2 PM IST): wave 2") with { NotBefore = At(4, 30) }),
            Plan(Manual("Sunday 4:30 AM EDT (2 PM IST): wave 2") with { NotBefore = At(4, 30) })
        );
        yield return new(
            "weekday-contradicts-date",
            Plan() with
            {
                Impact = new Impact(ImpactKind.Outage, "The shop is closed on Saturday 2026-05-17."),
            },
            Plan() with
            {
                Impact = new Impact(ImpactKind.Outage, "The shop is closed on Sunday 2026-05-17."),
            }
        );
        yield return new("lead-time-too-short", Telling(10), Telling(14));
        yield return new("lead-time-already-over", Announced(14), Announced(5))
        {
            Now = Instant.FromUtc(2026, 5, 10, 12, 0),
        };
    }

    private static Plan Soaking(Duration length) => Plan() with { Soak = new Soak { For = length } };

    private static Plan Telling(int days) =>
        Prepared(
            Manual("Tell customers about the window (2 weeks before)") with
            {
                Due = Before("window.start", days),
            }
        );

    private static Plan Announced(int days) =>
        Plan() with
        {
            Announcements =
            [
                new(new AnnouncementTrigger.At(Before("window.start", days)), ["customers"], "planned", default),
            ],
        };

    private static IEnumerable<FindingCase> OfWork()
    {
        yield return new(
            "window-shorter-than-work",
            Plan(Manual("Install the updates") with { Estimate = Takes(600) }),
            Plan(Manual("Install the updates") with { Estimate = Takes(235) })
        );
        yield return new("window-cannot-hold-rollback", Moving(400), Moving(100));
        yield return new("gate-without-slack", Gated(300), Gated(235));
        yield return new(
            "due-before-work-ends",
            Plan(Manual("Patch the web servers") with { Estimate = Takes(180), Due = At(2, 0) }),
            Plan(Manual("Patch the web servers") with { Estimate = Takes(100), Due = At(2, 0) })
        );
        yield return new(
            "timeout-below-estimate",
            Plan(Shell("deploy engine 4.2") with { Estimate = Takes(15) }),
            Plan(Shell("deploy engine 4.2") with { Estimate = Takes(15), Timeout = Hours(1) })
        );
        yield return new("due-before-its-predecessor", Meeting("release"), Meeting("kick-off"));
    }

    private static Plan Moving(int minutes) =>
        Plan(
            Manual("Move the database") with
            {
                Estimate = Takes(minutes),
                Undo = [Manual("Move it back") with { Estimate = Takes(200) }],
            }
        );

    private static Plan Gated(int minutes) =>
        Plan(
            Manual("Patch 1 to 5") with
            {
                Estimate = Takes(minutes),
                NotBefore = At(0, 0),
            },
            Manual("Patch 6 to 10") with
            {
                NotBefore = At(4, 30),
            }
        );

    private static Plan Meeting(string earlier) =>
        Prepared(
            Manual("Tell the cloud team") with
            {
                Due = Before(earlier, 0),
            },
            Manual("Review meeting") with
            {
                Due = Before("code-freeze", 1),
            }
        ) with
        {
            Milestones =
            [
                new("kick-off", new TimeExpression.ToBeDecided(), default),
                new("code-freeze", new TimeExpression.ToBeDecided(), default),
                new("release", new TimeExpression.ToBeDecided(), default),
            ],
        };

    private static IEnumerable<FindingCase> OfBrackets()
    {
        yield return new(
            "bracket-as-step",
            Plan(new Step.Action(Drain.Call) { Title = "Drain shop-web1" }, Manual("Patch")),
            Plan(Block("Patch shop-web1", Manual("Patch")) with { With = [Drain] })
        );
        yield return new(
            "opened-never-closed",
            Plan(Manual("Pull web servers 1 to 5 out of the pool"), Manual("Patch them")),
            Plan(
                Manual("Pull web servers 1 to 5 out of the pool"),
                Manual("Patch them"),
                Manual("Put them back into the pool")
            )
        );
        yield return new(
            "rollback-leaves-open",
            Restoring(Manual("Restore the system from its backup")),
            Restoring(
                Manual("Restore the system from its backup"),
                Manual("Take the mail system out of maintenance mode")
            )
        );
    }

    private static Plan Restoring(params Step[] rollback) =>
        Plan(
            Manual("Place the mail system into maintenance mode"),
            Manual("Back up its configuration"),
            Manual("Apply the updates"),
            Manual("Take the mail system out of maintenance mode")
        ) with
        {
            Rollback = new Rollback.Block([.. rollback]),
        };

    private static IEnumerable<FindingCase> OfOrder()
    {
        yield return new(
            "step-number-reference",
            Plan(Manual("Restore", "Restore the backup taken in step 3.")),
            Plan(Manual("Restore", "Restore the backup of tonight."))
        );
        yield return new("change-opened-twice", Opening("Open the ops change and join CAB"), Opening("Join CAB"));
        yield return new(
            "sent-before-prepared",
            Prepared(Manual("Notify customers about the window"), Manual("Prepare the notification to customers")),
            Prepared(Manual("Prepare the notification to customers"), Manual("Notify customers about the window"))
        );
        yield return new("shared-without-order", Touching([]), Touching([new StepReference("balancer", default)]));
    }

    private static Plan Opening(string second) =>
        Prepared(
            Manual("Open the cloud change request and prepare for CAB"),
            Manual("Validate on staging"),
            Manual(second)
        );

    private static Plan Touching(ValueList<StepReference> after) =>
        Plan(
            Tracks(
                Manual("Upgrade the balancer of SFTP") with
                {
                    Id = "balancer",
                    Touches = ["sftp"],
                },
                Manual("Patch the SFTP servers") with
                {
                    Touches = ["sftp"],
                    After = after,
                }
            )
        );

    private static IEnumerable<FindingCase> OfPools()
    {
        yield return new("waves-without-order", Waves(5, []), Waves(5, [new StepReference("first", default)]))
        {
            Site = null,
        };
        yield return new("waves-break-pool-floor", Waves(5, []), Waves(2, []));
        yield return new("batch-breaks-pool-floor", Batched(6), Batched(5));
        yield return new("no-canary", Batched(5), Batched(1));
    }

    private static Plan Waves(int atOnce, ValueList<StepReference> after) =>
        Plan(
            Tracks(
                Rolling(Web(1, 5), Manual("Patch")) with
                {
                    Id = "first",
                    With = [Drain],
                    Batches = [new Share.Count(atOnce)],
                    NotBefore = At(0, 0),
                },
                Rolling(Web(6, 10), Manual("Patch")) with
                {
                    With = [Drain],
                    Batches = [new Share.Count(atOnce)],
                    NotBefore = At(4, 30),
                    After = after,
                }
            )
        );

    private static Plan Batched(int atOnce) =>
        Plan(Rolling(Web(1, 10), Manual("Patch")) with { With = [Drain], Batches = [new Share.Count(atOnce)] });

    private static IEnumerable<FindingCase> OfItems()
    {
        Item proxy = Item("proxy", "Proxy servers", "OPS-2267", "OPS-135");
        yield return new(
            "ticket-of-two-items",
            Plan() with
            {
                Items = [Item("pdf", "PDF servers", "OPS-2267", "OPS-153"), proxy],
            },
            Plan() with
            {
                Items = [Item("pdf", "PDF servers", "OPS-2266", "OPS-153"), proxy],
            }
        );
        yield return new("ticket-without-step", Remediating("OPS-2251"), Remediating("OPS-2251", "OPS-2215"));
        yield return new("ticket-without-item", Remediating("OPS-2251", "OPS-2251x"), Remediating("OPS-2251"));
        yield return new(
            "item-without-ticket",
            Plan() with
            {
                Items = [proxy, Item("aks", "AKS clusters")],
            },
            Plan() with
            {
                Items = [proxy, Item("aks", "AKS clusters") with { NoTicketBecause = "A script of the vendor." }],
            }
        );
        yield return new(
            "item-without-step",
            Plan() with
            {
                Items = [proxy],
            },
            Plan(Manual("Patch") with { Item = "proxy" }) with
            {
                Items = [proxy],
            }
        );
        yield return new("item-without-rollback", Undoable([]), Undoable([Manual("Put the old version back")]));
        yield return new(
            "item-without-owner",
            Plan() with
            {
                Items = [proxy with { Owner = "" }],
            },
            Plan() with
            {
                Items = [proxy],
            }
        );
        yield return new(
            "open-question",
            Plan() with
            {
                Items = [proxy],
                Questions = [new("Why is this not patched?", "proxy", default)],
            },
            Plan() with
            {
                Items = [proxy],
            }
        );
        yield return new(
            "tester-is-owner",
            Plan() with
            {
                Items = [proxy with { Tester = "platform" }],
            },
            Plan() with
            {
                Items = [proxy with { Tester = "qa" }],
            }
        );
    }

    private static Plan Remediating(params string[] tickets) =>
        Plan(Manual("Run the remediation scripts") with { Item = "web", Tickets = Tickets(tickets) }) with
        {
            Items = [Item("web", "Web servers", "OPS-2251", "OPS-2215")],
        };

    private static Plan Undoable(ValueList<Step> undo) =>
        Plan(
            Manual("Patch the proxies") with
            {
                Item = "proxy",
                Undo = undo,
            },
            Manual("Stop the DNS servers") with
            {
                Undo = [Manual("Start them again")],
            }
        ) with
        {
            Items = [Item("proxy", "Proxy servers")],
        };

    private static IEnumerable<FindingCase> OfPeople()
    {
        yield return new(
            "step-without-owner",
            Plan(Manual("Patch")),
            Plan(Block("Wave", Manual("Patch")) with { Role = "ops" })
        );
        yield return new("role-without-task", WithRole("rnd", "qa"), WithRole("ops", "qa"));
        yield return new("blank-left", Plan(Manual("Follow up with ")), Plan(Manual("Follow up with the India team")));
        yield return new("role-without-people", WithRole("ops", "database-admin"), WithRole("ops", "platform"));
        yield return new("approval-nobody-can-give", Approved("cab", "ana"), Approved("cab", "ben"));
        yield return new("approved-by-own-role", Approved("platform", "ana"), Approved("release-manager", "ana"));
        yield return new(
            "evidence-without-role",
            Plan(Manual("Place a test order") with { EvidenceRequired = true }),
            Plan(Manual("Place a test order") with { EvidenceRequired = true, Role = "ops" })
        );
    }

    private static Plan WithRole(string name, string siteRole) =>
        Plan(Manual("Patch") with { Role = "ops" }) with
        {
            Roles = [new PlanRole(name, siteRole, default)],
        };

    private static Plan Approved(string role, string author) =>
        Plan() with
        {
            Author = author,
            Approvals = [new ApprovalRule.ByRole(role, 1)],
        };

    private static IEnumerable<FindingCase> OfFailures()
    {
        yield return new(
            "no-rollback",
            Plan(Shell("deploy 4.2")),
            Plan(Shell("deploy 4.2")) with
            {
                Rollback = new Rollback.None("New."),
            }
        );
        yield return new(
            "undo-needs-artefact",
            Plan(Shell("deploy 4.2") with { Undo = [Shell("restore-config {backup}")] }),
            Plan(
                Shell("save-config") with
                {
                    Makes = "backup",
                },
                Shell("deploy 4.2") with
                {
                    Undo = [Shell("restore-config {backup}")],
                }
            )
        );
        yield return new(
            "retry-of-unsafe-action",
            Plan(Shell("migrate --to 42") with { Retry = new Retry(2, Duration.Zero) }),
            Plan(Manual("Migrate") with { Retry = new Retry(2, Duration.Zero) })
        );
        yield return new(
            "unsafe-action-without-question",
            Plan(Shell("migrate --to 42") with { OnFailure = OnFailure.Continue }),
            Plan(Shell("migrate --to 42") with { OnFailure = OnFailure.RollBack, Undo = [Shell("migrate --to 41")] })
        );
        yield return new(
            "secret-in-clear-text",
            Plan(Shell("migrate --user ops --password=Summer-2026-x")),
            Plan(Shell("migrate --user ops --password=$DB_PASSWORD"))
        );
    }

    private static IEnumerable<FindingCase> OfWaivers()
    {
        yield return new(
            "waiver-matches-nothing",
            Waiving("window-without-end-x", "Known."),
            Waiving("no-rollback", "Known.")
        );
        yield return new("waiver-refused", Waiving("no-rollback", " "), Waiving("LULL1601", "Known."));
    }

    private static Plan Waiving(string code, string because) =>
        Plan(Shell("deploy 4.2")) with
        {
            Waivers = [new Waiver(code, because, default)],
        };
}

/// <summary>A plan that a rule finds fault with, and one that it does not.</summary>
internal sealed record FindingCase(string Rule, Plan Faulty, Plan Mended)
{
    internal Lull.Core.Sites.Site? Site { get; init; } = Production;

    internal Instant? Now { get; init; }
}
