using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Lull.EndToEnd.Tests.Kit;

/// <summary>The built program, started as a user starts it.</summary>
internal sealed class LullProgram : IDisposable
{
    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly TaskCompletionSource _firstLine = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private LullProgram(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The root of the repository.</summary>
    internal static string Root { get; } = RootOf();

    /// <summary>The program that was built together with these tests.</summary>
    internal static string Path { get; } =
        System.IO.Path.Combine(
            Root,
            "artifacts/bin/Lull.Cli",
            AppContext.BaseDirectory.Contains("/release", StringComparison.Ordinal) ? "release" : "debug",
            "lull"
        );

    internal int Id => _process.Id;

    internal int ExitCode => _process.ExitCode;

    /// <summary>What it printed so far, both streams in the order they came.</summary>
    internal string Output
    {
        get
        {
            lock (_lines)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    internal static LullProgram Start(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Path, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return new LullProgram(process);
    }

    /// <summary>Runs it to its end.</summary>
    internal static async Task<LullProgram> RunAsync(params IEnumerable<string> arguments)
    {
        LullProgram program = Start(arguments);
        await program.WaitAsync(TimeSpan.FromMinutes(3));
        return program;
    }

    /// <summary>Waits for its end; false when it did not come in time.</summary>
    internal async Task<bool> WaitAsync(TimeSpan limit)
    {
        using var late = new CancellationTokenSource(limit);
        try
        {
            await _process.WaitForExitAsync(late.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Waits until it printed anything at all, or ended.</summary>
    internal Task SaysSomethingAsync() => Task.WhenAny(_firstLine.Task, _process.WaitForExitAsync());

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    internal async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_lines)
        {
            _lines.Add(line);
        }

        _firstLine.TrySetResult();
    }

    private static string RootOf([CallerFilePath] string here = "") =>
        System.IO.Path.GetFullPath(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(here)!, "../../.."));
}
