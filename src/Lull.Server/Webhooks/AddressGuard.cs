using System.Net;
using System.Net.Sockets;

namespace Lull.Server.Webhooks;

/// <summary>Keeps webhooks from being used to reach what only this server can reach.</summary>
/// <param name="allowed">Hosts that may be anywhere, as the one who started the server says.</param>
/// <param name="resolve">Gives the addresses of a name.</param>
internal sealed class AddressGuard(
    IReadOnlyCollection<string> allowed,
    Func<string, CancellationToken, Task<IPAddress[]>> resolve
)
{
    private static readonly IPNetwork[] NotPublic =
    [
        .. new[]
        {
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
            "::/127",
            "100::/64",
            "2001::/23",
            "2001:db8::/32",
            "fc00::/7",
            "fe80::/10",
            "fec0::/10",
            "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    /// <summary>Longer addresses are mistakes.</summary>
    private const int Longest = 2_000;

    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");

    /// <summary>What is wrong with an address that somebody gave; empty when nothing is. What its name means is looked at when it is used.</summary>
    internal string Complaint(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? parsed) || parsed.HostNameType == UriHostNameType.Unknown)
        {
            return $"'{(url.Length > 100 ? $"{url[..100]}…" : url)}' is not an address. Write one such as https://hooks.example.com/lull.";
        }

        if (url.Length > Longest)
        {
            return $"The address is longer than {Longest} characters.";
        }

        if (parsed.UserInfo.Length > 0)
        {
            return "Leave name and password out of the address; the signature says who sends.";
        }

        bool isAllowed = IsAllowed(parsed.IdnHost);
        if (parsed.Scheme != Uri.UriSchemeHttps && !(parsed.Scheme == Uri.UriSchemeHttp && isAllowed))
        {
            return "The address begins with https://.";
        }

        return
            !isAllowed
            && IPAddress.TryParse(parsed.IdnHost.Trim('[', ']'), out IPAddress? address)
            && !IsPublic(address)
            ? Refusal(parsed.IdnHost, address)
            : "";
    }

    /// <summary>A connection to the very address that was looked at, so that a name cannot mean something else a moment later.</summary>
    /// <exception cref="HttpRequestException">The name means an address that is not public, or nothing answers there.</exception>
    internal async ValueTask<Stream> ConnectAsync(DnsEndPoint end, CancellationToken cancellation)
    {
        IPAddress[] addresses = IPAddress.TryParse(end.Host, out IPAddress? literal)
            ? [literal]
            : await resolve(end.Host, cancellation);
        if (addresses.Length == 0)
        {
            throw new HttpRequestException($"The name {end.Host} means no address.");
        }

        if (!IsAllowed(end.Host) && Array.Find(addresses, address => !IsPublic(address)) is { } inside)
        {
            throw new HttpRequestException(Refusal(end.Host, inside));
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, end.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>True when everybody on the internet can reach it. An IPv4 address inside an IPv6 one counts as that.</summary>
    internal static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return IsPublic(address.MapToIPv4());
        }

        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            byte[] bytes = address.GetAddressBytes();
            if (Translated.Contains(address))
            {
                return IsPublic(new IPAddress(bytes[12..]));
            }

            if (SixToFour.Contains(address))
            {
                return IsPublic(new IPAddress(bytes[2..6]));
            }

            if (bytes.AsSpan(0, 12).IndexOfAnyExcept((byte)0) < 0)
            {
                return false;
            }
        }

        return !NotPublic.Any(network => network.Contains(address));
    }

    private bool IsAllowed(string host) => allowed.Contains(host, StringComparer.OrdinalIgnoreCase);

    private static string Refusal(string host, IPAddress address) =>
        $"{host} is {address}, which is not public. Whoever starts the server can allow it: lull serve --webhook-host {host}.";
}
