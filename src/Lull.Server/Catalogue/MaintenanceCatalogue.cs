using System.Collections.Concurrent;
using System.Text.Json;
using Dapper;
using Lull.Core.Maintenances;
using Lull.Engine.Conducting;
using Lull.Engine.Events;
using Lull.Engine.Timers;
using Lull.Server.Data;
using Microsoft.Data.Sqlite;

namespace Lull.Server.Catalogue;

/// <summary>
/// A card of every maintenance of the store, kept current by following each. Cards are kept in the server's database, so that
/// a start reads only what happened since; they are derived from journals and can be thrown away.
/// </summary>
public sealed class MaintenanceCatalogue : IAsyncDisposable
{
    private readonly MaintenanceEngine _engine;
    private readonly ServerDatabase _database;
    private readonly IMaintenanceClock _clock;
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<MaintenanceId, MaintenanceCard> _cards = new();
    private readonly ConcurrentDictionary<MaintenanceId, Task> _following = new();
    private readonly CardChanges _changes = new();
    private readonly SemaphoreSlim _keeping = new(1);

    private MaintenanceCatalogue(MaintenanceEngine engine, ServerDatabase database, IMaintenanceClock clock)
    {
        _clock = clock;
        _engine = engine;
        _database = database;
    }

    /// <summary>Its table.</summary>
    public static SchemaPart Schema { get; } =
        new(
            "cards",
            ["CREATE TABLE cards (id TEXT PRIMARY KEY, sequence INTEGER NOT NULL, card TEXT NOT NULL) STRICT"]
        );

    /// <summary>Every card, in no order.</summary>
    public IReadOnlyCollection<MaintenanceCard> All => [.. _cards.Values];

    /// <summary>Rises with every change of any card, also over restarts.</summary>
    public long Version => _changes.Version;

    /// <summary>The card of a maintenance; null when the store has none of that id.</summary>
    public MaintenanceCard? Find(MaintenanceId id) => _cards.GetValueOrDefault(id);

    /// <summary>Cards whose window, or whose run, touches an interval; ordered by start.</summary>
    public IReadOnlyList<MaintenanceCard> Between(Instant from, Instant until) =>
        [
            .. _cards
                .Values.Where(card => card.Start < until && Instant.Max(card.End, card.EndedAt ?? card.End) > from)
                .OrderBy(card => card.Start)
                .ThenBy(card => card.Id.Text, StringComparer.Ordinal),
        ];

    /// <summary>Cards that changed after a version, each with the number of that change, the earliest first. Costs as much as it gives.</summary>
    /// <param name="seen">A number that was given before, also by an earlier start; below 0 for every card.</param>
    public IEnumerable<(long Change, MaintenanceCard Card)> ChangedAfter(long seen) =>
        _changes.After(seen).Select(change => (change.Number, _cards[change.Id]));

    /// <summary>Completes when a card changes after <see cref="Version"/> was <paramref name="seen"/>.</summary>
    public Task ChangeAfterAsync(long seen, CancellationToken cancellation) =>
        _changes.ChangeAfterAsync(seen, cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _engine.Begun -= Follow;
        await _end.CancelAsync();
        await Task.WhenAll(_following.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
        _keeping.Dispose();
    }

    /// <summary>Reads the cards that are kept and brings them up to date; those of maintenances that go on are current when this returns.</summary>
    internal static async Task<MaintenanceCatalogue> OpenAsync(
        MaintenanceEngine engine,
        ServerDatabase database,
        IMaintenanceClock clock,
        CancellationToken cancellation
    )
    {
        var catalogue = new MaintenanceCatalogue(engine, database, clock);
        await using (SqliteConnection connection = await database.ConnectAsync())
        {
            foreach (string kept in await connection.QueryAsync<string>("SELECT card FROM cards"))
            {
                if (Read(kept) is { } card)
                {
                    catalogue._cards[card.Id] = card;
                }
            }
        }

        IReadOnlyList<MaintenanceId> known = await engine.ListAsync(cancellation);
        foreach (MaintenanceId gone in catalogue._cards.Keys.Except(known).ToList())
        {
            catalogue._cards.TryRemove(gone, out _);
        }

        foreach (MaintenanceCard card in catalogue.All)
        {
            catalogue._changes.Put(card.Id, before: null, card.Change);
        }

        foreach (MaintenanceId id in known)
        {
            if (catalogue.Find(id) is not { IsOver: true })
            {
                await catalogue.CatchUpAsync(id, cancellation);
                catalogue.Follow(id);
            }
        }

        engine.Begun += catalogue.Follow;
        return catalogue;
    }

    private static MaintenanceCard? Read(string kept)
    {
        try
        {
            return JsonSerializer.Deserialize<MaintenanceCard>(kept, LullJson.Options);
        }
        catch (JsonException)
        {
            // Written by another version: it is made anew from the journal.
            return null;
        }
    }

    private void Follow(MaintenanceId id) => _following.TryAdd(id, Task.Run(() => FollowAsync(id)));

    private async Task CatchUpAsync(MaintenanceId id, CancellationToken cancellation)
    {
        if (await _engine.StatusAsync(id, cancellation) is not { View: not null } status)
        {
            return;
        }

        await foreach (Published published in _engine.SubscribeAsync(id, Find(id)?.Sequence ?? 0, cancellation))
        {
            if (published is Published.Happened happened)
            {
                await TakeAsync(id, happened);
                if (happened.Sequence >= status.Sequence)
                {
                    break;
                }
            }
            else
            {
                break;
            }
        }
    }

    private async Task FollowAsync(MaintenanceId id)
    {
        bool goesOn = true;
        while (goesOn && Find(id) is not { IsOver: true })
        {
            goesOn = false;
            await foreach (Published published in _engine.SubscribeAsync(id, Find(id)?.Sequence ?? 0, _end.Token))
            {
                if (published is Published.Happened happened)
                {
                    goesOn = true;
                    await TakeAsync(id, happened);
                }
            }
        }
    }

    private async Task TakeAsync(MaintenanceId id, Published.Happened happened)
    {
        MaintenanceCard? before = Find(id);
        MaintenanceCard? after =
            happened.Event is MaintenanceEvent.Planned planned
                ? Cards.Begin(id, planned, happened.At, happened.Sequence)
            : before is null ? null
            : Cards.After(before, happened);
        if (after is null)
        {
            return;
        }

        if (before is null || after.ChangedAt != before.ChangedAt || after.Edition != before.Edition)
        {
            await ChangeAsync(before, after);
        }
        else
        {
            _cards[id] = after;
        }
    }

    /// <summary>One after the other, so that who has seen a change has seen all before it.</summary>
    private async Task ChangeAsync(MaintenanceCard? before, MaintenanceCard after)
    {
        await _keeping.WaitAsync();
        try
        {
            MaintenanceCard changed = after with { Change = _changes.Next(_clock.RealNow) };
            await KeepAsync(changed);
            _cards[changed.Id] = changed;
            _changes.Put(changed.Id, before?.Change, changed.Change);
        }
        finally
        {
            _keeping.Release();
        }
    }

    /// <summary>Cards are derived: one that cannot be kept now is kept with its next change, or made again after a restart.</summary>
    private async Task KeepAsync(MaintenanceCard card)
    {
        try
        {
            await WriteAsync(card);
        }
        catch (SqliteException)
        {
            // Readers have it from memory meanwhile.
        }
    }

    private async Task WriteAsync(MaintenanceCard card)
    {
        await using SqliteConnection connection = await _database.ConnectAsync();
        await connection.ExecuteAsync(
            "INSERT INTO cards (id, sequence, card) VALUES (@Id, @Sequence, @Card) "
                + "ON CONFLICT (id) DO UPDATE SET sequence = @Sequence, card = @Card",
            new
            {
                Id = card.Id.Text,
                card.Sequence,
                Card = JsonSerializer.Serialize(card, LullJson.Options),
            }
        );
    }
}
