using Lull.Connectors.Guarding;
using Lull.Connectors.Jobs;
using Lull.Connectors.Reading;

namespace Lull.Connectors.Ssh;

/// <summary>Commands on hosts, through the system's OpenSSH client.</summary>
public sealed class SshKind : IConnectorKind
{
    /// <inheritdoc/>
    public string Name => "ssh";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, ActionTraits> Actions { get; } =
        new Dictionary<string, ActionTraits>(CommandTraits.Of("on a host", needsHost: true), StringComparer.Ordinal)
        {
            ["reboot"] = new ActionTraits
            {
                Use = ActionUse.Change,
                // The record on the host keeps the boot it was asked in: another boot means that it has happened.
                Repeat = RepeatClass.Keyed,
                NeedsHost = true,
                MainArgument = "command",
                Arguments =
                [
                    new(
                        "command",
                        "What restarts the machine; 'systemctl reboot', else 'shutdown -r now', unless given."
                    ),
                    new("env", "Environment variables by name; a value may be '{ secret: env:NAME }'."),
                ],
                Timeout = Duration.FromMinutes(10),
                Summary = "Restarts a host and waits until it is back, in another boot than before.",
            },
        };

    /// <inheritdoc/>
    public ValueList<ActionArgument> Options => SshOptions.Known;

    /// <inheritdoc/>
    public IConnector Connect(string name, Argument.Map options, ConnectorServices services)
    {
        var hosts = new SshHosts(SshOptions.Of(name, options), services.Time);
        return new Connector(
            services.Secrets,
            HealthAsync,
            new Dictionary<string, IAction>(StringComparer.Ordinal)
            {
                ["run"] = new CommandAction(hosts, services.Secrets, again: false),
                ["set"] = new CommandAction(hosts, services.Secrets, again: true),
                ["check"] = new CheckCommandAction(hosts, services.Secrets),
                ["reboot"] = new RebootAction(hosts, services.Secrets, services.Time),
            },
            hosts
        );
    }

    /// <summary>A connection has no host of its own, so all there is to prove is the client.</summary>
    private static async ValueTask<Health> HealthAsync(CancellationToken cancellation)
    {
        var start = new System.Diagnostics.ProcessStartInfo("ssh", ["-V"])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        };
        try
        {
            using var process = System.Diagnostics.Process.Start(start);
            string version = process is null ? "" : await process.StandardError.ReadToEndAsync(cancellation);
            return new Health(Good: true, $"{version.Trim()}; hosts are reached one by one as steps need them.");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return new Health(Good: false, "The program 'ssh' is not installed; install the OpenSSH client.");
        }
    }
}
