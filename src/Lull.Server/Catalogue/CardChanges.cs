namespace Lull.Server.Catalogue;

/// <summary>
/// Maintenances by the number of their last change. Who follows all of them pays for what changed, not for how many there are.
/// Numbers only rise, also over restarts.
/// </summary>
internal sealed class CardChanges
{
    private const long TicksPerMicrosecond = 10;

    private static readonly Comparer<(long Number, MaintenanceId Id)> Order = Comparer<(
        long Number,
        MaintenanceId Id
    )>.Create(
        static (one, other) =>
            one.Number != other.Number
                ? one.Number.CompareTo(other.Number)
                : string.CompareOrdinal(one.Id.Text, other.Id.Text)
    );

    /// <summary>Stands before every maintenance of its number and behind all of the number before.</summary>
    private static readonly MaintenanceId First = MaintenanceId.Of("m-22222222");

    private readonly Lock _lock = new();
    private readonly SortedSet<(long Number, MaintenanceId Id)> _changes = new(Order);
    private TaskCompletionSource _changed = NewSignal();
    private long _version;

    /// <summary>The number of the last change of any card; 0 before the first.</summary>
    internal long Version => Interlocked.Read(ref _version);

    /// <summary>The number of the next change: microseconds since 1970, or one more than the last one. Only one may be taken at a time.</summary>
    internal long Next(Instant now) => Math.Max(Version + 1, now.ToUnixTimeTicks() / TicksPerMicrosecond);

    /// <summary>A card changed, or is new.</summary>
    /// <param name="id">Whose.</param>
    /// <param name="before">The number of its change before; null when it is new.</param>
    /// <param name="number">The number of this one.</param>
    internal void Put(MaintenanceId id, long? before, long number)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            if (before is { } old)
            {
                _changes.Remove((old, id));
            }

            _changes.Add((number, id));
            _version = Math.Max(_version, number);
            changed = _changed;
            _changed = NewSignal();
        }

        changed.TrySetResult();
    }

    /// <summary>Which changed after a number, the earliest first. Costs as much as it gives.</summary>
    internal IReadOnlyList<(long Number, MaintenanceId Id)> After(long seen)
    {
        lock (_lock)
        {
            return seen >= _version ? [] : [.. _changes.GetViewBetween((seen + 1, First), (long.MaxValue, First))];
        }
    }

    /// <summary>Completes when something changed after a number.</summary>
    internal async Task ChangeAfterAsync(long seen, CancellationToken cancellation)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_version > seen)
                {
                    return;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellation);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
