using Lull.Cli.Following;
using Lull.Cli.Orders;
using Lull.Cli.Plans;
using Lull.Cli.Screens;
using Lull.Connectors;
using Lull.Core.Procedures;
using Lull.Plans;
using Lull.Reports;

namespace Lull.Cli.Tests;

public sealed class NamesTests
{
    private static readonly Procedure Demo = Compile();

    [Fact]
    public void A_step_is_found_by_number_by_path_and_by_the_end_of_its_path()
    {
        Node update = Demo.Nodes.Single(node =>
            node.Title == "Install the updates" && node.Host >= 0 && Demo.Hosts[node.Host].Name == "web3"
        );
        string end = string.Join('/', update.Path.Split('/')[^2..]);

        Named.Step(Demo, $"{update.Number}").ShouldBe(update);
        Named.Step(Demo, update.Path).ShouldBe(update);
        Named.Step(Demo, end).ShouldBe(update);
    }

    [Theory]
    [InlineData("restart", "Write more of the path")]
    [InlineData("Smoke", "Did you mean")]
    [InlineData("nothing-like-it", "'lull status --steps' lists the steps")]
    public void A_name_that_fits_none_or_several_is_answered_with_suggestions(string written, string said) =>
        Should.Throw<UsageException>(() => Named.Step(Demo, written)).Message.ShouldContain(said);

    [Theory]
    [InlineData("30m", "30m")]
    [InlineData("1h30m", "1h30m")]
    [InlineData("2d", "2d")]
    [InlineData("90m", "1h30m")]
    [InlineData("45s", "45s")]
    public void Lengths_are_read_and_written(string written, string shown) =>
        Lengths.Parse(written).Spoken().ShouldBe(shown);

    [Theory]
    [InlineData("")]
    [InlineData("30")]
    [InlineData("m30")]
    [InlineData("0m")]
    public void What_is_no_length_is_refused(string written) =>
        Should.Throw<UsageException>(() => Lengths.Parse(written)).Message.ShouldContain("30m or 1h30m");

    [Fact]
    public void A_line_is_cut_to_its_width_and_keeps_its_colours()
    {
        InkLine line = new InkLine().Add("[web1] ", "red").Add("Install the updates", "green");

        line.ToMarkup(12).ShouldBe("[red][[web1]] [/][green]Inst…[/]");
        line.ToMarkup(26).ShouldBe("[red][[web1]] [/][green]Install the updates[/]");
    }

    [Fact]
    public void What_a_terminal_would_obey_is_taken_out_of_foreign_text() =>
        new InkLine().Add("done\u001b[2J").ToMarkup(80).ShouldBe("[default]done␛[[2J[/]");

    private static Procedure Compile()
    {
        string folder = Path.Combine(Repository.Root, "examples", "demo");
        string site = Path.Combine(folder, "lab.site.yaml");
        string plan = Path.Combine(folder, "demo.plan.yaml");
        CheckedPlan files = CheckedPlan.Of(
            plan,
            File.ReadAllText(plan),
            SiteReader.Read(site, File.ReadAllText(site), ConnectorKinds.Catalogue),
            path => File.Exists(path) ? File.ReadAllText(path) : null,
            ConnectorKinds.Catalogue
        );
        return files.Compile(files.AnnouncedWindow().ShouldNotBeNull()).ShouldNotBeNull();
    }
}
