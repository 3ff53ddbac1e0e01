using System.Net;
using System.Net.Sockets;

namespace Lull.Connectors.HaProxy;

/// <summary>Where a node's runtime socket is, as the site writes it.</summary>
internal sealed record RuntimeAddress(string Text, EndPoint EndPoint)
{
    /// <summary>The address, or null when the text is none.</summary>
    internal static RuntimeAddress? TryParse(string text)
    {
        if (text.StartsWith("unix:///", StringComparison.Ordinal) && text.Length > "unix:///".Length)
        {
            string path = text["unix://".Length..];
            return path.Length < 108 ? new RuntimeAddress(text, new UnixDomainSocketEndPoint(path)) : null;
        }

        return
            text.StartsWith("tcp://", StringComparison.Ordinal)
            && Uri.TryCreate(text, UriKind.Absolute, out Uri? address)
            && address is { Port: > 0, UserInfo: "", AbsolutePath: "" or "/" }
            ? new RuntimeAddress(
                text,
                IPAddress.TryParse(address.Host, out IPAddress? ip)
                    ? new IPEndPoint(ip, address.Port)
                    : new DnsEndPoint(address.Host, address.Port)
            )
            : null;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
