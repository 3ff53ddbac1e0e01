using System.Diagnostics;
using System.Runtime.CompilerServices;
using Lull.Server.Tests.Kit;

namespace Lull.Browser.Tests;

/// <summary>A <c>lull serve</c> as the build made it, in a process of its own that can be killed.</summary>
internal sealed class ServeProcess : IAsyncDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly Process _process;

    private ServeProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    /// <summary>Where it listens.</summary>
    internal Uri Address { get; }

    /// <summary>Starts one on a store, and returns once it listens.</summary>
    /// <param name="store">The directory.</param>
    /// <param name="address">Where an earlier one listened; a free port unless given.</param>
    internal static async Task<ServeProcess> StartAsync(string store, Uri? address = null)
    {
        Uri where = address ?? new Uri($"http://127.0.0.1:{FreePort.Next()}/");
        Process process = Process.Start(
            new ProcessStartInfo(Program(), ["serve", "--store", store, "--listen", where.ToString()])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var said = new List<string>();
        var listens = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Take(string? line)
        {
            said.Add(line ?? "");
            if (line is null || line.StartsWith("Lull serves", StringComparison.Ordinal))
            {
                listens.TrySetResult();
            }
        }

        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => said.Add(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await listens.Task.WaitAsync(Longest, TestContext.Current.CancellationToken);
        process.HasExited.ShouldBeFalse(string.Join('\n', said));
        return new ServeProcess(process, where);
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed, nobody is told.</summary>
    internal async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private static string Program([CallerFilePath] string here = "") =>
        Path.GetFullPath(
            Path.Combine(
                Path.GetDirectoryName(here)!,
                "../../artifacts/bin/Lull.Cli",
                AppContext.BaseDirectory.Contains("/release", StringComparison.Ordinal) ? "release" : "debug",
                "lull"
            )
        );
}
