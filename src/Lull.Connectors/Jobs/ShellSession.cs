using System.Diagnostics;
using System.Globalization;
using System.Text;
using Lull.Connectors.Guarding;

namespace Lull.Connectors.Jobs;

/// <summary>A POSIX shell that reads its script from us, here or on a host. It has answered before anything is sent to it.</summary>
internal sealed class ShellSession : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(7);
    private readonly Process _process;
    private readonly FrameReader _answers;
    private readonly Task<string> _errors;

    private ShellSession(Process process)
    {
        _process = process;
        _answers = new FrameReader(process.StandardOutput.BaseStream);
        _errors = ReadErrorsAsync(process.StandardError);
    }

    /// <summary>Starts the program and waits until the shell behind it answers.</summary>
    /// <exception cref="NotReachedException">It does not; carries what the program printed. Nothing was run.</exception>
    internal static async ValueTask<ShellSession> OpenAsync(ProcessStartInfo start, CancellationToken cancellation)
    {
        Process process;
        try
        {
            process =
                Process.Start(start) ?? throw new NotReachedException($"'{start.FileName}' could not be started.");
        }
        catch (System.ComponentModel.Win32Exception fault)
        {
            throw new NotReachedException(
                $"'{start.FileName}' could not be started: {fault.Message}. Install it or put it on the PATH."
            );
        }

        var session = new ShellSession(process);
        try
        {
            string greeting = $"lull-begin {Guid.NewGuid():N}";
            await session.SendAsync($"echo {greeting}\n", cancellation);
            while (await session._answers.LineAsync(cancellation) is { } line)
            {
                if (line == greeting)
                {
                    return session;
                }
            }

            await process.WaitForExitAsync(cancellation);
            throw new NotReachedException(await session.ErrorsAsync());
        }
        catch (IOException)
        {
            string said = await session.ErrorsAsync();
            await session.DisposeAsync();
            throw new NotReachedException(said);
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends the script and reads its answer.</summary>
    /// <param name="script">Ends with the call that answers.</param>
    /// <param name="onLine">Called with each line of output.</param>
    /// <param name="cancellation">Ends the watching; what that means for the job is the script's business.</param>
    /// <exception cref="IOException">The connection broke before the answer.</exception>
    internal async ValueTask<JobAnswer> AskAsync(string script, Action<string> onLine, CancellationToken cancellation)
    {
        var output = new JobOutput(onLine);
        await SendAsync(script, cancellation);
        while (await _answers.LineAsync(cancellation) is { } line)
        {
            (string word, string rest) = line.Split(' ', 2) is [var first, var second] ? (first, second) : (line, "");
            switch (word)
            {
                case "lull-out":
                    output.Add(await _answers.BytesAsync(int.Parse(rest, CultureInfo.InvariantCulture), cancellation));
                    break;
                case "lull-skip":
                    output.Skip(rest);
                    break;
                case "lull-rc":
                    return new JobAnswer.Ended(int.Parse(rest, CultureInfo.InvariantCulture), output.Finish());
                case "lull-running":
                    return new JobAnswer.Running(output.Finish());
                case "lull-none":
                    return new JobAnswer.None();
                case "lull-no":
                    return new JobAnswer.Refused(rest);
                case "lull-rebooted":
                    return new JobAnswer.Rebooted(rest);
                case "lull-lost":
                    return new JobAnswer.Lost(LostBecause(rest), output.Finish());
                default:
                    break;
            }
        }

        throw new IOException($"the connection ended before the answer ({await ErrorsAsync()})");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The other side has gone already, which is what closing was to bring about.
        }

        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static string LostBecause(string why) =>
        why switch
        {
            "reboot" => "the machine was started anew while it ran",
            "unstarted" => "it was about to be started when that was cut off",
            "ended" => "it was ended at its time limit",
            _ => "its processes are gone and left no exit code, so somebody killed them",
        };

    private async ValueTask SendAsync(string text, CancellationToken cancellation)
    {
        await _process.StandardInput.BaseStream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellation);
        await _process.StandardInput.BaseStream.FlushAsync(cancellation);
    }

    /// <summary>A shared connection that stays in the background may hold this stream open, so waiting for its end is bounded.</summary>
    private async ValueTask<string> ErrorsAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        try
        {
            string text = (await _errors.WaitAsync(limit.Token)).Trim();
            return text.Length > 0 ? text : "it printed nothing";
        }
        catch (OperationCanceledException)
        {
            return "it printed nothing that could be read";
        }
    }

    private static async Task<string> ReadErrorsAsync(StreamReader errors)
    {
        const int enough = 8_192;
        var text = new StringBuilder();
        char[] buffer = new char[1_024];
        try
        {
            while (await errors.ReadAsync(buffer) is > 0 and var count)
            {
                text.Append(buffer, 0, Math.Min(count, Math.Max(0, enough - text.Length)));
            }
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The process has been disposed of while we read; what was read so far is what there is.
        }

        return text.ToString();
    }
}
