using System.Collections.Concurrent;
using System.Data;
using System.Security.Cryptography;
using Dapper;
using Lull.Engine.Timers;
using Lull.Server.Callers;
using Lull.Server.Data;
using Microsoft.Data.Sqlite;

namespace Lull.Server.People;

/// <summary>
/// Personal tokens and tokens of service accounts. They are kept in memory too, by hash, because every request with one asks; a
/// revocation holds from the next request on.
/// </summary>
public sealed class Tokens
{
    /// <summary>A token works no longer than this.</summary>
    public const int MostDays = 366;

    /// <summary>An account has no more working tokens than this.</summary>
    public const int MostOfOne = 50;

    private const string Columns =
        "id AS Id, hash AS Hash, owner AS Owner, name AS Name, rights AS Rights, made AS Made, expires AS Expires, used AS Used, revoked AS Revoked";

    private readonly ConcurrentDictionary<string, Token> _byHash = new(StringComparer.Ordinal);
    private readonly ServerDatabase _database;
    private readonly Accounts _accounts;
    private readonly AuditTrail _audit;
    private readonly IMaintenanceClock _clock;

    private Tokens(ServerDatabase database, Accounts accounts, AuditTrail audit, IMaintenanceClock clock)
    {
        _database = database;
        _accounts = accounts;
        _audit = audit;
        _clock = clock;
    }

    /// <summary>Its table.</summary>
    public static SchemaPart Schema { get; } =
        new(
            "tokens",
            [
                """
                CREATE TABLE tokens (
                    id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, owner TEXT NOT NULL REFERENCES accounts (person), name TEXT NOT NULL,
                    rights INTEGER NOT NULL, made INTEGER NOT NULL, expires INTEGER NOT NULL, used INTEGER, revoked INTEGER NOT NULL) STRICT
                """,
            ]
        );

    /// <summary>Reads what is in the database.</summary>
    public static async Task<Tokens> OpenAsync(
        ServerDatabase database,
        Accounts accounts,
        AuditTrail audit,
        IMaintenanceClock clock
    )
    {
        var tokens = new Tokens(database, accounts, audit, clock);
        await using SqliteConnection connection = await database.ConnectAsync();
        foreach (Row row in await connection.QueryAsync<Row>($"SELECT {Columns} FROM tokens"))
        {
            tokens._byHash[row.Hash] = row.Token();
        }

        return tokens;
    }

    /// <summary>The tokens of an account that still work, newest first.</summary>
    public IReadOnlyList<Token> Of(string owner) =>
        [
            .. _byHash
                .Values.Where(token => token.Owner == owner && token.IsGoodAt(_clock.RealNow))
                .OrderByDescending(token => token.Made)
                .ThenBy(token => token.Id, StringComparer.Ordinal),
        ];

    /// <summary>Makes a token. Nobody makes one with a token, for somebody else, or with rights they do not have.</summary>
    public async Task<TokenAnswer> MakeAsync(Caller caller, TokenDraft draft, string address = "")
    {
        Dictionary<string, string> faults = FaultsOf(caller, draft);
        if (faults.Count > 0)
        {
            return new TokenAnswer("", null, faults);
        }

        string secret = TokenSecret.New();
        Instant now = _clock.RealNow;
        var token = new Token(
            $"t-{RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz234567", 8)}",
            draft.Owner,
            draft.Name.Trim(),
            draft.Rights,
            now,
            now + Duration.FromDays(draft.Days),
            Used: null,
            IsRevoked: false
        );
        await using SqliteConnection connection = await _database.ConnectAsync();
        await using SqliteTransaction transaction = connection.BeginTransaction(IsolationLevel.Serializable);
        var row = Row.Of(token, TokenSecret.HashOf(secret));
        await connection.ExecuteAsync(
            "INSERT INTO tokens VALUES (@Id, @Hash, @Owner, @Name, @Rights, @Made, @Expires, @Used, @Revoked)",
            row,
            transaction
        );
        string detail = $"'{token.Name}' of {token.Owner}: {RightsText.Of(token.Rights)}, {draft.Days} days";
        await _audit.AppendAsync(transaction, caller.Person, "token-made", token.Id, detail, address);
        await transaction.CommitAsync();
        _byHash[row.Hash] = token;
        return new TokenAnswer(secret, token, faults);
    }

    /// <summary>Takes a token back, at once. False when there is none of that id that the caller may take back.</summary>
    public async Task<bool> RevokeAsync(Caller caller, string id, string address = "")
    {
        if (
            _byHash.FirstOrDefault(one => one.Value.Id == id)
                is not { Key: { } hash, Value: { IsRevoked: false } token }
            || (token.Owner != caller.Person && !caller.May(Rights.Administer))
        )
        {
            return false;
        }

        await using SqliteConnection connection = await _database.ConnectAsync();
        await using SqliteTransaction transaction = connection.BeginTransaction(IsolationLevel.Serializable);
        await connection.ExecuteAsync("UPDATE tokens SET revoked = 1 WHERE id = @id", new { id }, transaction);
        await _audit.AppendAsync(
            transaction,
            caller.Person,
            "token-revoked",
            id,
            $"'{token.Name}' of {token.Owner}",
            address
        );
        await transaction.CommitAsync();
        _byHash[hash] = token with { IsRevoked = true };
        _accounts.Announce(token.Owner);
        return true;
    }

    /// <summary>Who asks with this secret; null when it is no token that works.</summary>
    public async Task<Caller?> CallerOfAsync(string secret)
    {
        if (!TokenSecret.IsWellFormed(secret))
        {
            return null;
        }

        string hash = TokenSecret.HashOf(secret);
        Instant now = _clock.RealNow;
        if (
            !_byHash.TryGetValue(hash, out Token? token)
            || !token.IsGoodAt(now)
            || _accounts.Find(token.Owner) is not { IsDisabled: false } owner
        )
        {
            return null;
        }

        if (token.Used is not { } used || now - used >= Duration.FromHours(1))
        {
            await NoteUseAsync(hash, token, now);
        }

        return owner.AsCaller() with
        {
            Rights = owner.Rights & token.Rights,
            Token = token.Name,
        };
    }

    private Dictionary<string, string> FaultsOf(Caller caller, TokenDraft draft)
    {
        var faults = new Dictionary<string, string>(StringComparer.Ordinal);
        Account? owner = _accounts.Find(draft.Owner);
        if (caller.Token.Length > 0)
        {
            faults["token"] = "A token cannot make tokens. Sign in to make one.";
        }
        else if (owner is null or { IsDisabled: true })
        {
            faults["token"] = $"There is no account '{draft.Owner}' that could own it.";
        }
        else if (owner.Person != caller.Person && !(owner.IsService && caller.May(Rights.Administer)))
        {
            faults["token"] = "A token is made by its owner; those of service accounts by who administers this server.";
        }
        else if (Of(draft.Owner).Count >= MostOfOne)
        {
            faults["token"] = $"{draft.Owner} has {MostOfOne} tokens. Revoke those that are not used.";
        }
        else if ((draft.Rights & ~owner.Rights) is var more && more != Rights.None)
        {
            faults["rights"] = $"{draft.Owner} does not have the right '{RightsText.Of(more)}'.";
        }

        if (draft.Rights == Rights.None)
        {
            faults["rights"] = "Choose at least one right.";
        }

        if (AccountDraft.FaultOfName(draft.Name) is { } name)
        {
            faults["name"] = name.Contains("call them", StringComparison.Ordinal) ? "Say what it is for." : name;
        }

        if (draft.Days is < 1 or > MostDays)
        {
            faults["days"] = $"Between 1 and {MostDays} days.";
        }

        return faults;
    }

    private async Task NoteUseAsync(string hash, Token token, Instant now)
    {
        Token used = token with { Used = now };
        if (!_byHash.TryUpdate(hash, used, token))
        {
            return;
        }

        await using SqliteConnection connection = await _database.ConnectAsync();
        await connection.ExecuteAsync(
            "UPDATE tokens SET used = @Used WHERE id = @Id",
            new { token.Id, Used = now.ToUnixTimeMilliseconds() }
        );
    }

    private sealed class Row
    {
        public string Id { get; init; } = "";
        public string Hash { get; init; } = "";
        public string Owner { get; init; } = "";
        public string Name { get; init; } = "";
        public long Rights { get; init; }
        public long Made { get; init; }
        public long Expires { get; init; }
        public long? Used { get; init; }
        public long Revoked { get; init; }

        public static Row Of(Token token, string hash) =>
            new()
            {
                Id = token.Id,
                Hash = hash,
                Owner = token.Owner,
                Name = token.Name,
                Rights = (long)token.Rights,
                Made = token.Made.ToUnixTimeMilliseconds(),
                Expires = token.Expires.ToUnixTimeMilliseconds(),
                Used = token.Used?.ToUnixTimeMilliseconds(),
                Revoked = token.IsRevoked ? 1 : 0,
            };

        public Token Token() =>
            new(
                Id,
                Owner,
                Name,
                (Rights)Rights,
                Instant.FromUnixTimeMilliseconds(Made),
                Instant.FromUnixTimeMilliseconds(Expires),
                Used is { } used ? Instant.FromUnixTimeMilliseconds(used) : null,
                Revoked != 0
            );
    }
}
