using Lull.Connectors.Guarding;
using Lull.Connectors.Jobs;
using Lull.Connectors.Reading;

namespace Lull.Connectors.Shell;

/// <summary>Commands on the machine that Lull itself runs on.</summary>
public sealed class ShellKind : IConnectorKind
{
    /// <inheritdoc/>
    public string Name => "shell";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, ActionTraits> Actions { get; } =
        CommandTraits.Of("on the machine of Lull", needsHost: false);

    /// <inheritdoc/>
    public ValueList<ActionArgument> Options { get; } =
    [new("jobs", "The folder in which records of commands are kept; ~/.local/state/lull/jobs unless given.")];

    /// <inheritdoc/>
    public IConnector Connect(string name, Argument.Map options, ConnectorServices services)
    {
        var read = ShellOptions.Of(name, options);
        var host = new ShellHost(read);
        return new Connector(
            services.Secrets,
            cancellation => HealthAsync(host, cancellation),
            new Dictionary<string, IAction>(StringComparer.Ordinal)
            {
                ["run"] = new CommandAction(host, services.Secrets, again: false),
                ["set"] = new CommandAction(host, services.Secrets, again: true),
                ["check"] = new CheckCommandAction(host, services.Secrets),
            }
        );
    }

    private static async ValueTask<Health> HealthAsync(ShellHost host, CancellationToken cancellation)
    {
        await using ShellSession shell = await host.OpenAsync(host: null, cancellation);
        return new Health(Good: true, $"/bin/sh answers; records of commands are kept in {host.Jobs}.");
    }
}

/// <summary>Options of a <c>shell</c> connection.</summary>
/// <param name="Jobs">Full path of the folder of job records.</param>
internal sealed record ShellOptions(string Jobs)
{
    internal static ShellOptions Of(string name, Argument.Map options)
    {
        var reader = MapReader.OfOptions(name, options);
        string jobs = reader.OptionalText("jobs") ?? Usual();
        return Path.IsPathFullyQualified(jobs)
            ? new ShellOptions(jobs)
            : throw reader.Wrong(
                "jobs",
                $"'{jobs}' is not a full path",
                "write, for example, 'jobs: /var/lib/lull/jobs'"
            );
    }

    private static string Usual()
    {
        string state = Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } given
            ? given
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
        return Path.Combine(state, "lull", "jobs");
    }
}
