using System.Collections.Concurrent;
using Lull.Server.Tests.Kit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Logging;

namespace Lull.Connectors.Tests.Support;

/// <summary>A small real web server on loopback that keeps what it was sent.</summary>
internal sealed class WebServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebServer(WebApplication app, int port) => (_app, Port) = (app, port);

    internal int Port { get; }

    internal string Address => $"http://127.0.0.1:{Port}";

    /// <summary>Every request so far.</summary>
    internal ConcurrentQueue<Heard> Requests { get; } = new();

    internal static async Task<WebServer> StartAsync(Func<HttpContext, string, Task> answer)
    {
        int port = FreePort.Next();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        WebApplication app = builder.Build();
        var server = new WebServer(app, port);
        app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            string body = await reader.ReadToEndAsync();
            server.Requests.Enqueue(
                new Heard(
                    context.Request.Method,
                    context.Request.GetEncodedPathAndQuery(),
                    body,
                    context.Request.Headers.ToDictionary(
                        header => header.Key,
                        header => $"{header.Value}",
                        StringComparer.OrdinalIgnoreCase
                    )
                )
            );
            await answer(context, body);
        });
        await app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}

/// <summary>One request as the server saw it.</summary>
internal sealed record Heard(string Method, string Path, string Body, IReadOnlyDictionary<string, string> Headers);
