using Dapper;
using Lull.Server.Data;
using Microsoft.Data.Sqlite;

namespace Lull.Server.Webhooks;

/// <summary>Webhooks, how far each journal has been told, and what is still to be sent. Times in milliseconds.</summary>
internal sealed class WebhookTables(ServerDatabase database)
{
    private const string ReadUpTo =
        "INSERT INTO webhook_cursors VALUES (@id, @sequence) ON CONFLICT (maintenance) DO UPDATE SET sequence = max(sequence, @sequence)";

    internal static SchemaPart Schema { get; } =
        new(
            "webhooks",
            [
                """
                CREATE TABLE webhooks (
                    id TEXT PRIMARY KEY, url TEXT NOT NULL, secret TEXT NOT NULL, kinds TEXT NOT NULL, active INTEGER NOT NULL,
                    trouble TEXT NOT NULL, person TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
                CREATE TABLE webhook_cursors (maintenance TEXT PRIMARY KEY, sequence INTEGER NOT NULL) STRICT;
                CREATE TABLE webhook_outbox (
                    message TEXT NOT NULL, webhook TEXT NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE, kind TEXT NOT NULL,
                    body TEXT NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL, at INTEGER NOT NULL, due INTEGER NOT NULL,
                    answer TEXT NOT NULL, PRIMARY KEY (webhook, message)) STRICT;
                CREATE INDEX webhook_outbox_by_due ON webhook_outbox (due) WHERE state = 'waiting';
                """,
                """
                CREATE INDEX webhook_outbox_by_webhook ON webhook_outbox (webhook);
                CREATE INDEX webhook_outbox_by_age ON webhook_outbox (due) WHERE state <> 'waiting';
                """,
            ]
        );

    internal async Task<IReadOnlyList<Webhook>> AllAsync()
    {
        await using SqliteConnection connection = await database.ConnectAsync();
        return
        [
            .. (await connection.QueryAsync<Row>("SELECT * FROM webhooks ORDER BY at, id")).Select(row =>
                row.ToWebhook()
            ),
        ];
    }

    /// <summary>A new webhook hears what happens from now on: every journal counts as told up to its present end.</summary>
    internal async Task AddAsync(Webhook webhook, string secret, IEnumerable<(MaintenanceId Id, long Sequence)> ends)
    {
        await using SqliteConnection connection = await database.ConnectAsync();
        await using SqliteTransaction transaction = connection.BeginTransaction();
        bool isFirst =
            await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM webhooks", transaction: transaction) == 0;
        await connection.ExecuteAsync(
            "INSERT INTO webhooks VALUES (@Id, @Url, @secret, @kinds, 1, '', @By, @at)",
            new
            {
                webhook.Id,
                webhook.Url,
                secret,
                kinds = string.Join(' ', webhook.Kinds),
                webhook.By,
                at = webhook.At.ToUnixTimeMilliseconds(),
            },
            transaction
        );
        if (isFirst)
        {
            await connection.ExecuteAsync(
                ReadUpTo,
                ends.Select(end => new { id = end.Id.Text, sequence = end.Sequence }),
                transaction
            );
        }

        await transaction.CommitAsync();
    }

    internal async Task<bool> ChangeAsync(string id, string url, IEnumerable<string> kinds, bool isActive)
    {
        await using SqliteConnection connection = await database.ConnectAsync();
        return await connection.ExecuteAsync(
                "UPDATE webhooks SET url = @url, kinds = @kinds, active = @isActive, trouble = '' WHERE id = @id",
                new
                {
                    id,
                    url,
                    kinds = string.Join(' ', kinds),
                    isActive,
                }
            ) > 0;
    }

    internal async Task<bool> RemoveAsync(string id)
    {
        await using SqliteConnection connection = await database.ConnectAsync();
        return await connection.ExecuteAsync("DELETE FROM webhooks WHERE id = @id", new { id }) > 0;
    }

    internal async Task<long> CursorAsync(MaintenanceId maintenance)
    {
        await using SqliteConnection connection = await database.ConnectAsync();
        return await connection.ExecuteScalarAsync<long?>(
                "SELECT sequence FROM webhook_cursors WHERE maintenance = @id",
                new { id = maintenance.Text }
            ) ?? 0;
    }

    /// <summary>How far each journal was told, by maintenance.</summary>
    internal async Task<IReadOnlyDictionary<string, long>> CursorsAsync()
    {
        await using SqliteConnection connection = await database.ConnectAsync();
        return (
            await connection.QueryAsync<(string Maintenance, long Sequence)>(
                "SELECT maintenance, sequence FROM webhook_cursors"
            )
        ).ToDictionary(cursor => cursor.Maintenance, cursor => cursor.Sequence, StringComparer.Ordinal);
    }

    /// <summary>Journals that were read so far count as told, whether somebody asked for what stands there or not.</summary>
    internal async Task ReadUpToAsync(IReadOnlyCollection<KeyValuePair<MaintenanceId, long>> places)
    {
        await using SqliteConnection connection = await database.ConnectAsync();
        await using SqliteTransaction transaction = connection.BeginTransaction();
        await connection.ExecuteAsync(
            ReadUpTo,
            places.Select(place => new { id = place.Key.Text, sequence = place.Value }),
            transaction
        );
        await transaction.CommitAsync();
    }

    /// <summary>Messages and the place in the journal up to which they tell it, together or not at all.</summary>
    internal async Task PutAsync(
        MaintenanceId? maintenance,
        long sequence,
        string message,
        IEnumerable<string> webhooks,
        string kind,
        string body,
        Instant now
    )
    {
        await using SqliteConnection connection = await database.ConnectAsync();
        await using SqliteTransaction transaction = connection.BeginTransaction();
        await connection.ExecuteAsync(
            "INSERT INTO webhook_outbox VALUES (@message, @webhook, @kind, @body, 'waiting', 0, @at, @at, '') ON CONFLICT DO NOTHING",
            webhooks.Select(webhook => new
            {
                message,
                webhook,
                kind,
                body,
                at = now.ToUnixTimeMilliseconds(),
            }),
            transaction
        );
        if (maintenance is not null)
        {
            await connection.ExecuteAsync(ReadUpTo, new { id = maintenance.Text, sequence }, transaction);
        }

        await transaction.CommitAsync();
    }

    /// <summary>What is due, with what sending it needs; oldest first.</summary>
    internal async Task<IReadOnlyList<DueMessage>> DueAsync(Instant now, int most)
    {
        await using SqliteConnection connection = await database.ConnectAsync();
        return
        [
            .. await connection.QueryAsync<DueMessage>(
                "SELECT o.message, o.webhook, o.body, o.attempts, o.at, w.url, w.secret FROM webhook_outbox o "
                    + "JOIN webhooks w ON w.id = o.webhook WHERE o.state = 'waiting' AND o.due <= @now AND w.active = 1 "
                    + "ORDER BY o.due, o.rowid LIMIT @most",
                new { now = now.ToUnixTimeMilliseconds(), most }
            ),
        ];
    }

    /// <summary>When something is due next; null when nothing waits.</summary>
    internal async Task<Instant?> NextDueAsync()
    {
        await using SqliteConnection connection = await database.ConnectAsync();
        return
            await connection.ExecuteScalarAsync<long?>(
                "SELECT min(o.due) FROM webhook_outbox o JOIN webhooks w ON w.id = o.webhook WHERE o.state = 'waiting' AND w.active = 1"
            )
                is { } due
            ? Instant.FromUnixTimeMilliseconds(due)
            : null;
    }

    internal async Task SettleAsync(DueMessage message, WebhookDeliveryState state, Instant due, string answer)
    {
        await using SqliteConnection connection = await database.ConnectAsync();
        await connection.ExecuteAsync(
            "UPDATE webhook_outbox SET state = @state, attempts = attempts + 1, due = @due, answer = @answer "
                + "WHERE webhook = @Webhook AND message = @Message",
            new
            {
                message.Webhook,
                message.Message,
                state = Reports.Names.Kebab(state.ToString()),
                due = due.ToUnixTimeMilliseconds(),
                answer,
            }
        );
    }

    internal async Task DisableAsync(string webhook, string trouble)
    {
        await using SqliteConnection connection = await database.ConnectAsync();
        await connection.ExecuteAsync(
            "UPDATE webhooks SET active = 0, trouble = @trouble WHERE id = @webhook",
            new { webhook, trouble }
        );
    }

    /// <summary>Newest first.</summary>
    internal async Task<IReadOnlyList<WebhookDelivery>> DeliveriesAsync(string webhook, int most)
    {
        await using SqliteConnection connection = await database.ConnectAsync();
        return
        [
            .. (
                await connection.QueryAsync<DeliveryRow>(
                    "SELECT message, webhook, kind, state, attempts, at, due, answer FROM webhook_outbox "
                        + "WHERE webhook = @webhook ORDER BY rowid DESC LIMIT @most",
                    new { webhook, most }
                )
            ).Select(row => row.ToDelivery()),
        ];
    }

    internal async Task<bool> RetryAsync(string webhook, string message, Instant now)
    {
        await using SqliteConnection connection = await database.ConnectAsync();
        return await connection.ExecuteAsync(
                "UPDATE webhook_outbox SET state = 'waiting', due = @now WHERE webhook = @webhook AND message = @message",
                new
                {
                    webhook,
                    message,
                    now = now.ToUnixTimeMilliseconds(),
                }
            ) > 0;
    }

    /// <summary>Forgets what was delivered or given up before an instant.</summary>
    internal async Task ForgetAsync(Instant before)
    {
        await using SqliteConnection connection = await database.ConnectAsync();
        await connection.ExecuteAsync(
            "DELETE FROM webhook_outbox WHERE state <> 'waiting' AND due < @before",
            new { before = before.ToUnixTimeMilliseconds() }
        );
    }

    internal sealed record DueMessage
    {
        public string Message { get; init; } = "";
        public string Webhook { get; init; } = "";
        public string Body { get; init; } = "";
        public long Attempts { get; init; }
        public long At { get; init; }
        public string Url { get; init; } = "";
        public string Secret { get; init; } = "";
    }

    private sealed record Row
    {
        public string Id { get; init; } = "";
        public string Url { get; init; } = "";
        public string Kinds { get; init; } = "";
        public long Active { get; init; }
        public string Trouble { get; init; } = "";
        public string Person { get; init; } = "";
        public long At { get; init; }

        internal Webhook ToWebhook() =>
            new(
                Id,
                Url,
                [.. Kinds.Split(' ', StringSplitOptions.RemoveEmptyEntries)],
                Active == 1,
                Trouble,
                Person,
                Instant.FromUnixTimeMilliseconds(At)
            );
    }

    private sealed record DeliveryRow
    {
        public string Message { get; init; } = "";
        public string Webhook { get; init; } = "";
        public string Kind { get; init; } = "";
        public string State { get; init; } = "";
        public long Attempts { get; init; }
        public long At { get; init; }
        public long Due { get; init; }
        public string Answer { get; init; } = "";

        internal WebhookDelivery ToDelivery() =>
            new(
                Message,
                Webhook,
                Kind,
                State switch
                {
                    "waiting" => WebhookDeliveryState.Waiting,
                    "delivered" => WebhookDeliveryState.Delivered,
                    _ => WebhookDeliveryState.Failed,
                },
                (int)Attempts,
                Instant.FromUnixTimeMilliseconds(At),
                Instant.FromUnixTimeMilliseconds(Due),
                Answer
            );
    }
}
