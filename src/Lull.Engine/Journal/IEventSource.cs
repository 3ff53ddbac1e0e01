namespace Lull.Engine.Journal;

/// <summary>Journals that can be read: through the engine that owns them, or from a store that no engine has open.</summary>
public interface IEventSource
{
    /// <summary>The head of every maintenance, ordered by id. Events without a head show as <see cref="Head.None"/>.</summary>
    /// <exception cref="StoreDamagedException">Thrown after all heads that can be read were given, if there are others.</exception>
    IAsyncEnumerable<Head> HeadsAsync(CancellationToken cancellation);

    /// <summary>The events of one maintenance in order; none when it is not known. Streamed: memory does not grow with the journal.</summary>
    /// <param name="maintenance">Whose journal.</param>
    /// <param name="after">Number of the last event the caller has; 0 for all.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <remarks>Hashes are given as stored and not checked; <see cref="Chain"/> checks them.</remarks>
    /// <exception cref="StoreDamagedException">An event cannot be read; names it.</exception>
    IAsyncEnumerable<Envelope> ReadAsync(MaintenanceId maintenance, long after, CancellationToken cancellation);
}
