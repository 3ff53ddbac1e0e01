using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Lull.Server.Tests.Kit;

namespace Lull.Lab.Tests;

/// <summary>The installed Alertmanager, version 0.25, with nobody to call.</summary>
internal sealed class RealAlertmanager : IAsyncDisposable
{
    private const string Program = "/usr/bin/prometheus-alertmanager";

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("lull-am-");
    private Process? process;

    public HttpClient Client { get; } = new() { Timeout = TimeSpan.FromSeconds(5) };

    public static async Task<RealAlertmanager> StartAsync()
    {
        Assert.SkipUnless(File.Exists(Program), $"{Program} is not installed.");
        var real = new RealAlertmanager();
        string configuration = Path.Combine(real.directory.FullName, "alertmanager.yml");
        await File.WriteAllTextAsync(configuration, "route: { receiver: people }\nreceivers: [{ name: people }]\n");
        int port = FreePort.Next();
        string[] arguments =
        [
            $"--config.file={configuration}",
            $"--storage.path={real.directory.FullName}/data",
            $"--web.listen-address=127.0.0.1:{port}",
            "--cluster.listen-address=",
        ];
        real.process = Process.Start(
            new ProcessStartInfo(Program, arguments) { RedirectStandardError = true, UseShellExecute = false }
        );
        real.process!.ErrorDataReceived += (_, _) => { };
        real.process.BeginErrorReadLine();
        real.Client.BaseAddress = new Uri($"http://127.0.0.1:{port}/");
        await Until.Holds(real.IsReadyAsync, "Alertmanager answers");
        return real;
    }

    public async ValueTask DisposeAsync()
    {
        process?.Kill();
        await (process?.WaitForExitAsync() ?? Task.CompletedTask);
        process?.Dispose();
        Client.Dispose();
        directory.Delete(recursive: true);
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using HttpResponseMessage answer = await Client.GetAsync("-/ready");
            return answer.StatusCode is HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
