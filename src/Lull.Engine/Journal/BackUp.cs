using Microsoft.Data.Sqlite;

namespace Lull.Engine.Journal;

/// <summary>Writes a copy of the store to a new file; leaves nothing behind when that does not succeed.</summary>
internal static class BackUp
{
    internal static BackUpResult Write(JournalTables tables, string path)
    {
        try
        {
            // Made empty first, so that it never has other rights than 0600; SQLite fills an empty file.
            new FileStream(path, Store.NewFile()).Dispose();
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return new BackUpResult.NotWritten($"No back-up was written: {refused.Message} Name a new file.");
        }

        try
        {
            tables.CopyInto(path);
            using var copy = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
            copy.Flush(flushToDisk: true);
            return new BackUpResult.Written(path, copy.Length);
        }
        catch (Exception fault) when (fault is SqliteException or IOException)
        {
            File.Delete(path);
            return new BackUpResult.NotWritten($"No back-up was written to {path}: {fault.Message} Look at its disk.");
        }
    }
}
