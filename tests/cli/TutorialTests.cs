using System.Text.RegularExpressions;

namespace Lull.Cli.Tests;

/// <summary>The tutorial's plan is in order, and the pages show it as it is.</summary>
public sealed partial class TutorialTests
{
    [Theory]
    [InlineData("check")]
    [InlineData("show")]
    [InlineData("run", "--dry-run")]
    public async Task The_plan_of_the_tutorial_can_run(string command, params string[] options)
    {
        Directory.SetCurrentDirectory(Repository.Root);

        Line line = await Line.RunAsync([command, "examples/tutorial/shop.plan.yaml", .. options]);

        line.Error.ShouldBe("");
        line.Code.ShouldBe(ExitCode.Done);
    }

    [Theory]
    [InlineData("README.md", 1)]
    [InlineData("docs/tutorial.md", 2)]
    public void A_page_shows_files_as_they_are(string page, int count)
    {
        MatchCollection shown = Shown().Matches(File.ReadAllText(Path.Combine(Repository.Root, page)));
        shown.Count.ShouldBe(count);
        foreach (Match each in shown)
        {
            string file = Path.Combine(Repository.Root, each.Groups["file"].Value);
            each.Groups["text"].Value.ShouldBe(File.ReadAllText(file), each.Groups["file"].Value);
        }
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/tutorial.md")]
    [InlineData("docs/operating.md")]
    [InlineData("docs/recovering.md")]
    [InlineData("docs/acceptance.md")]
    [InlineData("docs/findings/README.md")]
    [InlineData("docs/findings/reading.md")]
    public void Every_link_to_a_file_leads_somewhere(string page)
    {
        string path = Path.Combine(Repository.Root, page);
        Link()
            .Matches(File.ReadAllText(path))
            .Select(link => link.Groups["to"].Value.Split('#')[0])
            .Where(to => to.Length > 0 && !to.Contains("://", StringComparison.Ordinal))
            .ShouldAllBe(to => Path.Exists(Path.Combine(Path.GetDirectoryName(path)!, to)));
    }

    [GeneratedRegex(@"<!-- file: (?<file>[^ ]+) -->\n```yaml\n(?<text>[^\0]*?)```", RegexOptions.None, 1_000)]
    private static partial Regex Shown();

    [GeneratedRegex(@"\]\((?<to>[^)]+)\)", RegexOptions.None, 1_000)]
    private static partial Regex Link();
}
