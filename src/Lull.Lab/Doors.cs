using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Lull.Lab;

/// <summary>The ports of the data centre, all of one server. What comes in at a port goes to whoever opened it.</summary>
internal sealed class Doors(KestrelServerOptions server)
{
    /// <summary>Opens a port for HTTP.</summary>
    /// <param name="port">The port; 0 for a free one.</param>
    /// <param name="serve">Answers a request; null leaves it to the routes.</param>
    /// <param name="admit">Lets a connection in or not; null lets everyone in.</param>
    public ListenOptions OpenHttp(
        int port,
        RequestDelegate? serve = null,
        Func<ConnectionContext, ConnectionDelegate, Task>? admit = null
    ) =>
        Open(
            port,
            listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                if (admit is not null)
                {
                    listen.Use(next => connection => admit(connection, next));
                }

                if (serve is not null)
                {
                    listen.Use(next =>
                        connection =>
                        {
                            connection.Features.Set(new Door(serve));
                            return next(connection);
                        }
                    );
                }
            }
        );

    /// <summary>Opens a port for conversations of another kind.</summary>
    public ListenOptions Open(int port, ConnectionDelegate converse) =>
        Open(port, listen => listen.Run(new Func<ConnectionContext, Task>(converse)));

    /// <summary>Opens a unix socket for conversations of another kind.</summary>
    public void OpenSocket(string path, ConnectionDelegate converse) =>
        server.ListenUnixSocket(path, listen => listen.Run(new Func<ConnectionContext, Task>(converse)));

    /// <summary>Sends a request to whoever opened the port it came in at.</summary>
    public static Task EnterAsync(HttpContext context, RequestDelegate next) =>
        context.Features.Get<Door>() is { } door ? door.Serve(context) : next(context);

    private ListenOptions Open(int port, Action<ListenOptions> configure)
    {
        ListenOptions? opened = null;
        server.Listen(
            IPAddress.Loopback,
            port,
            listen =>
            {
                opened = listen;
                configure(listen);
            }
        );
        return opened!;
    }

    private sealed record Door(RequestDelegate Serve);
}
