using System.Collections;
using System.Diagnostics;
using Lull.Connectors.Jobs;

namespace Lull.Connectors.Shell;

/// <summary>This machine.</summary>
internal sealed class ShellHost(ShellOptions options) : ICommandHost
{
    /// <summary>Lull's own environment may hold secrets; commands get what people expect to find and nothing else.</summary>
    private static readonly string[] Handed =
    [
        "PATH",
        "HOME",
        "USER",
        "LOGNAME",
        "SHELL",
        "LANG",
        "TZ",
        "TMPDIR",
        "SSH_AUTH_SOCK",
    ];

    /// <inheritdoc/>
    public string Jobs => options.Jobs;

    /// <inheritdoc/>
    public string NameOf(ActionHost? host) => host is null ? "this machine" : $"this machine for {host.Name}";

    /// <inheritdoc/>
    public ValueTask<ShellSession> OpenAsync(ActionHost? host, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-s"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            if (
                variable is { Key: string key, Value: string value }
                && (
                    Handed.Contains(key, StringComparer.Ordinal)
                    || key.StartsWith("LC_", StringComparison.Ordinal)
                    || key.StartsWith("XDG_", StringComparison.Ordinal)
                )
            )
            {
                start.Environment[key] = value;
            }
        }

        return ShellSession.OpenAsync(start, cancellation);
    }
}
