using System.Globalization;
using Lull.Core.Common;
using Lull.Core.Findings;
using Lull.Core.Plans;
using static Lull.Core.Tests.Findings.Draft;

namespace Lull.Core.Tests.Findings;

public static class FindingRuleTests
{
    public static TheoryData<string> Names => [.. FindingCatalogue.All.Select(rule => rule.Name)];

    [Fact]
    public static void Every_rule_has_a_case() =>
        FindingCases
            .All.Keys.Order(StringComparer.Ordinal)
            .ShouldBe(FindingCatalogue.All.Select(rule => rule.Name).Order(StringComparer.Ordinal));

    [Fact]
    public static void Codes_and_names_are_used_once()
    {
        FindingCatalogue.All.Select(rule => rule.Code).ShouldBeUnique(StringComparer.OrdinalIgnoreCase);
        FindingCatalogue.All.Select(rule => rule.Name).ShouldBeUnique(StringComparer.OrdinalIgnoreCase);
        FindingCatalogue.All.ShouldAllBe(rule =>
            rule.Code.StartsWith("LULL1", StringComparison.Ordinal) && rule.Code.Length == 8
        );
    }

    [Theory, MemberData(nameof(Names))]
    public static void A_rule_finds_its_fault_and_says_what_to_do(string name)
    {
        FindingCase faulty = FindingCases.All[name];
        Finding[] found = Found(faulty, faulty.Faulty);

        found.ShouldNotBeEmpty();
        found.ShouldAllBe(finding => finding.Hint.Length > 0 && !finding.Message.EndsWith('.'));
    }

    [Theory, MemberData(nameof(Names))]
    public static void A_rule_is_silent_about_a_plan_without_its_fault(string name) =>
        Found(FindingCases.All[name], FindingCases.All[name].Mended).ShouldBeEmpty();

    [Theory, MemberData(nameof(Names))]
    public static void A_waiver_with_a_reason_is_kept_with_the_finding(string name)
    {
        FindingCase faulty = FindingCases.All[name];
        FindingRule rule = FindingCatalogue.Find(name)!;
        Plan waiving = faulty.Faulty with
        {
            Waivers = [.. faulty.Faulty.Waivers, new Waiver(rule.Code, "We know.", default)],
        };

        Found(faulty, waiving).ShouldAllBe(finding => finding.IsWaived == rule.CanBeWaived);
    }

    [Fact]
    public static void A_plan_of_more_work_than_a_calendar_holds_is_looked_at_like_any_other()
    {
        var decade = Estimate.Of(Duration.FromDays(3_660));
        Step step = Manual("Do it") with { Estimate = decade, Undo = [Manual("Back") with { Estimate = decade }] };
        var rolling = new Step.Rolling
        {
            Over = new HostSelection([new HostTerm.Named("web", default)], default),
            Steps = [step],
            Pause = decade.High,
        };
        Plan plan = Plan([
            .. Enumerable.Repeat(step, 8_000),
            rolling,
            new Step.Wait(decade.High, Until: null),
            rolling with
            {
                Rollback = [rolling],
            },
        ]);

        Lint.Check(plan, Production, Connectors)
            .Single(finding => finding.Code == "LULL1101")
            .Message.ShouldBe("By the estimates the change phase ends more than a thousand years after the window");
        Lint.Check(plan with { Window = Sunday with { Length = null } }, Production, Connectors)
            .Single(finding => finding.Code == "LULL1001")
            .Hint.ShouldBe("write 'length:' with the time that was announced, such as 4h");
    }

    [Fact]
    public static void Errors_cannot_be_waived_but_a_freeze_which_is_called_by_people_and_lifted_by_them() =>
        FindingCatalogue
            .All.Where(rule => rule.Severity is Severity.Error && rule.CanBeWaived)
            .Select(rule => rule.Name)
            .ShouldBe(["window-in-freeze"]);

    [Theory]
    [InlineData("open-question")]
    [InlineData("item-without-ticket")]
    [InlineData("blank-left")]
    [InlineData("step-without-owner")]
    public static void A_site_can_count_a_finding_as_an_error_until_it_is_mended_or_waived(string name)
    {
        FindingCase faulty = FindingCases.All[name];
        FindingRule rule = FindingCatalogue.Find(name)!;
        FindingCase strict = faulty with { Site = Draft.Production with { Errors = [rule.Code] } };
        Plan waiving = faulty.Faulty with { Waivers = [new Waiver(name, "Ana decided so.", default)] };

        Found(faulty, faulty.Faulty).ShouldAllBe(finding => finding.Severity == rule.Severity);
        Found(strict, faulty.Faulty).ShouldAllBe(finding => finding.Severity == Severity.Error && !finding.IsWaived);
        Found(strict, faulty.Mended).ShouldBeEmpty();
        Found(strict, waiving).ShouldAllBe(finding => finding.WaivedBecause == "Ana decided so.");
    }

    [Fact]
    public static void Findings_come_in_the_order_of_the_file()
    {
        Plan plan = Draft.Plan(
            Draft.Manual("Drain the pool") with
            {
                Where = new SourceSpan("may.yaml", 9, 5, 3),
            },
            Draft.Manual("Turn off alerting") with
            {
                Where = new SourceSpan("may.yaml", 4, 5, 3),
            }
        );

        Lint.Check(plan, site: null, Draft.Connectors).Select(finding => finding.Where.Line).ShouldBeInOrder();
    }

    [Fact]
    public static void What_is_said_about_each_case_stays_as_it_was_accepted() =>
        Accepted.Check(
            "findings.txt",
            string.Join(
                "\n",
                FindingCatalogue.All.Select(rule =>
                    string.Concat(
                        Found(FindingCases.All[rule.Name], FindingCases.All[rule.Name].Faulty).Select(Rendered)
                    )
                )
            )
        );

    internal static string Rendered(Finding finding) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{finding.Code} {finding.Severity.ToString().ToLowerInvariant()}: {finding.Message}\n  hint: {finding.Hint}\n"
        );

    private static Finding[] Found(FindingCase each, Plan plan) =>
        [
            .. Lint.Check(plan, each.Site, Draft.Connectors, each.Now)
                .Where(finding => FindingCatalogue.Find(finding.Code)!.Name == each.Rule),
        ];
}
