using Lull.Server.Callers;

namespace Lull.Server.People.OpenId;

/// <summary>Whose account a sign-in at the provider opens. People are known by the provider's subject, never by a name that somebody may have chosen.</summary>
internal sealed class Admission(OpenIdOptions options, Accounts accounts)
{
    /// <summary>The account, made or brought up to date when need be.</summary>
    /// <exception cref="OpenIdException">They are not let in; says why and what to do.</exception>
    internal async Task<Account> AdmitAsync(OpenIdProvider.Confirmed confirmed, string address)
    {
        string subject = options.SubjectOf(confirmed.Subject);
        if (accounts.FindBySubject(subject) is { } known)
        {
            return await BringUpToDateAsync(known, confirmed, address);
        }

        string person = confirmed.Of(options.PersonClaim) is [var named, ..] ? named.ToLowerInvariant() : "";
        if (!Account.IsPerson(person))
        {
            throw new OpenIdException(
                $"The provider's claim '{options.PersonClaim}' does not hold an id such as 'ana'. Whoever administers this server can name another claim."
            );
        }

        return accounts.Find(person) switch
        {
            { IsService: false, IsDisabled: false, Subject: "", PasswordHash: "" } waiting => await LinkAsync(
                waiting,
                subject,
                confirmed,
                address
            ),
            { } => throw new OpenIdException(
                $"There is an account '{person}' here already that does not belong to you at the provider. Whoever administers this server can sort it out."
            ),
            null when options.AdmitsStrangers => await MakeAsync(person, subject, confirmed, address),
            null => throw new OpenIdException(
                $"'{person}' has no account here. Somebody who administers this server can make one."
            ),
        };
    }

    private async Task<Account> LinkAsync(
        Account waiting,
        string subject,
        OpenIdProvider.Confirmed confirmed,
        string address
    )
    {
        await accounts.LinkAsync(waiting.Person, subject, address);
        return await BringUpToDateAsync(accounts.Find(waiting.Person)!, confirmed, address);
    }

    private async Task<Account> MakeAsync(
        string person,
        string subject,
        OpenIdProvider.Confirmed confirmed,
        string address
    )
    {
        string name = confirmed.Of("name") is [{ Length: > 0 } given, ..] ? given : person;
        string zone =
            confirmed.Of("zoneinfo") is [var stated, ..] && AccountDraft.FaultOfZone(stated) is null
                ? stated
                : "Etc/UTC";
        var draft = new AccountDraft(
            person,
            AccountDraft.FaultOfName(name) is null ? name : person,
            zone,
            RightsOf(confirmed) ?? options.UsualRights
        )
        {
            Subject = subject,
        };
        IReadOnlyDictionary<string, string> faults = await accounts.AddAsync(draft, person, address);
        return faults.Count == 0 ? accounts.Find(person)! : throw new OpenIdException(string.Join(' ', faults.Values));
    }

    private async Task<Account> BringUpToDateAsync(Account known, OpenIdProvider.Confirmed confirmed, string address)
    {
        if (known.IsDisabled)
        {
            throw new OpenIdException($"The account '{known.Person}' is disabled.");
        }

        if (RightsOf(confirmed) is { } rights && rights != known.Rights)
        {
            // Refused when nobody could administer the server afterwards; then they keep what they have.
            await accounts.SetRightsAsync(known.Person, rights, known.Person, address);
        }

        return accounts.Find(known.Person)!;
    }

    /// <summary>What the provider's claim gives; null when none is mapped.</summary>
    private Rights? RightsOf(OpenIdProvider.Confirmed confirmed) =>
        options.RightsClaim.Length == 0
            ? null
            : confirmed
                .Of(options.RightsClaim)
                .Aggregate(
                    options.UsualRights,
                    (sum, value) => sum | options.RightsByValue.GetValueOrDefault(value, Rights.None)
                );
}
