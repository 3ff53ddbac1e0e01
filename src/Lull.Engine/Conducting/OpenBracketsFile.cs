using System.Text;
using Lull.Core.Maintenances;
using Lull.Core.Procedures;
using Lull.Engine.Journal;

namespace Lull.Engine.Conducting;

/// <summary>The last resort: when nothing can be recorded any more, a plain text says what a person may have to close.</summary>
internal sealed class OpenBracketsFile(Store store) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);

    internal string Path => System.IO.Path.Combine(store.Directory, "open-brackets.txt");

    /// <summary>Adds what is, or may be, open. A sentence that says where it stands, or all of it when even that fails.</summary>
    internal async Task<string> WriteAsync(MaintenanceId id, State state)
    {
        string[] lines =
        [
            .. state.OwedBrackets.Select(bracket =>
            {
                BracketState held = state.Bracket(bracket);
                string prior = held.Found.Length > 0 ? $", was: {held.Found}" : "";
                return $"{id}: {Named(state, bracket)} ({held.Status}{prior})";
            }),
        ];
        if (lines.Length == 0)
        {
            return "Nothing that it opened is open.";
        }

        await _one.WaitAsync();
        try
        {
            await AppendAsync(lines);
            return $"What may still be open stands in {Path}.";
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return $"These may still be open, and {Path} cannot be written ({refused.Message}): {string.Join("; ", lines)}.";
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>With its host, which the title need not name.</summary>
    private static string Named(State state, int bracket)
    {
        BracketNode one = state.Procedure.Brackets[bracket];
        string host = one.Host < 0 ? "" : state.Procedure.Hosts[one.Host].Name;
        return host.Length == 0 || one.Title.Contains(host, StringComparison.Ordinal)
            ? one.Title
            : $"{one.Title} {host}";
    }

    private async Task AppendAsync(IEnumerable<string> lines)
    {
        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            await using var file = new FileStream(Path, options);
            await file.WriteAsync(Encoding.UTF8.GetBytes(string.Join('\n', lines) + '\n'));
            await file.FlushAsync();
        }
        catch (IOException) when (new FileInfo(Path) is { Exists: true, Length: 0 })
        {
            // An empty list would say that nothing is open.
            File.Delete(Path);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();
}
