namespace Lull.Engine.Journal;

/// <summary>Where the journal of one maintenance ends and who may add to it.</summary>
/// <param name="Maintenance">Whose journal.</param>
/// <param name="Sequence">Number of the last event; 0 when there is none yet.</param>
/// <param name="Hash">Hash of the last event; <see cref="EventHash.Zero"/> when there is none yet.</param>
/// <param name="Epoch">How many times the maintenance has been claimed; 0 when never.</param>
public sealed record Head(MaintenanceId Maintenance, long Sequence, EventHash Hash, long Epoch)
{
    /// <summary>The first 12 hexadecimal characters of <see cref="Hash"/>: who holds them is a witness of the whole journal.</summary>
    public string Short => Hash.Short;

    /// <summary>The head of a maintenance nobody has claimed or written to.</summary>
    public static Head None(MaintenanceId maintenance) => new(maintenance, 0, EventHash.Zero, 0);
}
