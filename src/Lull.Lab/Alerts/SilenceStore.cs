namespace Lull.Lab.Alerts;

/// <summary>Keeps silences by the rules of Alertmanager 0.25.</summary>
internal sealed class SilenceStore(TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Silence> silences = new(StringComparer.Ordinal);

    /// <summary>Active ones first, by their end; then pending ones, by their start; then expired ones, the latest first.</summary>
    public IReadOnlyList<(Silence Silence, SilenceState State)> List()
    {
        lock (gate)
        {
            DateTimeOffset now = clock.GetUtcNow();
            return
            [
                .. silences
                    .Values.Select(silence => (Silence: silence, State: silence.StateAt(now)))
                    .OrderBy(listed => listed.State)
                    .ThenBy(listed =>
                        listed.State switch
                        {
                            SilenceState.Active => listed.Silence.EndsAt.UtcTicks,
                            SilenceState.Pending => listed.Silence.StartsAt.UtcTicks,
                            SilenceState.Expired => -listed.Silence.EndsAt.UtcTicks,
                        }
                    ),
            ];
        }
    }

    public bool IsSilenced(IReadOnlyDictionary<string, string> labels) =>
        List().Any(listed => listed.State is SilenceState.Active && listed.Silence.Covers(labels));

    /// <summary>Adds a silence, or updates the one whose id it bears.</summary>
    /// <remarks>
    /// An update happens in place only with the same matchers and, once active, the same second of start. Otherwise the old
    /// silence is expired and the new one gets another id. Two equal silences without an id are two silences.
    /// </remarks>
    /// <returns>The id, or null if the given one is unknown.</returns>
    public string? Set(Silence wanted)
    {
        lock (gate)
        {
            DateTimeOffset now = clock.GetUtcNow();
            if (wanted.Id.Length > 0)
            {
                if (!silences.TryGetValue(wanted.Id, out Silence? previous))
                {
                    return null;
                }

                if (CanUpdate(previous, wanted, now))
                {
                    bool began = previous.StateAt(now) is SilenceState.Active;
                    silences[wanted.Id] = wanted with
                    {
                        UpdatedAt = now,
                        StartsAt = began ? previous.StartsAt : wanted.StartsAt,
                    };
                    return wanted.Id;
                }

                ExpireAt(previous, now);
            }

            string id = Guid.NewGuid().ToString();
            DateTimeOffset start = wanted.StartsAt < now ? now : wanted.StartsAt;
            silences[id] = wanted with { Id = id, UpdatedAt = now, StartsAt = start };
            return id;
        }
    }

    /// <summary>Ends a silence now. One that is over stays as it is.</summary>
    /// <returns>False if the id is unknown.</returns>
    public bool Expire(string id)
    {
        lock (gate)
        {
            if (!silences.TryGetValue(id, out Silence? silence))
            {
                return false;
            }

            ExpireAt(silence, clock.GetUtcNow());
            return true;
        }
    }

    private void ExpireAt(Silence silence, DateTimeOffset now)
    {
        if (silence.StateAt(now) is SilenceState.Expired)
        {
            return;
        }

        DateTimeOffset start = silence.StartsAt > now ? now : silence.StartsAt;
        silences[silence.Id] = silence with { StartsAt = start, EndsAt = now, UpdatedAt = now };
    }

    private static bool CanUpdate(Silence previous, Silence wanted, DateTimeOffset now) =>
        previous.Matchers.SequenceEqual(wanted.Matchers)
        && previous.StateAt(now) switch
        {
            SilenceState.Active => previous.StartsAt.ToUnixTimeSeconds() == wanted.StartsAt.ToUnixTimeSeconds()
                && wanted.EndsAt >= now,
            SilenceState.Pending => wanted.StartsAt >= now,
            SilenceState.Expired => false,
        };
}
