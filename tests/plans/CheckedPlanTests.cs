namespace Lull.Plans.Tests;

/// <summary>Whether a plan can run on a site.</summary>
public sealed class CheckedPlanTests
{
    private const string Plan = """
        maintenance: Monthly patching
        author: ana
        window: { start: 2026-05-17 00:00, length: 8h, zone: America/New_York }
        items:
          management: { title: Management servers, tickets: [OPS-2259], owner: lead }
          clusters: { title: Clusters, owner: lead }
        questions:
          - { question: Why are these not patched?, item: management }
        roles: { lead: release-manager }
        prepare:
          - title: Tell customer service when the page goes up
            manual: "Who tells them: TBD. When: TBD."
            role: lead
        change:
          - { title: Patch them, manual: All of them., role: lead, item: management }
          - { title: Run the script, manual: All of it., role: lead, item: clusters }
        rollback: { none: updates cannot be taken back }
        """;

    private const string Site = """
        site: production
        hosts: { web1: {} }
        people: { ana: { roles: [release-manager] } }
        errors: [open-question, blank-left, LULL1404]
        """;

    [Fact]
    public void What_a_site_wants_mended_keeps_a_plan_from_running_until_nothing_of_it_is_left_or_it_is_waived()
    {
        CheckedPlan gaps = Check(Plan, Site);
        CheckedPlan elsewhere = Check(Plan, Site[..Site.IndexOf("errors", StringComparison.Ordinal)]);
        CheckedPlan mended = Check(
            Plan.Replace(
                    "questions:\n  - { question: Why are these not patched?, item: management }\n",
                    "waive: [{ code: item-without-ticket, because: Ana keeps the script herself. }]\n",
                    StringComparison.Ordinal
                )
                .Replace("Who tells them: TBD. When: TBD.", "At 04:45.", StringComparison.Ordinal),
            Site
        );

        Errors(gaps).ShouldBe(["LULL1404", "LULL1408", "LULL1503"], ignoreOrder: true);
        gaps.CanRun.ShouldBeFalse();
        elsewhere.CanRun.ShouldBeTrue();
        mended.CanRun.ShouldBeTrue();
        mended.Findings.Single(finding => finding.IsWaived).WaivedBecause.ShouldBe("Ana keeps the script herself.");
    }

    private static CheckedPlan Check(string plan, string site) =>
        CheckedPlan.Of(
            "may.plan.yaml",
            plan,
            SiteReader.Read("production.site.yaml", site, Catalogue.Small),
            static _ => null,
            Catalogue.Small
        );

    private static IEnumerable<string> Errors(CheckedPlan check) =>
        check
            .Findings.Where(finding => finding.Severity == Core.Findings.Severity.Error)
            .Select(finding => finding.Code);
}
