using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lull.Lab.Jobs;

/// <summary>Runs two groups of jobs, each of which can be paused and resumed. Both may be asked for again and again.</summary>
internal sealed class JobScheduler(TimeProvider clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly Lock gate = new();
    private readonly SortedDictionary<string, JobGroup> groups = new(StringComparer.Ordinal)
    {
        ["product-engineering"] = Group("product-engineering", "nightly-build", "usage-rollup"),
        ["product-integrations"] = Group("product-integrations", "order-import", "invoice-export", "catalogue-sync"),
    };

    public IReadOnlyList<JobGroup> Groups
    {
        get
        {
            lock (gate)
            {
                return [.. groups.Values];
            }
        }
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/jobs", () => Groups);
        routes.MapGet("/jobs/{group}", (string group) => Answer(group, Find(group)));
        // Saying it twice is the same as once, so both may be put as well as posted.
        string[] methods = [HttpMethods.Post, HttpMethods.Put];
        routes.MapMethods("/jobs/{group}/pause", methods, (string group) => Answer(group, Set(group, paused: true)));
        routes.MapMethods("/jobs/{group}/resume", methods, (string group) => Answer(group, Set(group, paused: false)));
    }

    public async Task RunAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            lock (gate)
            {
                foreach (JobGroup group in groups.Values.Where(group => !group.Paused).ToArray())
                {
                    groups[group.Name] = group with
                    {
                        Jobs = [.. group.Jobs.Select(job => job with { Runs = job.Runs + 1 })],
                    };
                }
            }
        }
    }

    private JobGroup? Find(string name)
    {
        lock (gate)
        {
            return groups.GetValueOrDefault(name);
        }
    }

    private JobGroup? Set(string name, bool paused)
    {
        lock (gate)
        {
            if (groups.TryGetValue(name, out JobGroup? group) && group.Paused != paused)
            {
                groups[name] = group with { Paused = paused, PausedAt = paused ? clock.GetUtcNow() : null };
            }

            return groups.GetValueOrDefault(name);
        }
    }

    private static IResult Answer(string name, JobGroup? group) =>
        group is null
            ? Refusal.With(StatusCodes.Status404NotFound, $"There is no group '{name}' of jobs.")
            : TypedResults.Ok(group);

    private static JobGroup Group(string name, params IEnumerable<string> jobs) =>
        new(name, Paused: false, PausedAt: null, [.. jobs.Select(job => new Job(job, Runs: 0))]);
}
