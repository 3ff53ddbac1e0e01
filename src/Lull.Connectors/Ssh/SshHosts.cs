using System.Collections.Concurrent;
using System.Diagnostics;
using Lull.Connectors.Guarding;
using Lull.Connectors.Http;
using Lull.Connectors.Jobs;
using Lull.Connectors.Reading;

namespace Lull.Connectors.Ssh;

/// <summary>Hosts reached through the system's OpenSSH client.</summary>
internal sealed class SshHosts(SshOptions options, TimeProvider time) : ICommandHost, IAsyncDisposable
{
    private const int MostConnects = 8;
    private const int MostTries = 4;
    private static readonly TimeSpan TimeToLeave = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _connects = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string[]> _used = new(StringComparer.Ordinal);
    private readonly Lazy<string> _folder = new(() => Prepare(options));

    /// <inheritdoc/>
    public string Jobs => options.Jobs;

    /// <inheritdoc/>
    public string NameOf(ActionHost? host) => host?.Name ?? "no host";

    /// <inheritdoc/>
    public ValueTask<ShellSession> OpenAsync(ActionHost? host, CancellationToken cancellation) =>
        OpenAsync(host, shared: true, cancellation);

    /// <summary>A shell on the host; without <paramref name="shared"/>, over a connection made now and for this alone.</summary>
    internal async ValueTask<ShellSession> OpenAsync(ActionHost? host, bool shared, CancellationToken cancellation)
    {
        if (host is null)
        {
            throw new ArgumentsException(
                "The step has no host to reach; give it 'on:' or put it into a rolling block."
            );
        }

        string[] destination = DestinationOf(host);
        _used.TryAdd(destination[^1], destination);
        string[] alone = shared ? [] : ["-o", "ControlMaster=no", "-o", "ControlPath=none"];
        SemaphoreSlim connects = _connects.GetOrAdd(destination[^1], _ => new SemaphoreSlim(MostConnects));
        await connects.WaitAsync(cancellation);
        try
        {
            for (int attempt = 1; ; attempt++)
            {
                try
                {
                    return await ShellSession.OpenAsync(Ssh([.. alone, "-T", .. destination, "sh -s"]), cancellation);
                }
                catch (NotReachedException fault) when (IsCrowded(fault.Message) && attempt < MostTries)
                {
                    await Task.Delay(Pauses.Before(attempt), time, cancellation);
                }
                catch (NotReachedException fault)
                {
                    throw new NotReachedException(
                        $"{host.Name} cannot be reached over ssh: {Explain(fault.Message)}",
                        fault
                    );
                }
            }
        }
        finally
        {
            connects.Release();
        }
    }

    /// <summary>Closes the shared connection to a host, so that the next one is new.</summary>
    internal async ValueTask LeaveAsync(ActionHost host) => await LeaveAsync(DestinationOf(host));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_folder.IsValueCreated)
        {
            return;
        }

        foreach (string[] destination in _used.Values)
        {
            await LeaveAsync(destination);
        }

        foreach (SemaphoreSlim connects in _connects.Values)
        {
            connects.Dispose();
        }

        Directory.Delete(_folder.Value, recursive: true);
    }

    private async ValueTask LeaveAsync(string[] destination)
    {
        using Process? process = Process.Start(Ssh(["-O", "exit", .. destination]));
        using var limit = new CancellationTokenSource(TimeToLeave, time);
        try
        {
            await (process?.WaitForExitAsync(limit.Token) ?? Task.CompletedTask);
        }
        catch (OperationCanceledException)
        {
            process?.Kill();
        }
    }

    private ProcessStartInfo Ssh(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("ssh", ["-F", Path.Combine(_folder.Value, "config"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Messages are recognised by their words.
        start.Environment["LC_ALL"] = "C";
        return start;
    }

    /// <summary>The end of the argument list: the port if the address names one, and the host after <c>--</c>.</summary>
    private static string[] DestinationOf(ActionHost host)
    {
        string address = host.Address;
        string? port = null;
        if (address.StartsWith('[') && address.IndexOf(']', StringComparison.Ordinal) is > 0 and var end)
        {
            port = address.Length > end + 2 && address[end + 1] == ':' ? address[(end + 2)..] : null;
            address = address[1..end];
        }
        else if (address.Split(':') is [var name, var number])
        {
            (address, port) = (name, number);
        }

        if (!SshOptions.IsWord(address) || (port is not null && !port.All(char.IsAsciiDigit)))
        {
            throw new ArgumentsException(
                $"The address '{host.Address}' of {host.Name} is not a host; write a name, an IP address, or 'host:port'."
            );
        }

        return port is null ? ["--", address] : ["-p", port, "--", address];
    }

    private static string Prepare(SshOptions options)
    {
        // Short, because the path of a control socket must stay under 108 bytes; only its owner may enter.
        string folder = Directory.CreateTempSubdirectory("lull-").FullName;
        File.WriteAllText(Path.Combine(folder, "config"), SshConfiguration.Of(options, folder));
        return folder;
    }

    /// <summary>Servers turn away connections when too many begin at once; nothing was sent, so trying again is safe.</summary>
    private static bool IsCrowded(string said) =>
        said.Contains("kex_exchange_identification", StringComparison.Ordinal)
        || said.Contains("Connection reset by peer", StringComparison.Ordinal);

    private static string Explain(string said) =>
        said switch
        {
            _ when said.Contains("REMOTE HOST IDENTIFICATION HAS CHANGED", StringComparison.Ordinal) =>
                "its host key has changed. Find out why before anything else; if it is right, replace the key in the file of known hosts.",
            _ when said.Contains("Host key verification failed", StringComparison.Ordinal) =>
                "its host key is not known. Put it into the file of known hosts, or write 'accept-new: true'.",
            _ when said.Contains("Permission denied", StringComparison.Ordinal) =>
                $"it does not let us in ({FirstLine(said)}). Check 'user' and 'identity', and that the key is allowed there.",
            _ => FirstLine(said),
        };

    private static string FirstLine(string said) => said.Split('\n')[0].Trim();
}
