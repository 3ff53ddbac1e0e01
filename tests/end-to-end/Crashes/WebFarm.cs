using Lull.Connectors.Tests.Support;
using Lull.Server.Tests.Kit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lull.EndToEnd.Tests.Crashes;

/// <summary>
/// Web servers behind the real HAProxy. A server that is being changed answers every request but the health check with 500, so
/// only a drain protects its users: the balancer alone would not notice.
/// </summary>
internal sealed class WebFarm(Folder folder) : IAsyncDisposable
{
    private readonly List<WebApplication> _servers = [];
    private readonly HttpClient _client = new();
    private RealProgram? _balancer;

    internal const int Servers = 6;

    internal int FrontPort { get; } = FreePort.Next();

    internal int RuntimePort { get; } = FreePort.Next();

    internal int PortOf(int server) =>
        new Uri(
            _servers[server - 1]
                .Services.GetRequiredService<IServer>()
                .Features.Get<IServerAddressesFeature>()!
                .Addresses.First()
        ).Port;

    internal async Task StartAsync()
    {
        for (int number = 1; number <= Servers; number++)
        {
            _servers.Add(await StartServerAsync(number));
        }

        string servers = string.Join(
            '\n',
            Enumerable.Range(1, Servers).Select(number => $"  server web{number} 127.0.0.1:{PortOf(number)}")
        );
        await File.WriteAllTextAsync(
            folder["haproxy.cfg"],
            $"""
            global
              stats socket ipv4@127.0.0.1:{RuntimePort} level admin
            defaults
              mode http
              timeout connect 2s
              timeout client 30s
              timeout server 30s
              timeout check 5s
            frontend front
              bind 127.0.0.1:{FrontPort}
              default_backend web
            backend web
              option httpchk GET /health
              default-server check inter 100ms fastinter 50ms downinter 50ms fall 3 rise 2
            {servers}

            """
        );
        _balancer = await RealProgram.StartAsync(
            "/usr/sbin/haproxy",
            "haproxy",
            ["-db", "-f", folder["haproxy.cfg"]],
            async () =>
            {
                try
                {
                    return (await _client.GetAsync($"http://127.0.0.1:{FrontPort}/")).IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (_balancer is not null)
        {
            await _balancer.DisposeAsync();
        }

        foreach (WebApplication server in _servers)
        {
            await server.DisposeAsync();
        }

        _client.Dispose();
    }

    private async Task<WebApplication> StartServerAsync(int number)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication server = builder.Build();
        string changing = folder[$"web{number}.changing"];
        server.MapGet("/health", () => "well");
        server.MapFallback(() => File.Exists(changing) ? Results.StatusCode(500) : Results.Text($"web{number}"));
        await server.StartAsync();
        return server;
    }
}
