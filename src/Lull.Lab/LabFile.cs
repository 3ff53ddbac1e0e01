using System.Text.Json;

namespace Lull.Lab;

/// <summary>What a running data centre says about itself in <c>lab.json</c>.</summary>
/// <param name="Pid">The process it runs in.</param>
/// <param name="StartedAt">Since when, in UTC.</param>
/// <param name="Endpoints">Where it listens.</param>
public sealed record LabFile(int Pid, DateTimeOffset StartedAt, Endpoints Endpoints)
{
    /// <summary>The file's name within the state directory.</summary>
    public const string Name = "lab.json";

    /// <summary>Reads the file; null if there is none, which means that no lab is ready there.</summary>
    /// <exception cref="JsonException">The file was not written by a lab.</exception>
    public static async Task<LabFile?> ReadAsync(string directory, CancellationToken cancellation = default)
    {
        string path = Path.Combine(directory, Name);
        try
        {
            await using FileStream file = File.OpenRead(path);
            return await JsonSerializer.DeserializeAsync<LabFile>(file, LabJson.Options, cancellation);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Writes the file so that a reader finds all of it or nothing.</summary>
    internal async Task WriteAsync(string directory, CancellationToken cancellation)
    {
        Directory.CreateDirectory(directory);
        string path = Path.Combine(directory, Name);
        string half = $"{path}.{Pid}";
        await File.WriteAllBytesAsync(half, JsonSerializer.SerializeToUtf8Bytes(this, LabJson.Options), cancellation);
        File.Move(half, path, overwrite: true);
    }

    /// <summary>Removes the file, unless another lab has written its own since.</summary>
    internal async Task RemoveAsync(string directory)
    {
        if (await ReadAsync(directory) is { } present && present.Pid == Pid && present.StartedAt == StartedAt)
        {
            File.Delete(Path.Combine(directory, Name));
        }
    }
}
