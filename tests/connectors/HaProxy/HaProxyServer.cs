using System.Net.Sockets;
using System.Text;
using Lull.Connectors.Tests.Support;
using Lull.Server.Tests.Kit;
using Microsoft.AspNetCore.Http;

namespace Lull.Connectors.Tests.HaProxy;

/// <summary>The real HAProxy with two servers behind it, one of which can be slow or ill.</summary>
internal sealed class HaProxyServer : IAsyncDisposable
{
    private readonly Folder _folder = new();
    private readonly int _front = FreePort.Next();
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RealProgram? _program;
    private WebServer? _one;
    private WebServer? _two;

    internal int RuntimePort { get; } = FreePort.Next();

    internal string UnixAddress => $"unix://{_folder["admin.sock"]}";

    internal string OperatorAddress => $"unix://{_folder["operator.sock"]}";

    internal string TcpAddress => $"tcp://127.0.0.1:{RuntimePort}";

    /// <summary>When true, health checks of the first server fail.</summary>
    internal bool FirstIsIll { get; set; }

    internal async Task StartAsync()
    {
        _one = await WebServer.StartAsync(
            async (context, _) =>
            {
                context.Response.StatusCode = context.Request.Path == "/health" && FirstIsIll ? 503 : 200;
                if (context.Request.Path == "/slow")
                {
                    await _release.Task.WaitAsync(context.RequestAborted);
                }
            }
        );
        _two = await WebServer.StartAsync((context, _) => context.Response.WriteAsync("two"));
        await WriteConfigurationAsync();
        await StartProgramAsync();
    }

    /// <summary>As a reload does: what was set by command is forgotten.</summary>
    internal async Task RestartAsync()
    {
        await _program!.DisposeAsync();
        await StartProgramAsync();
    }

    /// <summary>What the runtime socket answers, over a connection of the test's own.</summary>
    internal async Task<string> AskAsync(string command)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", RuntimePort);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(command + "\n"));
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadToEndAsync();
    }

    /// <summary>Name, administrative bits and weight of each server.</summary>
    internal async Task<string> StateAsync() =>
        string.Join(
            '\n',
            (await AskAsync("show servers state web"))
                .Split('\n')
                .Where(line => line.Contains(" web ", StringComparison.Ordinal))
                .Select(line => line.Split(' '))
                .Select(cells => $"{cells[3]} admin={cells[6]} weight={cells[7]}")
        );

    /// <summary>A request that lasts until <see cref="Release"/>; returns when HAProxy counts it as a session of the first server.</summary>
    internal async Task<TcpClient> BeginSlowSessionAsync()
    {
        await AskAsync("set server web/shop-web2 state maint");
        var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", _front);
        await client.GetStream().WriteAsync("GET /slow HTTP/1.1\r\nHost: engine\r\n\r\n"u8.ToArray());
        await Until.HoldsAsync(async () => await SessionsAsync() == 1, "HAProxy to count the session");
        await AskAsync("set server web/shop-web2 state ready");
        return client;
    }

    internal void Release() => _release.TrySetResult();

    internal async Task UntilUpAsync() =>
        await Until.HoldsAsync(
            async () =>
            {
                string[] rows = (await AskAsync("show stat web 4 -1")).Split('\n');
                return rows.Count(row =>
                        row.Contains(",UP,", StringComparison.Ordinal) && row.Contains("L7OK", StringComparison.Ordinal)
                    ) == 2;
            },
            "both servers to be UP"
        );

    public async ValueTask DisposeAsync()
    {
        Release();
        foreach (IAsyncDisposable? part in new IAsyncDisposable?[] { _program, _one, _two })
        {
            if (part is not null)
            {
                await part.DisposeAsync();
            }
        }

        _folder.Dispose();
    }

    private async Task<int> SessionsAsync()
    {
        string row = (await AskAsync("show stat web 4 -1"))
            .Split('\n')
            .First(line => line.StartsWith("web,shop-web1,", StringComparison.Ordinal));
        return int.Parse(row.Split(',')[4], System.Globalization.CultureInfo.InvariantCulture);
    }

    private async Task StartProgramAsync()
    {
        _program = await RealProgram.StartAsync(
            "/usr/sbin/haproxy",
            "haproxy",
            ["-db", "-f", _folder["haproxy.cfg"]],
            () => RealProgram.ListensAsync(RuntimePort)
        );
        await UntilUpAsync();
    }

    private Task WriteConfigurationAsync() =>
        File.WriteAllTextAsync(
            _folder["haproxy.cfg"],
            $"""
            global
              stats socket ipv4@127.0.0.1:{RuntimePort} level admin
              stats socket {_folder["admin.sock"]} level admin mode 600
              stats socket {_folder["operator.sock"]} level operator mode 600
            defaults
              mode http
              timeout connect 2s
              timeout client 60s
              timeout server 60s
            frontend front
              bind 127.0.0.1:{_front}
              default_backend web
            backend web
              option httpchk GET /health
              default-server check inter 50ms fastinter 50ms downinter 50ms fall 1 rise 2
              server shop-web1 127.0.0.1:{_one!.Port} weight 50
              server shop-web2 127.0.0.1:{_two!.Port} weight 100

            """
        );
}
