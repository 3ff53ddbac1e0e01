namespace Lull.Cli.Tests;

public sealed class UsageTests
{
    [Theory]
    [InlineData("chek", ExitCode.Usage, "'chek'")]
    [InlineData("check", ExitCode.Usage, "Required argument missing")]
    [InlineData("answer", ExitCode.Usage, "What is missing is QUESTION and CHOICE.")]
    [InlineData("check nowhere.plan.yaml", ExitCode.Usage, "There is no plan 'nowhere.plan.yaml'.")]
    [InlineData(
        "check examples/demo",
        ExitCode.Usage,
        "'examples/demo' is a directory. Name one plan of it: examples/demo/demo.plan.yaml."
    )]
    [InlineData("check docs/images", ExitCode.Usage, "No plan (*.plan.yaml) is in it; name a plan's file.")]
    [InlineData(
        "show examples/demo/demo.plan.yaml --site examples/tutorial",
        ExitCode.Usage,
        "Name one site of it: examples/tutorial/lab.site.yaml."
    )]
    [InlineData("show examples/demo/demo.plan.yaml --zone EST5", ExitCode.Usage, "'EST5' is not a time zone")]
    [InlineData("show examples/demo/demo.plan.yaml --start soon", ExitCode.Usage, "'soon' is not a start")]
    [InlineData(
        "show examples/demo/demo.plan.yaml --start 9999-12-31T23:59",
        ExitCode.Usage,
        "'9999-12-31T23:59' is centuries away"
    )]
    [InlineData("simulate examples/demo/demo.plan.yaml --runs 0", ExitCode.Usage, "--runs takes a number from 1")]
    [InlineData("simulate examples/demo/demo.plan.yaml --runs many", ExitCode.Usage, "--runs takes a number from 1")]
    [InlineData("simulate examples/demo/demo.plan.yaml --runs 999999999999", ExitCode.Usage, "--runs takes a number")]
    [InlineData("check /dev/zero", ExitCode.Usage, "has more than 20,000,000 characters. That is no plan;")]
    [InlineData(
        "show tests/cli/Golden/broken.plan.yaml --site examples/demo/lab.site.yaml",
        ExitCode.Refused,
        "cannot run as it stands"
    )]
    public async Task What_is_wrong_is_said_with_an_exit_code(string command, int code, string said)
    {
        Directory.SetCurrentDirectory(Repository.Root);

        Line line = await Line.RunAsync(command.Split(' '));

        line.Error.ShouldContain(said);
        line.Code.ShouldBe(code);
    }

    [Fact]
    public async Task A_date_that_is_to_be_decided_is_a_note_and_no_mistake()
    {
        Directory.SetCurrentDirectory(Repository.Root);

        Line line = await Line.RunAsync([
            "check",
            "tests/cli/Golden/undecided.plan.yaml",
            "--site",
            "examples/tutorial/lab.site.yaml",
        ]);

        line.Output.ShouldContain("on site 'lab': 1 note.");
        line.Code.ShouldBe(ExitCode.Done);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("watch")]
    [InlineData("done 3")]
    [InlineData("pause")]
    [InlineData("roll-back web1")]
    [InlineData("answer 1 retry")]
    [InlineData("propose")]
    [InlineData("start")]
    public async Task Without_an_engine_a_second_terminal_is_told_so(string command)
    {
        string store = Directory.CreateTempSubdirectory("lull-none-").FullName;

        Line line = await Line.RunAsync([.. command.Split(' '), "--store", store]);

        line.Code.ShouldBe(ExitCode.NoEngine);
        line.Error.ShouldContain("No engine is running on");
        Directory.Delete(store, recursive: true);
    }

    [Fact]
    public async Task Every_exit_code_stands_in_the_manual()
    {
        string manual = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "docs", "cli.md"),
            TestContext.Current.CancellationToken
        );

        foreach ((int code, string meaning) in ExitCode.All)
        {
            manual.ShouldContain($"| {code} | {meaning} |");
        }
    }
}
