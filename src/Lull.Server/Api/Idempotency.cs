using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Lull.Engine.Timers;
using Lull.Server.Callers;
using Lull.Server.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Lull.Server.Api;

/// <summary>
/// <c>Idempotency-Key</c>: a request that is sent twice with the same key happens once, and both get the same answer. Keys belong to
/// the caller and are kept for a day. A key is noted before the request is carried out, so that a crash in between is not forgotten.
/// </summary>
internal sealed class Idempotency(ServerDatabase database, IMaintenanceClock clock)
{
    internal const string Header = "Idempotency-Key";
    private const int LongestKey = 128;
    private static readonly Duration Life = Duration.FromDays(1);
    private readonly ConcurrentDictionary<(string Person, string Key), SemaphoreSlim> _underWay = new();

    internal static SchemaPart Schema { get; } =
        new(
            "idempotency",
            [
                """
                CREATE TABLE idempotency_keys (
                    person TEXT NOT NULL, key TEXT NOT NULL, request BLOB NOT NULL, at INTEGER NOT NULL,
                    status INTEGER, type TEXT, body BLOB, PRIMARY KEY (person, key)) STRICT;
                CREATE INDEX idempotency_keys_by_age ON idempotency_keys (at);
                """,
                "ALTER TABLE idempotency_keys ADD COLUMN tag TEXT; ALTER TABLE idempotency_keys ADD COLUMN location TEXT",
            ]
        );

    /// <summary>Carries a request out, or gives the answer that it got before.</summary>
    internal async Task HandleAsync(HttpContext http, RequestDelegate next)
    {
        string key = http.Request.Headers[Header].ToString();
        if (key.Length > LongestKey || key.Any(letter => letter is < ' ' or > '~'))
        {
            await Problems
                .Of("malformed", $"An {Header} is 1 to {LongestKey} printable ASCII characters.")
                .ExecuteAsync(http);
            return;
        }

        byte[] request = await HashAsync(http);
        string person = http.Caller().Person;
        SemaphoreSlim turn = _underWay.GetOrAdd((person, key), static _ => new SemaphoreSlim(1));
        await turn.WaitAsync(http.RequestAborted);
        try
        {
            if (await FindAsync(person, key) is { } kept)
            {
                await AnswerAsync(http, kept, request);
                return;
            }

            await NoteAsync(person, key, request);
            await CarryOutAsync(http, next, person, key);
        }
        finally
        {
            turn.Release();
            _underWay.TryRemove(KeyValuePair.Create((person, key), turn));
        }
    }

    private static Task AnswerAsync(HttpContext http, Kept kept, byte[] request)
    {
        if (!CryptographicOperations.FixedTimeEquals(kept.Request, request))
        {
            return Problems
                .Of("idempotency-mismatch", $"This {Header} was used for another request. Take a new one.")
                .ExecuteAsync(http);
        }

        if (kept.Status is not { } status)
        {
            return Problems
                .Of(
                    "outcome-unknown",
                    "The server stopped while it carried the first request out. Look whether it happened, then ask with a new key."
                )
                .ExecuteAsync(http);
        }

        http.Response.StatusCode = (int)status;
        http.Response.ContentType = kept.Type;
        http.Response.Headers.ETag = kept.Tag;
        http.Response.Headers.Location = kept.Location;
        http.Response.Headers["Idempotency-Replayed"] = "true";
        return http.Response.Body.WriteAsync(kept.Body ?? [], http.RequestAborted).AsTask();
    }

    private async Task CarryOutAsync(HttpContext http, RequestDelegate next, string person, string key)
    {
        Stream wire = http.Response.Body;
        using var answer = new MemoryStream();
        http.Response.Body = answer;
        bool isKept = false;
        try
        {
            await next(http);
            if (http.Response.StatusCode is < 500 and not 429)
            {
                await KeepAsync(person, key, http.Response, answer.ToArray());
                isKept = true;
            }
        }
        finally
        {
            http.Response.Body = wire;
            if (!isKept)
            {
                await ForgetAsync(person, key);
            }
        }

        answer.Position = 0;
        await answer.CopyToAsync(wire, http.RequestAborted);
    }

    /// <summary>What makes two requests the same: where they go, what they are conditional on, and their bytes.</summary>
    private static async Task<byte[]> HashAsync(HttpContext http)
    {
        http.Request.EnableBuffering();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(
            Encoding.UTF8.GetBytes(
                $"{http.Request.Method} {http.Request.Path}{http.Request.QueryString}\n{http.Request.Headers.IfMatch}\n"
            )
        );
        byte[] buffer = new byte[81_920];
        int read;
        while ((read = await http.Request.Body.ReadAsync(buffer, http.RequestAborted)) > 0)
        {
            hash.AppendData(buffer, 0, read);
        }

        http.Request.Body.Position = 0;
        return hash.GetHashAndReset();
    }

    private async Task<Kept?> FindAsync(string person, string key)
    {
        await using SqliteConnection connection = await database.ConnectAsync();
        return await connection.QuerySingleOrDefaultAsync<Kept>(
            "SELECT request, status, type, body, tag, location FROM idempotency_keys WHERE person = @person AND key = @key AND at > @since",
            new
            {
                person,
                key,
                since = (clock.RealNow - Life).ToUnixTimeMilliseconds(),
            }
        );
    }

    private async Task NoteAsync(string person, string key, byte[] request)
    {
        await using SqliteConnection connection = await database.ConnectAsync();
        await connection.ExecuteAsync(
            "DELETE FROM idempotency_keys WHERE at <= @since; "
                + "INSERT INTO idempotency_keys (person, key, request, at) VALUES (@person, @key, @request, @now)",
            new
            {
                person,
                key,
                request,
                now = clock.RealNow.ToUnixTimeMilliseconds(),
                since = (clock.RealNow - Life).ToUnixTimeMilliseconds(),
            }
        );
    }

    private async Task KeepAsync(string person, string key, HttpResponse response, byte[] body)
    {
        await using SqliteConnection connection = await database.ConnectAsync();
        await connection.ExecuteAsync(
            "UPDATE idempotency_keys SET status = @StatusCode, type = @ContentType, body = @body, tag = @tag, location = @location WHERE person = @person AND key = @key",
            new
            {
                person,
                key,
                response.StatusCode,
                response.ContentType,
                body,
                tag = (string?)response.Headers.ETag,
                location = (string?)response.Headers.Location,
            }
        );
    }

    private async Task ForgetAsync(string person, string key)
    {
        await using SqliteConnection connection = await database.ConnectAsync();
        await connection.ExecuteAsync(
            "DELETE FROM idempotency_keys WHERE person = @person AND key = @key AND status IS NULL",
            new { person, key }
        );
    }

    private sealed record Kept
    {
        public byte[] Request { get; init; } = [];
        public long? Status { get; init; }
        public string? Type { get; init; }
        public byte[]? Body { get; init; }
        public string? Tag { get; init; }
        public string? Location { get; init; }
    }
}

/// <summary>Where keys are looked at.</summary>
internal static class IdempotencyStep
{
    /// <summary>Stands behind the guard, in front of the endpoints.</summary>
    internal static void UseIdempotency(this IApplicationBuilder app) =>
        app.Use(
            (http, next) =>
                http.IsApi()
                && HttpMethods.IsPost(http.Request.Method)
                && http.Request.Headers.ContainsKey(Idempotency.Header)
                    ? http.RequestServices.GetRequiredService<Idempotency>().HandleAsync(http, next)
                    : next(http)
        );
}
