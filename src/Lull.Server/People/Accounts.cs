using System.Collections.Concurrent;
using System.Data;
using System.Security.Cryptography;
using Dapper;
using Lull.Engine.Timers;
using Lull.Reports;
using Lull.Server.Callers;
using Lull.Server.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;

namespace Lull.Server.People;

/// <summary>
/// The accounts of this server. They are kept in memory too, because every request asks for one; this process alone writes them, and
/// a change holds from the next request on.
/// </summary>
public sealed class Accounts : IDisposable
{
    private const string Columns =
        "person AS Person, name AS Name, zone AS Zone, rights AS Rights, password AS PasswordHash, stamp AS Stamp, subject AS Subject, service AS Service, disabled AS Disabled, made AS Made";

    private static readonly Account Nobody = new("nobody", "", "Etc/UTC", Rights.None);

    private readonly ConcurrentDictionary<string, Account> _accounts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _changes = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly PasswordHasher<Account> _hasher = new();
    private readonly ServerDatabase _database;
    private readonly AuditTrail _audit;
    private readonly IMaintenanceClock _clock;
    private readonly string _nobodysHash;

    private Accounts(ServerDatabase database, AuditTrail audit, IMaintenanceClock clock)
    {
        _database = database;
        _audit = audit;
        _clock = clock;
        _nobodysHash = _hasher.HashPassword(Nobody, NewStamp());
    }

    /// <summary>Its table.</summary>
    public static SchemaPart Schema { get; } =
        new(
            "accounts",
            [
                """
                CREATE TABLE accounts (
                    person TEXT PRIMARY KEY, name TEXT NOT NULL, zone TEXT NOT NULL, rights INTEGER NOT NULL,
                    password TEXT NOT NULL, stamp TEXT NOT NULL, subject TEXT NOT NULL,
                    service INTEGER NOT NULL, disabled INTEGER NOT NULL, made INTEGER NOT NULL) STRICT;
                CREATE UNIQUE INDEX accounts_by_subject ON accounts (subject) WHERE subject <> ''
                """,
            ]
        );

    /// <summary>All of them, by id.</summary>
    public IReadOnlyList<Account> All => [.. _accounts.Values.OrderBy(one => one.Person, StringComparer.Ordinal)];

    /// <summary>True before the first account is made.</summary>
    public bool IsEmpty => _accounts.IsEmpty;

    /// <summary>Reads what is in the database.</summary>
    public static async Task<Accounts> OpenAsync(ServerDatabase database, AuditTrail audit, IMaintenanceClock clock)
    {
        var accounts = new Accounts(database, audit, clock);
        await using SqliteConnection connection = await database.ConnectAsync();
        foreach (Row row in await connection.QueryAsync<Row>($"SELECT {Columns} FROM accounts"))
        {
            accounts._accounts[row.Person] = row.Account();
        }

        return accounts;
    }

    /// <summary>The account of an id; null when there is none.</summary>
    public Account? Find(string person) => _accounts.GetValueOrDefault(person);

    /// <summary>The account of a subject at the OpenID provider; null when there is none.</summary>
    public Account? FindBySubject(string subject) => _accounts.Values.FirstOrDefault(one => one.Subject == subject);

    /// <summary>Cancelled when the account's rights, password or state change: whatever was opened in its name, such as a live stream, ends and asks again.</summary>
    public CancellationToken ChangeOf(string person) =>
        _changes.GetOrAdd(person, _ => new CancellationTokenSource()).Token;

    /// <summary>Makes an account.</summary>
    /// <returns>The faults by field, and nothing was made; or none.</returns>
    public async Task<IReadOnlyDictionary<string, string>> AddAsync(
        AccountDraft draft,
        string actor,
        string address = "",
        bool isFirst = false
    )
    {
        var faults = new Dictionary<string, string>(draft.Faults(), StringComparer.Ordinal);
        if (faults.Count > 0)
        {
            return faults;
        }

        var account = new Account(draft.Person, draft.Name.Trim(), draft.Zone, draft.Rights)
        {
            Stamp = NewStamp(),
            Subject = draft.Subject,
            IsService = draft.IsService,
            Made = _clock.RealNow,
        };
        if (draft.Password is { } password)
        {
            account = account with { PasswordHash = _hasher.HashPassword(account, password) };
        }

        using IDisposable turn = await TurnAsync();
        if (isFirst && !IsEmpty)
        {
            faults["person"] = "Somebody was quicker: an account exists already. Sign in, or ask its owner.";
        }
        else if (_accounts.ContainsKey(account.Person))
        {
            faults["person"] = $"'{account.Person}' exists already.";
        }
        else
        {
            string made = account.IsService ? "service-account-made" : "account-made";
            await SaveAsync(account, actor, made, RightsText.Of(account.Rights), address);
        }

        return faults;
    }

    /// <summary>The account whose password this is; null when there is none, it is disabled, or the password is another. Takes equally long in each case.</summary>
    public async Task<Account?> VerifyAsync(string person, string password)
    {
        Account? account = Find(person);
        bool canSignIn = account is { CanSignIn: true, PasswordHash.Length: > 0 };
        PasswordVerificationResult result = _hasher.VerifyHashedPassword(
            account ?? Nobody,
            canSignIn ? account!.PasswordHash : _nobodysHash,
            password
        );
        if (!canSignIn || result == PasswordVerificationResult.Failed)
        {
            return null;
        }

        if (result == PasswordVerificationResult.SuccessRehashNeeded)
        {
            await ChangeAsync(
                person,
                now => now with { PasswordHash = _hasher.HashPassword(now, password) },
                person,
                "password-hashed-again"
            );
        }

        return Find(person);
    }

    /// <summary>Changes the name and the zone that somebody reads times in.</summary>
    public async Task<IReadOnlyDictionary<string, string>> DescribeAsync(
        string person,
        string name,
        string zone,
        string actor,
        string address = ""
    )
    {
        Dictionary<string, string> faults = new(StringComparer.Ordinal);
        if (AccountDraft.FaultOfName(name) is { } badName)
        {
            faults["name"] = badName;
        }

        if (AccountDraft.FaultOfZone(zone) is { } badZone)
        {
            faults["zone"] = badZone;
        }

        if (faults.Count == 0)
        {
            await ChangeAsync(
                person,
                now => now with { Name = name.Trim(), Zone = zone },
                actor,
                "account-described",
                zone,
                address
            );
        }

        return faults;
    }

    /// <summary>Gives a new password and ends every session.</summary>
    /// <returns>What is wrong with it; null when it holds now.</returns>
    public async Task<string?> SetPasswordAsync(string person, string password, string actor, string address = "")
    {
        if (AccountDraft.FaultOfPassword(password) is { } fault)
        {
            return fault;
        }

        return await ChangeAsync(
            person,
            now => now with { PasswordHash = _hasher.HashPassword(now, password), Stamp = NewStamp() },
            actor,
            "password-changed",
            "",
            address
        );
    }

    /// <summary>From now on a subject at the OpenID provider signs in as this account.</summary>
    public Task<string?> LinkAsync(string person, string subject, string address = "") =>
        ChangeAsync(person, now => now with { Subject = subject }, person, "account-linked", subject, address);

    /// <summary>Ends every session of somebody.</summary>
    public Task<string?> EndSessionsAsync(string person, string actor, string address = "") =>
        ChangeAsync(person, now => now with { Stamp = NewStamp() }, actor, "sessions-ended", "", address);

    /// <summary>Gives exactly these rights. The refusal, in words, when nobody could administer the server afterwards; else null.</summary>
    public Task<string?> SetRightsAsync(string person, Rights rights, string actor, string address = "") =>
        ChangeAsync(
            person,
            now => now with { Rights = rights },
            actor,
            "rights-changed",
            RightsText.Of(rights),
            address
        );

    /// <summary>Disables an account, which ends its sessions and tokens at once, or lets it in again. The refusal in words, or null.</summary>
    public Task<string?> SetDisabledAsync(string person, bool isDisabled, string actor, string address = "") =>
        ChangeAsync(
            person,
            now => now with { IsDisabled = isDisabled, Stamp = NewStamp() },
            actor,
            isDisabled ? "account-disabled" : "account-enabled",
            "",
            address
        );

    /// <inheritdoc/>
    public void Dispose() => _writing.Dispose();

    /// <summary>Everything opened in somebody's name ends and asks again.</summary>
    internal void Announce(string person)
    {
        if (_changes.TryRemove(person, out CancellationTokenSource? change))
        {
            change.Cancel();
        }
    }

    private static string NewStamp() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    private async Task<string?> ChangeAsync(
        string person,
        Func<Account, Account> change,
        string actor,
        string kind,
        string detail = "",
        string address = ""
    )
    {
        using IDisposable turn = await TurnAsync();
        if (Find(person) is not { } now)
        {
            return $"There is no account '{person}'.";
        }

        Account next = change(now);
        if (IsAdministrator(now) && !IsAdministrator(next) && _accounts.Values.Count(IsAdministrator) == 1)
        {
            return $"'{person}' is the last one who can administer this server. Give somebody else that right first.";
        }

        await SaveAsync(next, actor, kind, detail, address);
        return null;
    }

    private static bool IsAdministrator(Account account) =>
        account.CanSignIn && account.Rights.HasFlag(Rights.Administer);

    private async Task SaveAsync(Account account, string actor, string kind, string detail, string address)
    {
        await using SqliteConnection connection = await _database.ConnectAsync();
        await using SqliteTransaction transaction = connection.BeginTransaction(IsolationLevel.Serializable);
        await connection.ExecuteAsync(
            "INSERT OR REPLACE INTO accounts VALUES (@Person, @Name, @Zone, @Rights, @PasswordHash, @Stamp, @Subject, @Service, @Disabled, @Made)",
            Row.Of(account),
            transaction
        );
        await _audit.AppendAsync(transaction, actor, kind, account.Person, detail, address);
        await transaction.CommitAsync();
        _accounts[account.Person] = account;
        Announce(account.Person);
    }

    private async Task<IDisposable> TurnAsync()
    {
        await _writing.WaitAsync();
        return new Turn(_writing);
    }

    private sealed class Turn(SemaphoreSlim semaphore) : IDisposable
    {
        public void Dispose() => semaphore.Release();
    }

    private sealed class Row
    {
        public string Person { get; init; } = "";
        public string Name { get; init; } = "";
        public string Zone { get; init; } = "";
        public long Rights { get; init; }
        public string PasswordHash { get; init; } = "";
        public string Stamp { get; init; } = "";
        public string Subject { get; init; } = "";
        public long Service { get; init; }
        public long Disabled { get; init; }
        public long Made { get; init; }

        public static Row Of(Account account) =>
            new()
            {
                Person = account.Person,
                Name = account.Name,
                Zone = account.Zone,
                Rights = (long)account.Rights,
                PasswordHash = account.PasswordHash,
                Stamp = account.Stamp,
                Subject = account.Subject,
                Service = account.IsService ? 1 : 0,
                Disabled = account.IsDisabled ? 1 : 0,
                Made = account.Made.ToUnixTimeMilliseconds(),
            };

        public Account Account() =>
            new(Person, Name, Zone, (Rights)Rights)
            {
                PasswordHash = PasswordHash,
                Stamp = Stamp,
                Subject = Subject,
                IsService = Service != 0,
                IsDisabled = Disabled != 0,
                Made = Instant.FromUnixTimeMilliseconds(Made),
            };
    }
}
