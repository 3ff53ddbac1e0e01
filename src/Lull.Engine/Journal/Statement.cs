using System.Buffers;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Lull.Engine.Journal;

/// <summary>One statement, prepared at its first use and kept. Parameters and columns are reached by position.</summary>
/// <remarks>
/// The journal runs the same few statements for every event. What a command object does around each of them (a reader, a look-up
/// of every parameter's name, a box around every number) costs several times what SQLite itself does.
/// </remarks>
internal sealed class Statement(sqlite3 connection, string sql) : IDisposable
{
    private const int OnStack = 256;

    private sqlite3_stmt? _prepared;
    private bool _isDisposed;

    private sqlite3_stmt Prepared
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_prepared is null)
            {
                Check(raw.sqlite3_prepare_v3(connection, sql, raw.SQLITE_PREPARE_PERSISTENT, out _prepared));
            }

            return _prepared;
        }
    }

    /// <summary>Sets a number; parameters count from 1.</summary>
    internal Statement Bind(int parameter, long value)
    {
        Check(raw.sqlite3_bind_int64(Prepared, parameter, value));
        return this;
    }

    /// <summary>Sets a text.</summary>
    internal Statement Bind(int parameter, string value)
    {
        int longest = Encoding.UTF8.GetMaxByteCount(value.Length);
        byte[]? rented = longest > OnStack ? ArrayPool<byte>.Shared.Rent(longest) : null;
        Span<byte> bytes = rented ?? stackalloc byte[OnStack];
        int length = Encoding.UTF8.GetBytes(value, bytes);
        // An empty span has no address, which SQLite would take for NULL.
        Check(
            length == 0
                ? raw.sqlite3_bind_text(Prepared, parameter, "")
                : raw.sqlite3_bind_text(Prepared, parameter, bytes[..length])
        );
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return this;
    }

    /// <summary>Sets bytes.</summary>
    internal Statement Bind(int parameter, ReadOnlySpan<byte> value)
    {
        Check(
            value.IsEmpty
                ? raw.sqlite3_bind_zeroblob(Prepared, parameter, 0)
                : raw.sqlite3_bind_blob(Prepared, parameter, value)
        );
        return this;
    }

    /// <summary>Sets a hash.</summary>
    internal Statement Bind(int parameter, EventHash hash)
    {
        Span<byte> bytes = stackalloc byte[EventHash.Size];
        hash.CopyTo(bytes);
        return Bind(parameter, bytes);
    }

    /// <summary>Runs it to its end; it gives no rows.</summary>
    internal void Run()
    {
        int code = raw.sqlite3_step(Prepared);
        int reset = raw.sqlite3_reset(Prepared);
        Check(code == raw.SQLITE_DONE ? reset : code);
    }

    /// <summary>The next row is there to be read; false after the last. Whoever stops before that must <see cref="Reset"/>.</summary>
    internal bool Next()
    {
        int code = raw.sqlite3_step(Prepared);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        int reset = raw.sqlite3_reset(Prepared);
        Check(code == raw.SQLITE_DONE ? reset : code);
        return false;
    }

    /// <summary>Lets go of the rows that were not read.</summary>
    internal void Reset() => _ = raw.sqlite3_reset(Prepared);

    /// <summary>A number of the present row; columns count from 0.</summary>
    internal long Number(int column) => raw.sqlite3_column_int64(Prepared, column);

    /// <summary>The bytes of a text or a blob of the present row; gone with the next step.</summary>
    internal ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(Prepared, column);

    /// <summary>A text of the present row.</summary>
    internal string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDisposed = true;
        _prepared?.Dispose();
        _prepared = null;
    }

    private void Check(int code) => SqliteException.ThrowExceptionForRC(code, connection);
}
