using Lull.Lab.Hosts;

namespace Lull.Lab.Alerts;

/// <summary>Watches every host and calls a person, once for each time a host is down, unless an active silence covers it.</summary>
/// <remarks>An alert has the labels <c>alertname=HostDown</c>, <c>instance</c>, <c>group</c> and <c>severity=critical</c>.</remarks>
internal sealed class Pager(IReadOnlyList<Host> hosts, SilenceStore silences, TimeProvider clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly Lock gate = new();
    private readonly HashSet<string> called = new(StringComparer.Ordinal);
    private readonly List<Page> pages = [];

    public IReadOnlyList<Page> Pages
    {
        get
        {
            lock (gate)
            {
                return [.. pages];
            }
        }
    }

    /// <summary>Looks at every host from time to time: a silence may end while its host is still down.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Interval);
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            foreach (Host host in hosts)
            {
                Look(host);
            }
        }
    }

    /// <summary>Looks at a host that has just changed, so that no outage is too short to be seen.</summary>
    public void Look(Host host)
    {
        HostState state = host.State;
        lock (gate)
        {
            if (state.Healthy)
            {
                called.Remove(state.Name);
                return;
            }

            if (!called.Contains(state.Name) && !silences.IsSilenced(LabelsOf(state)))
            {
                called.Add(state.Name);
                pages.Add(new Page(clock.GetUtcNow(), state.Name, ReasonOf(state)));
            }
        }
    }

    private static Dictionary<string, string> LabelsOf(HostState state) =>
        new(StringComparer.Ordinal)
        {
            ["alertname"] = "HostDown",
            ["instance"] = state.Name,
            ["group"] = state.Group,
            ["severity"] = "critical",
        };

    private static string ReasonOf(HostState state) =>
        state.Busy is { } operation
            ? $"{state.Name} is down: {operation} is under way"
            : $"{state.Name} is down: {state.Fault}";
}
