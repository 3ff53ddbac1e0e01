using Lull.Core.Findings;
using Lull.Core.Plans;
using Lull.Core.Procedures;
using Lull.Core.Windows;

namespace Lull.Plans.Tests;

public class ExampleTests
{
    public static TheoryData<string> Plans =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(Repository.Root, "examples"), "*.plan.yaml")
                .Select(file => Path.GetFileName(file)!),
        ];

    [Fact]
    public void The_site_reads_without_a_finding()
    {
        SiteReading reading = Site();
        Render(reading.Findings, _ => reading.Source.Text).ShouldBe("");
        reading.Site!.Hosts.Count.ShouldBe(13);
        reading
            .Site.Groups.Single(group => group.Name == "wave-2")
            .Hosts.ShouldBe(["web6", "web7", "web8", "web9", "web10"]);
        reading.Site.Hosts[2].Values.ShouldContain(new Core.Sites.NamedText("url", "http://127.0.0.1:7090/web3"));
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public void Every_plan_reads_and_fits_the_site(string file)
    {
        SiteReading site = Site();
        PlanReading reading = PlanReader.Read(
            file,
            Repository.Example(file)!,
            Catalogue.Small,
            Repository.Example,
            site.Site
        );
        Render(reading.Findings, reading.SourceOf).ShouldBe("");
        reading.Plan.ShouldNotBeNull();
        Render(PlanCheck.Bind(reading, site.Site!, Catalogue.Small), reading.SourceOf).ShouldBe("");
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public void Every_plan_compiles_on_the_site(string file)
    {
        Core.Sites.Site site = Site().Site!;
        PlanReading reading = PlanReader.Read(
            file,
            Repository.Example(file)!,
            Catalogue.Small,
            Repository.Example,
            site
        );
        Plan plan = reading.Plan!;
        var window = new Window(
            Instant.FromUtc(2026, 12, 3, 21, 0),
            Instant.FromUtc(2026, 12, 4, 5, 0),
            plan.Window.Zone.Id
        );
        Window announced = TimeResolution.Of(plan).Window([]) ?? window;
        Compilation compilation = Compiler.Compile(plan, site, Catalogue.Small, announced);
        Render(compilation is Compilation.Refused refused ? refused.Findings : [], reading.SourceOf).ShouldBe("");
    }

    [Fact]
    public void The_rolling_release_says_what_it_says()
    {
        Plan plan = Read("rolling-release.plan.yaml");
        plan.Title.ShouldBe("Roll out engine 4.2");
        plan.Window.Length.ShouldBe(Duration.FromMinutes(90));
        plan.Margin.ShouldBe(Duration.FromMinutes(5));
        var rolling = plan.Phases.Single().Steps[0].ShouldBeOfType<Step.Rolling>();
        rolling.Batches.ShouldBe([new Share.Count(1), new Share.Percent(25), new Share.Percent(50)]);
        rolling.With.Select(bracket => bracket.Call.ToString()).ShouldBe(["alerts.silence", "edge.drain"]);
        Step deploy = rolling.Steps[1];
        deploy.ShouldBeOfType<Step.Action>().Call.Arguments.TextOf("command").ShouldBe("deploy engine 4.2");
        deploy.Retry.ShouldBe(new Retry(1, Duration.FromSeconds(30)));
        deploy.OnFailure.ShouldBe(OnFailure.RollBack);
        deploy.Undo.Single().ShouldBeOfType<Step.Action>();
        var check = rolling.Steps[2].ShouldBeOfType<Step.Check>();
        check.Call.Arguments["expect"].ShouldNotBeNull();
        check.Within.ShouldBe(Duration.FromMinutes(2));
        plan.Soak!.Failures.ShouldBe(new FailureRate(3, Duration.FromMinutes(10)));
        plan.Revision.Length.ShouldBe(64);
    }

    [Fact]
    public void A_called_procedure_is_expanded_with_its_parameters_and_ids_of_its_own()
    {
        Plan plan = Read("monthly-patching.plan.yaml");
        Phase change = plan.Phases.Single(phase => phase.Kind == PhaseKind.Change);
        var first = change.Steps[0].ShouldBeOfType<Step.Sequence>();
        first.Title.ShouldBe("Wave 1");
        var rolling = first.Steps.Single().ShouldBeOfType<Step.Rolling>();
        rolling.Id.ShouldBe("wave-1/patch");
        rolling.Over.Terms.Single().ShouldBeOfType<HostTerm.Range>().To.ShouldBe(5);
        rolling.Steps[0].Tickets.Select(ticket => ticket.Key).ShouldBe(["OPS-2251", "OPS-2261"]);
        var beside = change.Steps[2].ShouldBeOfType<Step.Parallel>();
        beside.Steps[0].After.Select(after => after.Id).ShouldBe(["wave-1/patch", "smoke-1"]);
        plan.Items.Single(item => item.Id == "billing-infrastructure")
            .Tickets.Select(ticket => ticket.Key)
            .ShouldBe(["OPS-2175", "INF-1317"]);
    }

    [Fact]
    public void The_revision_covers_called_files_and_not_line_ends()
    {
        string text = Repository.Example("monthly-patching.plan.yaml")!;
        string Revision(string plan, Func<string, string?> include) =>
            PlanReader.Read("m.yaml", plan, Catalogue.Small, include).Plan!.Revision;

        string original = Revision(text, Repository.Example);
        Revision("\uFEFF" + text.ReplaceLineEndings("\r\n"), Repository.Example).ShouldBe(original);
        Revision(text + "# a comment\n", Repository.Example).ShouldNotBe(original, StringComparer.Ordinal);
        Revision(text, path => Repository.Example(path) + "# a comment\n")
            .ShouldNotBe(original, StringComparer.Ordinal);
    }

    private static Plan Read(string file) =>
        PlanReader.Read(file, Repository.Example(file)!, Catalogue.Small, Repository.Example).Plan.ShouldNotBeNull();

    private static SiteReading Site() =>
        SiteReader.Read("lab.site.yaml", Repository.Example("lab.site.yaml")!, Catalogue.Small);

    private static string Render(IEnumerable<Finding> findings, Func<Finding, string> source) =>
        string.Concat(findings.Select(finding => FindingText.Render(finding, source(finding))));
}
