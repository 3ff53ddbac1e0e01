using Lull.Connectors.Reading;

namespace Lull.Connectors.HaProxy;

/// <summary>What a plan says about taking a server out.</summary>
internal sealed record HoldArguments(ServerName Server, Duration Wait, bool Cut, Duration UntilUp)
{
    internal static HoldArguments Of(ActionRequest request, HaProxyOptions options)
    {
        var arguments = MapReader.OfArguments(request);
        return new HoldArguments(
            ServerOf(request, options),
            arguments.Length("wait", Duration.FromMinutes(1)),
            arguments.Flag("cut"),
            arguments.Length("until-up", Duration.FromMinutes(2))
        );
    }

    internal static ServerName ServerOf(ActionRequest request, HaProxyOptions options)
    {
        var arguments = MapReader.OfArguments(request);
        string server =
            arguments.OptionalText("server")
            ?? request.Host?.Name
            ?? throw arguments.Wrong(
                "server",
                "is missing and the step has no host",
                "write, for example, 'server: shop-web1'"
            );
        string backend =
            arguments.OptionalText("backend")
            ?? (
                options.Backend.Length > 0
                    ? options.Backend
                    : throw arguments.Wrong("backend", "is missing", "write it here or as an option of the connection")
            );
        return ServerName.IsName(server) && ServerName.IsName(backend)
            ? new ServerName(backend, server)
            : throw arguments.Wrong(
                "server",
                $"'{backend}/{server}' is not a name that HAProxy allows",
                "use letters, digits, '-', '_', '.' and ':'"
            );
    }
}
