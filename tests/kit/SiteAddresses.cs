namespace Lull.Server.Tests.Kit;

/// <summary>Where the connections of a site lead.</summary>
/// <param name="Balancer">Host and port of the balancer's runtime API.</param>
/// <param name="Control">Where hosts are changed and alerts silenced.</param>
/// <param name="Hosts">Twelve web servers, as a site writes them; lines after the first have two spaces before them.</param>
internal sealed record SiteAddresses(string Balancer, string Control, string Hosts)
{
    /// <summary>Nobody listens there.</summary>
    internal static SiteAddresses Nowhere { get; } =
        new("127.0.0.1:9", "http://127.0.0.1:9", "\"web[1-12]\": { address: 127.0.0.1, url: \"http://127.0.0.1:9/\" }");
}
