namespace Lull.Lab;

/// <summary>Where everything in a running data centre listens.</summary>
public sealed record Endpoints
{
    /// <summary>Base of the lab's own pages: <c>lab</c>, <c>hosts</c>, <c>jobs</c>, <c>maintenance-page</c>.</summary>
    public required Uri Control { get; init; }

    /// <summary>The site as its users see it, through the balancer.</summary>
    public required Uri Balancer { get; init; }

    /// <summary>The balancer's runtime API over TCP, as <c>host:port</c>.</summary>
    public required string RuntimeAddress { get; init; }

    /// <summary>The balancer's runtime API over a unix socket: the path of the socket.</summary>
    public required string RuntimeSocket { get; init; }

    /// <summary>Base of the silences API; <c>api/v2/</c> follows.</summary>
    public required Uri Alertmanager { get; init; }

    /// <summary>Base of the chat's Web API; a method such as <c>chat.postMessage</c> follows.</summary>
    public required Uri Chat { get; init; }

    /// <summary>The token that the chat accepts.</summary>
    public required string ChatToken { get; init; }

    /// <summary>Base of the chat's incoming webhooks; the name of a channel follows.</summary>
    public required Uri Webhooks { get; init; }

    /// <summary>The mail server, as <c>host:port</c>; plain SMTP.</summary>
    public required string Mail { get; init; }

    /// <summary>Each host by name, with the base of its own pages.</summary>
    public required IReadOnlyDictionary<string, Uri> Hosts { get; init; }
}
