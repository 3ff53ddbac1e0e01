namespace Lull.Engine.Journal;

/// <summary>A store cannot be used as it is. The message says which file, why, and what to do.</summary>
public abstract class StoreException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Another engine has the store open. The message names it, or says how to find it.</summary>
public sealed class StoreInUseException(string message, Exception? inner = null) : StoreException(message, inner);

/// <summary>The file is something else, or was written by a newer Lull.</summary>
public sealed class StoreNotUsableException(string message, Exception? inner = null) : StoreException(message, inner);

/// <summary>Something in the file is not what was written.</summary>
/// <param name="message">Which part, why, and what to do.</param>
/// <param name="sequence">The event that cannot be read; 0 when it is not one event.</param>
/// <param name="inner">What SQLite said, if it did.</param>
public sealed class StoreDamagedException(string message, long sequence, Exception? inner = null)
    : StoreException(message, inner)
{
    /// <summary>The event that cannot be read; 0 when it is not one event.</summary>
    public long Sequence { get; } = sequence;
}

/// <summary>The system's SQLite library is missing or too old.</summary>
public sealed class SqliteMissingException(string message, Exception? inner = null) : StoreException(message, inner);
