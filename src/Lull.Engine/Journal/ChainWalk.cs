namespace Lull.Engine.Journal;

/// <summary>Follows one journal event by event and says where it breaks. Pure; holds no events but the last two.</summary>
/// <param name="head">The head as the store has it.</param>
/// <param name="witnesses">Heads of this maintenance that were recorded elsewhere, such as in anchors and notices.</param>
internal sealed class ChainWalk(Head head, IReadOnlyCollection<Head> witnesses)
{
    /// <summary>Places tried to find where a moved event was written; beyond it only "moved" is said.</summary>
    private const long FarthestMove = 100_000;

    private EventHash _beforeLast;
    private EventHash _last;
    private long _sequence;
    private long _epoch;

    /// <summary>Takes the next stored event; null when it is the one that was written there.</summary>
    internal ChainReport? Next(Envelope e)
    {
        long place = _sequence + 1;
        bool follows = e.Previous == _last;
        bool isIntact = CanonicalForm.HashOf(e) == e.Hash;

        if (e.Sequence < place)
        {
            return Broken(ChainState.Inserted, e.Sequence, $"event {e.Sequence} was inserted: numbers begin at 1");
        }

        if (e.Sequence > place)
        {
            string gap = e.Sequence == place + 1 ? $"event {place} was" : $"events {place} to {e.Sequence - 1} were";
            return Broken(ChainState.Removed, place, $"{gap} removed before event {e.Sequence}");
        }

        if (!isIntact)
        {
            return follows ? ChangedAt(place) : MovedTo(place, e);
        }

        if (!follows)
        {
            return _sequence > 0 && e.Previous == _beforeLast
                ? Broken(
                    ChainState.Inserted,
                    _sequence,
                    $"event {_sequence} was inserted: event {place} was written right after event {_sequence - 1}"
                )
                : ReplacedBefore(place);
        }

        if (e.Epoch < _epoch)
        {
            return Broken(
                ChainState.Inserted,
                place,
                $"event {place} is of owner epoch {e.Epoch} after one of epoch {_epoch}, which the journal never accepts"
            );
        }

        if (witnesses.FirstOrDefault(witness => witness.Sequence == place && witness.Hash != e.Hash) is { } witness)
        {
            return Broken(
                ChainState.HeadDiffers,
                place,
                $"event {place} has hash {e.Hash.Short}, but {witness.Short} was recorded for it: the journal was rewritten"
            );
        }

        (_beforeLast, _last, _sequence, _epoch) = (_last, e.Hash, place, e.Epoch);
        return null;
    }

    /// <summary>After the last stored event: does the journal end where it should?</summary>
    internal ChainReport End()
    {
        Head longest = witnesses.Append(head).MaxBy(known => known.Sequence)!;
        if (longest.Sequence > _sequence)
        {
            return Broken(
                ChainState.Truncated,
                _sequence + 1,
                $"the journal ends with event {_sequence}, but event {longest.Sequence} with hash {longest.Short} is on record: "
                    + "the end was cut off"
            );
        }

        if (head.Hash != _last)
        {
            return Broken(
                ChainState.HeadDiffers,
                _sequence,
                $"the head has hash {head.Short}, but event {_sequence} has {_last.Short}: that event or the head was replaced"
            );
        }

        if (head.Epoch < _epoch)
        {
            return Broken(
                ChainState.HeadDiffers,
                _sequence,
                $"the head is of owner epoch {head.Epoch}, but event {_sequence} of epoch {_epoch}: the head was changed"
            );
        }

        string whole = _sequence switch
        {
            0 => "no events yet",
            1 => $"1 event, as it was written; head {_last.Short}",
            _ => $"{_sequence} events, all as they were written; head {_last.Short}",
        };
        return new ChainReport(head.Maintenance, ChainState.Whole, _sequence, $"{head.Maintenance}: {whole}.");
    }

    /// <summary>There is an event behind the head, and the head has not moved since.</summary>
    internal ChainReport Behind(Envelope e) =>
        Broken(
            ChainState.Inserted,
            e.Sequence,
            $"event {e.Sequence} was inserted: the head is event {head.Sequence}, and nothing was ever written behind it"
        );

    /// <summary>The place the reading stopped at when the file cannot be read any further.</summary>
    internal ChainReport Unreadable(StoreDamagedException damage) =>
        new(
            head.Maintenance,
            ChainState.Unreadable,
            damage.Sequence > 0 ? damage.Sequence : _sequence + 1,
            damage.Message
        );

    private ChainReport ChangedAt(long place) =>
        Broken(
            ChainState.Changed,
            place,
            $"event {place} was changed after it was written: its payload or a field of its envelope does not give its hash"
        );

    private ChainReport MovedTo(long place, Envelope e)
    {
        long farthest = Math.Min(Math.Max(head.Sequence, place) + 1, FarthestMove);
        for (long written = 1; written <= farthest; written++)
        {
            if (CanonicalForm.HashOf(e with { Sequence = written }) != e.Hash)
            {
                continue;
            }

            return (written, e.Previous == _beforeLast && e.Hash != _last) switch
            {
                (var last, true) when last == _sequence => Broken(
                    ChainState.Inserted,
                    _sequence,
                    $"event {_sequence} was inserted: what is now event {place} was written as event {written}"
                ),
                (var earlier, _) when earlier <= _sequence => Broken(
                    ChainState.Inserted,
                    place,
                    $"event {place} was inserted: it is a copy of event {written}"
                ),
                _ => Broken(
                    ChainState.Moved,
                    place,
                    $"event {place} was moved: it was written as event {written}. Events were reordered, or one before it was removed"
                ),
            };
        }

        return Broken(
            ChainState.Changed,
            place,
            $"event {place} was changed or put here after it was written: it neither gives its hash nor follows event {_sequence}"
        );
    }

    private ChainReport ReplacedBefore(long place) =>
        _sequence == 0
            ? Broken(
                ChainState.Removed,
                place,
                $"event {place} was written after another event, but nothing is before it"
            )
            : Broken(
                ChainState.Replaced,
                _sequence,
                $"event {_sequence} was replaced, hash and all: event {place} was written after one with hash other than {_last.Short}"
            );

    private ChainReport Broken(ChainState state, long sequence, string what) =>
        new(head.Maintenance, state, sequence, $"{head.Maintenance}: {what}.");
}
