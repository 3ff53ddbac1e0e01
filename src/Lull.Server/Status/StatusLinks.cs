using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Lull.Server.Status;

/// <summary>Whole addresses of what is public. Taken from the configuration, never from a request, so that one answer fits all.</summary>
public sealed class StatusLinks(ServerOptions options, IServer server)
{
    private readonly Lazy<string> _root = new(() =>
        (options.PublicUrl?.AbsoluteUri ?? server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? options.Listen.AbsoluteUri)
            .TrimEnd('/')
    );

    /// <summary>The server's own address, without a slash at the end.</summary>
    public string Root => _root.Value;

    /// <summary>The host that people know, as notices name their provider.</summary>
    public string Host => new Uri(Root).Host;

    /// <summary>The mail address that notices name as organizer.</summary>
    public string Contact => options.Status.Contact.Length > 0 ? options.Status.Contact : $"maintenance@{Host}";

    /// <summary>The status page.</summary>
    public string Page => Root + "/status";

    /// <summary>The page of a component, or the status page when none is named.</summary>
    public string Of(string? component) =>
        component is null ? Page : $"{Page}/components/{Uri.EscapeDataString(component)}";

    /// <summary>The page of a maintenance.</summary>
    public string Of(PublicMaintenance one) => $"{Page}/maintenances/{one.Id}";

    /// <summary>An update on the page of its maintenance.</summary>
    public string Of(PublicMaintenance one, PublicUpdate update) => $"{Of(one)}#update-{update.Number}";

    /// <summary>The page of a maintenance for those who work on it.</summary>
    public string Inside(PublicMaintenance one) => $"{Root}/maintenances/{one.Id}";
}
