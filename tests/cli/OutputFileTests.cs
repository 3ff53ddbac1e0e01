using Lull.Cli.Commands;
using Lull.Cli.Plans;

namespace Lull.Cli.Tests;

/// <summary>A file that cannot be written is a mistake in the command line, and no fault of the store.</summary>
public sealed class OutputFileTests
{
    [Fact]
    public async Task A_directory_is_said_to_be_one() =>
        (await RefusedAsync(Repository.Root, FileMode.Create)).ShouldBe(
            $"'{Repository.Root}' is a directory. Name a file in it."
        );

    [Fact]
    public async Task What_is_there_already_is_not_overwritten()
    {
        string there = Path.Combine(Repository.Root, "README.md");

        (await RefusedAsync(there, FileMode.CreateNew)).ShouldBe(
            $"'{there}' is there already, and is not overwritten. Name another file."
        );
    }

    [Fact]
    public async Task A_path_that_leads_nowhere_is_said_with_the_reason() =>
        (await RefusedAsync("/nowhere/report.md", FileMode.Create)).ShouldStartWith(
            "'/nowhere/report.md' cannot be written: "
        );

    private static async Task<string> RefusedAsync(string file, FileMode mode) =>
        (
            await Should.ThrowAsync<UsageException>(() =>
                OutputFile.WriteAsync(file, mode, writer => writer.WriteAsync("text"))
            )
        ).Message;
}
