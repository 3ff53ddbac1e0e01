namespace Lull.Cli.Tests;

/// <summary>Places in the repository.</summary>
internal static class Repository
{
    internal static string Root { get; } = FindRoot();

    internal static string Golden(string name) => Path.Combine(Root, "tests", "cli", "Golden", name);

    private static string FindRoot()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "Lull.slnx")))
        {
            directory = Path.GetDirectoryName(directory);
        }

        return directory ?? throw new InvalidOperationException("The tests run outside of the repository.");
    }
}
