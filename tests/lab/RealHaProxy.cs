using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Lull.Lab.Tests;

/// <summary>The installed HAProxy in front of a lab's own web servers, configured as the lab's balancer is.</summary>
internal sealed class RealHaProxy : IAsyncDisposable
{
    private const string Program = "/usr/sbin/haproxy";

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("lull-ha-");
    private Process? process;

    public EndPoint Runtime => new UnixDomainSocketEndPoint(Path.Combine(directory.FullName, "admin"));

    public static async Task<RealHaProxy> StartAsync(DataCentre lab)
    {
        Assert.SkipUnless(File.Exists(Program), $"{Program} is not installed.");
        var haProxy = new RealHaProxy();
        string configuration = Path.Combine(haProxy.directory.FullName, "haproxy.cfg");
        IEnumerable<string> servers = lab
            .Endpoints.Hosts.Where(host => host.Key.StartsWith("web", StringComparison.Ordinal))
            .Select(host => $"    server {host.Key} {host.Value.Authority}");
        await File.WriteAllTextAsync(
            configuration,
            $"""
            global
                stats socket {haProxy.directory.FullName}/admin level admin
            defaults
                mode http
                timeout connect 1s
                timeout client 10s
                timeout server 10s
            frontend fe
                bind {haProxy.directory.FullName}/site
                default_backend web
            backend web
                balance roundrobin
                retries 0
                option httpchk GET /health
                default-server check inter 200 rise 2 fall 3 weight 50
            {string.Join('\n', servers)}

            """
        );
        haProxy.process = Process.Start(
            new ProcessStartInfo(Program, ["-f", configuration, "-db"])
            {
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        );
        await Until.Holds(haProxy.IsReadyAsync, "HAProxy answers and every server is UP");
        return haProxy;
    }

    public async ValueTask DisposeAsync()
    {
        process?.Kill();
        await (process?.WaitForExitAsync() ?? Task.CompletedTask);
        process?.Dispose();
        directory.Delete(recursive: true);
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            return (await RuntimeClient.Stat(Runtime, "web1"))["status"] == "UP"
                && (await RuntimeClient.Stat(Runtime, "web2"))["status"] == "UP";
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
