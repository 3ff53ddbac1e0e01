using Lull.Server.Data;
using Lull.Server.People.OpenId;
using Microsoft.Extensions.DependencyInjection;

namespace Lull.Server.People;

/// <summary>Accounts, sessions and what happens to them.</summary>
internal static class PeopleServices
{
    /// <summary>Their tables, in the order in which they refer to each other.</summary>
    internal static IReadOnlyList<SchemaPart> Schemas { get; } =
    [AuditTrail.Schema, Accounts.Schema, FirstStart.Schema, Tokens.Schema];

    internal static async Task AddPeopleAsync(
        this IServiceCollection services,
        ServerOptions options,
        ServerDatabase database
    )
    {
        var audit = new AuditTrail(database, options.Clock);
        services.AddSingleton(audit);
        Accounts accounts = await Accounts.OpenAsync(database, audit, options.Clock);
        services.AddSingleton(accounts);
        services.AddSingleton(await Tokens.OpenAsync(database, accounts, audit, options.Clock));
        services.AddSingleton<SignInLimits>();
        services.AddSingleton<FirstStart>();
        services.AddSessions(options);
        if (options.OpenId is { } openId)
        {
            services.AddSingleton(new OpenIdProvider(openId, options.Clock));
        }
    }
}
