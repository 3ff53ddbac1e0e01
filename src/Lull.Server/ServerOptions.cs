using Lull.Engine.Journal;
using Lull.Engine.Timers;
using Lull.Server.People.OpenId;
using Lull.Server.Status;

namespace Lull.Server;

/// <summary>What a server is started with.</summary>
public sealed record ServerOptions
{
    /// <summary>Where everything is kept.</summary>
    public required Store Store { get; init; }

    /// <summary>Where it listens, such as <c>http://127.0.0.1:7070</c>; port 0 takes a free one.</summary>
    public required Uri Listen { get; init; }

    /// <summary>The time of maintenances.</summary>
    public required IMaintenanceClock Clock { get; init; }

    /// <summary>How many seconds of maintenance pass in a real one; 1 but in demonstrations.</summary>
    public double ClockFactor { get; init; } = 1;

    /// <summary>
    /// The address under which people reach it, when a proxy stands in front; null when they reach <see cref="Listen"/> itself.
    /// Declaring it says that the proxy speaks TLS and is the only way in.
    /// </summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>The certificate to speak TLS with, when it listens with https itself.</summary>
    public CertificateFiles? Certificate { get; init; }

    /// <summary>The OpenID provider with which people sign in; null for local accounts alone.</summary>
    public OpenIdOptions? OpenId { get; init; }

    /// <summary>Hosts that webhooks may be sent to although they are not public.</summary>
    public ValueList<string> WebhookHosts { get; init; } = [];

    /// <summary>Where metrics and traces are sent, as OTLP over HTTP; null when nowhere.</summary>
    public Uri? Otlp { get; init; }

    /// <summary>True to write warnings and faults of the server to standard error; what happens in maintenances is in their journals.</summary>
    public bool Logs { get; init; }

    /// <summary>The name of the installation, on the status page and in feeds.</summary>
    public string Name { get; init; } = "Maintenance";

    /// <summary>What the public sees, and under which names.</summary>
    public StatusOptions Status { get; init; } = new();

    /// <summary>True when people reach it over TLS only.</summary>
    internal bool IsSecure => (PublicUrl ?? Listen).Scheme == Uri.UriSchemeHttps;
}
