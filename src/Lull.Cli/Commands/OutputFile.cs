using Lull.Cli.Plans;

namespace Lull.Cli.Commands;

/// <summary>A file that a person named for what a command makes.</summary>
internal static class OutputFile
{
    /// <summary>Opens it, and has it written.</summary>
    /// <param name="file">Its path.</param>
    /// <param name="mode"><see cref="FileMode.CreateNew"/> for what must not be overwritten.</param>
    /// <param name="write">Writes it, lines ended by <c>\n</c>.</param>
    /// <exception cref="UsageException">It cannot be written; nothing of the store is at fault.</exception>
    internal static async Task WriteAsync(string file, FileMode mode, Func<TextWriter, Task> write)
    {
        if (Directory.Exists(file))
        {
            throw new UsageException($"'{file}' is a directory. Name a file in it.");
        }

        if (mode == FileMode.CreateNew && File.Exists(file))
        {
            throw new UsageException($"'{file}' is there already, and is not overwritten. Name another file.");
        }

        try
        {
            await using var writer = new StreamWriter(new FileStream(file, mode)) { NewLine = "\n" };
            await write(writer);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"'{file}' cannot be written: {fault.Message} Name another file.");
        }
    }
}
