using Lull.Connectors.Reading;

namespace Lull.Connectors.Http;

/// <summary>Options of an <c>http</c> connection.</summary>
/// <param name="Base">Put before addresses that do not name a host; null when every address is whole.</param>
/// <param name="Headers">Sent with each request to the host of <paramref name="Base"/>, and to nobody else.</param>
/// <param name="Authorities">PEM file with the certificate authorities to trust instead of the system's; null for the system's.</param>
/// <param name="Timeout">For one request, answer included.</param>
internal sealed record HttpOptions(Uri? Base, ValueList<NamedValue> Headers, string? Authorities, Duration Timeout)
{
    internal static ValueList<ActionArgument> Known { get; } =
    [
        new("base", "The address put before addresses that begin with '/'; its path is kept."),
        new("headers", "Headers by name, sent to the host of 'base' only; a value may be '{ secret: env:NAME }'."),
        new("authorities", "A PEM file of certificate authorities to trust instead of the system's."),
        new("timeout", "Time for one request; 30s unless given."),
    ];

    internal static HttpOptions Of(string name, Argument.Map options)
    {
        var reader = MapReader.OfOptions(name, options);
        Uri? address = reader.OptionalText("base") is { } text ? HttpAddress.OfOption(reader, "base", text) : null;
        ValueList<NamedValue> headers = reader.Values("headers");
        if (address is null && headers.Count > 0)
        {
            throw reader.Wrong(
                "headers",
                "would be sent to any host a plan names",
                "write 'base:' too, so that they go to that host only"
            );
        }

        string? authorities = reader.OptionalText("authorities");
        if (authorities is not null && !File.Exists(authorities))
        {
            throw reader.Wrong(
                "authorities",
                $"names '{authorities}', which does not exist",
                "write the full path of a PEM file"
            );
        }

        Duration timeout = reader.Length("timeout", Duration.FromSeconds(30));
        return timeout > Duration.Zero
            ? new HttpOptions(address, headers, authorities, timeout)
            : throw reader.Wrong("timeout", "is zero", "write for example '30s'");
    }
}
