namespace Lull.Cli.Tests;

/// <summary>What commands print, word for word. With LULL_ACCEPT=1 the files are rewritten; the difference is then read like code.</summary>
public sealed class GoldenTests
{
    private const string Plan = "examples/demo/demo.plan.yaml";

    public static TheoryData<string, string> Commands =>
        new()
        {
            { "check-demo", $"check {Plan}" },
            { "check-broken", "check tests/cli/Golden/broken.plan.yaml --site examples/demo/lab.site.yaml" },
            { "show-demo", $"show {Plan} --zone Asia/Kolkata" },
            { "show-monthly", "show examples/monthly-patching.plan.yaml --site examples/lab.site.yaml --zone UTC" },
            { "simulate-demo", $"simulate {Plan} --zone Asia/Kolkata --runs 400 --seed 7" },
            { "dry-run-demo", $"run {Plan} --dry-run --zone UTC" },
            { "help", "--help" },
            { "completion-bash", "completion bash" },
        };

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Output_is_as_it_was(string name, string command)
    {
        string file = Repository.Golden($"{name}.txt");
        Directory.SetCurrentDirectory(Repository.Root);
        Line line = await Line.RunAsync(command.Split(' '));
        string shown = $"$ lull {command}\n{line.Output}{line.Error}=> {line.Code}\n";
        if (Environment.GetEnvironmentVariable("LULL_ACCEPT") == "1")
        {
            await File.WriteAllTextAsync(file, shown, TestContext.Current.CancellationToken);
        }

        shown.ShouldBe(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("examples/monthly-patching.plan.yaml")]
    [InlineData("examples/patch-process.plan.yaml")]
    [InlineData("examples/rolling-release.plan.yaml")]
    [InlineData("examples/demo/demo.plan.yaml")]
    [InlineData("examples/tutorial/shop.plan.yaml")]
    public async Task An_example_is_a_plan_that_one_would_dare_to_run(string plan)
    {
        Directory.SetCurrentDirectory(Repository.Root);

        Line line = await Line.RunAsync("simulate", plan, "--runs", "400");

        line.Output.ShouldMatch("Done inside the window in (99|over 99|100) % of the runs", line.Output + line.Error);
    }
}
