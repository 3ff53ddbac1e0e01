namespace Lull.Server.Status;

/// <summary>Whole addresses of what is public. Taken from the configuration, never from a request, so that one answer fits all.</summary>
/// <param name="root">The address under which people reach the server; asked for once, when it is first needed.</param>
/// <param name="contact">The mail address that notices name as organizer; empty for one at the server's host.</param>
public sealed class StatusLinks(Func<string> root, string contact)
{
    private readonly Lazy<string> _root = new(() => root().TrimEnd('/'));

    /// <summary>The server's own address, without a slash at the end.</summary>
    public string Root => _root.Value;

    /// <summary>The host that people know, as notices name their provider.</summary>
    public string Host => new Uri(Root).Host;

    /// <summary>The mail address that notices name as organizer.</summary>
    public string Contact => contact.Length > 0 ? contact : $"maintenance@{Host}";

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
