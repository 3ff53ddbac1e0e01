using Lull.Server.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Lull.Server.People;

/// <summary>Accounts, sessions and what happens to them.</summary>
internal static class PeopleServices
{
    internal static async Task AddPeopleAsync(
        this IServiceCollection services,
        ServerOptions options,
        ServerDatabase database
    )
    {
        var audit = new AuditTrail(database, options.Clock);
        services.AddSingleton(audit);
        services.AddSingleton(await Accounts.OpenAsync(database, audit, options.Clock));
        services.AddSingleton<FirstStart>();
        services.AddSessions(options);
    }
}
