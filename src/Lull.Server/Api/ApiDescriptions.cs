using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Lull.Server.Api;

/// <summary>What the OpenAPI document says of an endpoint beside its parameters.</summary>
internal static class ApiDescriptions
{
    /// <summary>The statuses with which it may refuse, each as problem details.</summary>
    internal static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, params ReadOnlySpan<int> statuses)
    {
        foreach (int status in statuses)
        {
            endpoint.ProducesProblem(status);
        }

        return endpoint;
    }
}
