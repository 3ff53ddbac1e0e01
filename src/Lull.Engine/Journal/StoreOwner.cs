using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using NodaTime.Text;

namespace Lull.Engine.Journal;

/// <summary>What <c>engine.json</c> says: who has the store open and how to reach it. Information only; the lock is SQLite's.</summary>
/// <param name="Pid">Process id on this machine.</param>
/// <param name="Started">When it opened the store.</param>
/// <param name="Socket">Where it listens for commands; empty when it does not.</param>
public sealed record StoreOwner(int Pid, Instant Started, string Socket)
{
    /// <summary>Start times of processes are kept in clock ticks since boot; the boot time is only known to about a second.</summary>
    private static readonly Duration Blur = Duration.FromSeconds(5);

    /// <summary>
    /// True when that process is gone: no process has the id, or the one that has it now began after the file was written.
    /// </summary>
    public bool IsStale
    {
        get
        {
            try
            {
                using Process process = Process.GetProcessById(Pid);
                return Instant.FromDateTimeUtc(process.StartTime.ToUniversalTime()) > Started + Blur;
            }
            catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
            {
                return true;
            }
        }
    }

    /// <summary>What the file of this store says; null when there is none or it cannot be understood.</summary>
    public static StoreOwner? Of(Store store)
    {
        try
        {
            using JsonDocument file = JsonDocument.Parse(File.ReadAllBytes(store.OwnerPath));
            JsonElement root = file.RootElement;
            return new StoreOwner(
                root.GetProperty("pid").GetInt32(),
                InstantPattern.ExtendedIso.Parse(root.GetProperty("started").GetString()!).GetValueOrThrow(),
                root.GetProperty("socket").GetString() ?? ""
            );
        }
        catch (Exception unreadable)
            when (unreadable
                    is IOException
                        or UnauthorizedAccessException
                        or JsonException
                        or InvalidOperationException
                        or KeyNotFoundException
                        or FormatException
                        or ArgumentNullException
                        or UnparsableValueException
            )
        {
            return null;
        }
    }

    /// <summary>Writes the file, replacing what a dead engine left.</summary>
    internal void Write(Store store)
    {
        string draft = store.OwnerPath + ".new";
        File.Delete(draft);
        using (var file = new FileStream(draft, Store.NewFile()))
        using (var json = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("pid", Pid);
            json.WriteString("started", InstantPattern.ExtendedIso.Format(Started));
            json.WriteString("socket", Socket);
            json.WriteEndObject();
        }

        File.Move(draft, store.OwnerPath, overwrite: true);
    }

    /// <summary>The sentence for whoever finds the store taken.</summary>
    internal static StoreInUseException InUse(Store store, Exception? inner)
    {
        string find = $"Find it with: fuser -v {store.JournalPath}";
        string who = Of(store) switch
        {
            null => $"It has not written {store.OwnerPath}. {find}",
            { IsStale: true } dead => string.Create(
                CultureInfo.InvariantCulture,
                $"It is not process {dead.Pid}, which {store.OwnerPath} still names but which is gone. {find}"
            ),
            { } alive => string.Create(
                CultureInfo.InvariantCulture,
                $"It is process {alive.Pid}, since {InstantPattern.General.Format(alive.Started)}"
            )
                + (
                    alive.Socket.Length == 0
                        ? ". Stop it first."
                        : $", listening on {alive.Socket}. Ask it, or stop it first."
                ),
        };
        return new StoreInUseException($"The store {store.JournalPath} is open in another engine. {who}", inner);
    }
}
