using System.Net;

namespace Lull.Server.Security;

/// <summary>Where the server may be reached, and under which names. Passwords and sessions never cross a network in clear.</summary>
internal static class Reach
{
    /// <summary>Refuses what would put people's passwords on a network in clear, or leave it open under which name the server answers.</summary>
    /// <exception cref="ServerOptionsException">Says what to do.</exception>
    internal static void Check(ServerOptions options)
    {
        Uri listen = options.Listen;
        bool isTls = listen.Scheme == Uri.UriSchemeHttps;
        if (!isTls && listen.Scheme != Uri.UriSchemeHttp)
        {
            throw new ServerOptionsException($"'{listen}' is neither http nor https.");
        }

        if (isTls && options.Certificate is null)
        {
            throw new ServerOptionsException(
                $"Listening at {listen} needs a certificate. Name its PEM files, or listen on loopback behind a proxy that has one."
            );
        }

        if (!isTls && !listen.IsLoopback && options.PublicUrl is null)
        {
            throw new ServerOptionsException(
                $"Listening at {listen} would send passwords over the network in clear. Listen on 127.0.0.1, or with https and a certificate, or behind a proxy whose https address is given as the public URL."
            );
        }

        if (options.PublicUrl is { } reached)
        {
            CheckPublicUrl(reached);
        }
        else if (IsEverywhere(listen))
        {
            throw new ServerOptionsException(
                $"{listen} listens under every address of this machine. Give the public URL too, so that requests under other names can be refused."
            );
        }

        options.OpenId?.Check();
    }

    /// <summary>The names under which it answers. A page elsewhere that lets its own name point here is refused by this (DNS rebinding).</summary>
    internal static IReadOnlySet<string> Hosts(ServerOptions options)
    {
        var hosts = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "localhost", "127.0.0.1", "[::1]" };
        if (!IsEverywhere(options.Listen))
        {
            hosts.Add(options.Listen.Host);
        }

        if (options.PublicUrl is { } reached)
        {
            hosts.Add(reached.Host);
        }

        return hosts;
    }

    private static void CheckPublicUrl(Uri reached)
    {
        if (reached.Scheme != Uri.UriSchemeHttps && !(reached.Scheme == Uri.UriSchemeHttp && reached.IsLoopback))
        {
            throw new ServerOptionsException(
                $"The public URL '{reached}' is not https. The proxy in front must speak TLS; give its https address."
            );
        }

        if (reached.PathAndQuery != "/" || reached.Fragment.Length > 0 || reached.UserInfo.Length > 0)
        {
            throw new ServerOptionsException(
                $"The public URL '{reached}' has more than a host and a port. Lull needs a host name of its own, such as https://lull.example.com."
            );
        }
    }

    private static bool IsEverywhere(Uri listen) =>
        IPAddress.TryParse(listen.Host.Trim('[', ']'), out IPAddress? address)
        && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any));
}
