using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Lull.Connectors.Tests.Support;

/// <summary>A real server program, started for tests on loopback and ended with them.</summary>
internal sealed class RealProgram : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _said;

    private RealProgram(Process process)
    {
        _process = process;
        _said = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.ReadToEndAsync();
    }

    internal int Id => _process.Id;

    /// <summary>Starts it and waits until it is ready.</summary>
    internal static async Task<RealProgram> StartAsync(
        string path,
        string package,
        IEnumerable<string> arguments,
        Func<Task<bool>> ready
    )
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"{path} is not installed; these tests need it: apt-get install {package}");
        }

        var start = new ProcessStartInfo(path, arguments)
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        var program = new RealProgram(Process.Start(start)!);
        try
        {
            await Until.HoldsAsync(
                async () =>
                    program._process.HasExited
                        ? throw new IOException($"{path} ended: {await program._said}")
                        : await ready(),
                $"{path} to be ready"
            );
        }
        catch
        {
            await program.DisposeAsync();
            throw;
        }

        return program;
    }

    /// <summary>True when something accepts connections there.</summary>
    internal static async Task<bool> ListensAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }
}
