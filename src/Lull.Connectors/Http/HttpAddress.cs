using Lull.Connectors.Reading;

namespace Lull.Connectors.Http;

/// <summary>Addresses of HTTP systems.</summary>
internal static class HttpAddress
{
    /// <summary>The base address of a connection, with a slash at its end so that its path is kept.</summary>
    internal static Uri OfOption(MapReader reader, string name, string text) =>
        Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out Uri? address)
        && address.Scheme is "http" or "https"
        && address.UserInfo.Length == 0
            ? address
            : throw reader.Wrong(
                name,
                "is not an http address without user and password",
                "write for example 'https://host.example/path'; sign in with a header or the options for it"
            );

    /// <summary>The address that a plan writes: whole, or below the connection's base.</summary>
    internal static Uri OfArgument(MapReader reader, string name, string text, Uri? under)
    {
        if (text.StartsWith('/') && under is not null)
        {
            return new Uri(under, text.TrimStart('/'));
        }

        return Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https"
            ? address
            : throw reader.Wrong(
                name,
                $"'{text}' is not an http address",
                under is null ? "write it whole, or give the connection a 'base'" : "begin it with 'https://' or '/'"
            );
    }

    /// <summary>For evidence and messages: no query, because secrets hide there.</summary>
    internal static string Shown(Uri address) => address.GetLeftPart(UriPartial.Path);
}
