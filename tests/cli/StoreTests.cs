using System.Runtime.Versioning;

namespace Lull.Cli.Tests;

/// <summary>Where a store is kept, and what is said where none can be.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class StoreTests : IDisposable
{
    private const UnixFileMode Everybody =
        UnixFileMode.UserRead
        | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherExecute;

    private readonly string _directory = Directory.CreateTempSubdirectory("lull-store-").FullName;

    public StoreTests()
    {
        foreach (string file in (string[])["shop.plan.yaml", "lab.site.yaml"])
        {
            File.Copy(Path.Combine(Repository.Root, "examples", "tutorial", file), Path.Combine(_directory, file));
        }

        Directory.CreateDirectory(Closed);
        File.SetUnixFileMode(Closed, Everybody);
        File.SetUnixFileMode(_directory, Everybody | UnixFileMode.UserWrite);
    }

    /// <summary>A directory that may be looked into and not written to.</summary>
    private string Closed => Path.Combine(_directory, "closed");

    [Fact]
    public async Task An_empty_store_that_cannot_be_written_to_is_not_good()
    {
        Line doctor = await Child.RunWithoutPrivilegesAsync("doctor", "--store", Closed);

        doctor.Output.ShouldContain($"Nothing can be written to {Closed} by ");
        doctor.Output.ShouldContain("is denied. Choose another directory or change its rights.");
        doctor.Code.ShouldBe(ExitCode.Refused);
    }

    [Fact]
    public async Task A_store_that_cannot_be_made_is_not_good()
    {
        string within = Path.Combine(Closed, "team", "store");

        (await Child.RunWithoutPrivilegesAsync("doctor", "--store", within)).Output.ShouldContain(
            $"bad   store         Nothing can be written to {within} by "
        );
    }

    [Fact]
    public async Task A_store_that_can_be_made_is_good_and_nothing_is_left_behind()
    {
        string store = Path.Combine(_directory, "store");

        Line doctor = await Line.RunAsync("doctor", "--store", store);

        doctor.Output.ShouldContain($"good  store         {store}: nothing is kept there yet.");
        Directory.EnumerateFileSystemEntries(_directory).Count().ShouldBe(3);
    }

    [Fact]
    public async Task A_store_that_may_not_be_written_to_is_refused_with_a_sentence()
    {
        Line run = await Child.RunWithoutPrivilegesAsync(
            "run",
            Path.Combine(_directory, "shop.plan.yaml"),
            "--start",
            "now",
            "--as",
            "ana",
            "--store",
            Closed
        );

        run.Error.ShouldBe(
            $"lull: The store {Closed}/journal.db cannot be made: Access to the path '{Closed}/journal.db' is denied. "
                + "Choose another directory or change its rights.\n"
        );
        run.Code.ShouldBe(ExitCode.CannotRecord);
    }

    [Fact]
    public async Task Without_a_home_in_the_environment_the_store_is_in_the_home_of_the_user()
    {
        using Child lull = Child.Start(
            ["status", "--maintenance", "m-none"],
            "HOME",
            "XDG_STATE_HOME",
            "XDG_DATA_HOME",
            "XDG_CONFIG_HOME",
            "XDG_RUNTIME_DIR"
        );
        Line status = await lull.EndAsync();

        status.Error.ShouldContain("/.local/state/lull");
        status.Code.ShouldBeOneOf(ExitCode.NoEngine, ExitCode.Usage);
    }

    public void Dispose()
    {
        File.SetUnixFileMode(Closed, Everybody | UnixFileMode.UserWrite);
        Directory.Delete(_directory, recursive: true);
    }
}
