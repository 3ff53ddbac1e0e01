using Lull.Lab.Hosts;

namespace Lull.Lab;

/// <summary>How large the data centre is, where it listens and how fast it works. The defaults suit a demonstration.</summary>
/// <remarks>A port of 0 means a free one; the ports that were chosen stand in <see cref="Endpoints"/>. Everything binds to 127.0.0.1.</remarks>
public sealed record LabOptions
{
    /// <summary>How many web servers stand behind the balancer, 1 to 200. They are called web1, web2 and so on.</summary>
    public int WebServers
    {
        get;
        init => field = Within(value, 1, 200, nameof(WebServers));
    } = 10;

    /// <summary>Requests a second that the steady traffic sends through the balancer, 0 (none) to 1000.</summary>
    public int RequestsPerSecond
    {
        get;
        init => field = Within(value, 0, 1000, nameof(RequestsPerSecond));
    } = 50;

    /// <summary>After how long the traffic gives up on a request and counts it as failed.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a web server works on one page.</summary>
    public TimeSpan ServingTime { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>How often the balancer checks the health of each member.</summary>
    public TimeSpan CheckInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long the administration of a host takes.</summary>
    public HostDurations Durations { get; init; } = new();

    /// <summary>The version every host runs at first.</summary>
    public string FirstVersion { get; init; } = "4.1";

    /// <summary>The patch level every host has at first.</summary>
    public string FirstPatchLevel { get; init; } = "2026-10";

    /// <summary>The patch level that patching a host brings it to, unless the call names another.</summary>
    public string NextPatchLevel { get; init; } = "2026-11";

    /// <summary>The token that the chat's Web API accepts.</summary>
    public string ChatToken { get; init; } = "xoxb-lab";

    /// <summary>Port of administration, silences, jobs, chat and the lab's own counters.</summary>
    public int ControlPort { get; init; }

    /// <summary>Port on which the balancer serves the site.</summary>
    public int BalancerPort { get; init; }

    /// <summary>Port of the balancer's runtime API.</summary>
    public int RuntimePort { get; init; }

    /// <summary>Path of the runtime API's unix socket; null for a private directory under the system's temporary one.</summary>
    public string? RuntimeSocket { get; init; }

    /// <summary>Port of the mail server.</summary>
    public int MailPort { get; init; }

    /// <summary>Port of the first host, the others following one by one; 0 gives each host a free port.</summary>
    public int FirstHostPort { get; init; }

    private static int Within(int value, int least, int most, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most, name);
        return value;
    }
}
