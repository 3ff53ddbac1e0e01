using System.Diagnostics;

namespace Lull.Cli.Tests;

/// <summary>The program in a process of its own: with another surrounding than these tests, another user, or signals.</summary>
internal sealed class Child : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private Child(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _error = process.StandardError.ReadToEndAsync();
    }

    private static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "lull.dll");

    /// <summary>Starts <c>lull</c> in this process's surrounding, without some variables of it.</summary>
    /// <remarks>Where these tests were begun with <c>nohup</c>, their children would not hear of a closed terminal either.</remarks>
    internal static Child Start(IEnumerable<string> arguments, params IEnumerable<string> without) =>
        Start(["env", "--default-signal=HUP", "dotnet", Program, .. arguments], without);

    /// <summary>Runs <c>lull</c> as somebody who may write only where rights say so; root without what lets it write everywhere.</summary>
    internal static async Task<Line> RunWithoutPrivilegesAsync(params IEnumerable<string> arguments)
    {
        string[] drop = Environment.IsPrivilegedProcess ? ["setpriv", "--inh-caps=-all", "--bounding-set=-all"] : [];
        using Child child = Start([.. drop, "dotnet", Program, .. arguments], []);
        return await child.EndAsync();
    }

    /// <summary>Sends a signal by its name, such as <c>HUP</c>.</summary>
    internal async Task SignalAsync(string name)
    {
        using Process kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        kill.ExitCode.ShouldBe(0);
    }

    /// <summary>Waits for its end.</summary>
    internal async Task<Line> EndAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Longest);
        return new Line(_process.ExitCode, await _output, await _error);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static Child Start(string[] command, IEnumerable<string> without)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string variable in without)
        {
            start.Environment.Remove(variable);
        }

        return new Child(Process.Start(start).ShouldNotBeNull());
    }
}
