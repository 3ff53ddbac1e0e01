using System.Net;
using Lull.Engine.Timers;
using Lull.Server.Catalogue;
using Lull.Server.Data;
using Lull.Server.People;
using Microsoft.Extensions.DependencyInjection;

namespace Lull.Server.Webhooks;

/// <summary>Webhooks, put together.</summary>
internal static class WebhookServices
{
    internal static IServiceCollection AddWebhooks(this IServiceCollection services, ServerOptions options)
    {
        services.AddSingleton(new AddressGuard(options.WebhookHosts, Dns.GetHostAddressesAsync));
        services.AddSingleton<WebhookTables>();
        services.AddSingleton<WebhookSender>();
        services.AddSingleton<WebhookRelay>();
        services.AddHostedService(provider => provider.GetRequiredService<WebhookRelay>());
        return services.AddSingleton(provider => new WebhookLibrary(
            provider.GetRequiredService<WebhookTables>(),
            provider.GetRequiredService<AddressGuard>(),
            provider.GetRequiredService<WebhookRelay>(),
            provider.GetRequiredService<WebhookSender>(),
            provider.GetRequiredService<AuditTrail>(),
            provider.GetRequiredService<MaintenanceCatalogue>(),
            provider.GetRequiredService<IMaintenanceClock>()
        ));
    }
}
