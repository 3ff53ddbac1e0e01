using System.Collections.Concurrent;
using Lull.Core.Actions;
using Lull.Core.Common;
using Lull.Engine.Connectors;
using Lull.Engine.Effects;

namespace Lull.Engine.Tests.Kit;

/// <summary>
/// A small outside with its own truth, that outlives engines: a balancer, silences, commands that ran, pages, a chat. Tests
/// put themselves in between to delay, lose or fail what is asked.
/// </summary>
internal sealed class World
{
    /// <summary>A server in service: a line for people, and what must come back exactly for closing.</summary>
    private const string Ready = "ready\nweight 100";

    private readonly ConcurrentDictionary<string, Func<ActionRequest, Task<Outcome?>>> _instead = new();

    /// <summary>While true, whatever is asked gets lost on its way.</summary>
    public bool IsCutOff { get; set; }

    /// <summary>Servers that are not in service, by name, with what was said about them.</summary>
    public ConcurrentDictionary<string, string> Servers { get; } = new();

    /// <summary>Open silences by marker, with the time they end by themselves.</summary>
    public ConcurrentDictionary<string, Instant> Silences { get; } = new();

    /// <summary>What ran, by marker; more than one entry for a marker means it ran twice.</summary>
    public ConcurrentQueue<(string Marker, string Command)> Ran { get; } = new();

    /// <summary>What was posted.</summary>
    public ConcurrentQueue<(string Marker, string Text)> Posts { get; } = new();

    /// <summary>Every call in the order it came in, such as <c>apply edge.drain web1</c>.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>How many extensions of a silence came in.</summary>
    public int Extensions => Calls.Count(call => call.StartsWith("apply alerts.silence", StringComparison.Ordinal));

    public static ActionCatalogue Catalogue { get; } =
        new(Kinds.Select(kind => new ConnectorDescription(kind.Key, [], kind.Value)));

    private static Dictionary<string, Dictionary<string, ActionTraits>> Kinds =>
        new()
        {
            ["haproxy"] = new()
            {
                ["drain"] = Traits(ActionUse.Bracket, RepeatClass.Convergent) with { TakesOutOfService = true },
            },
            ["alertmanager"] = new() { ["silence"] = Traits(ActionUse.Bracket, RepeatClass.Keyed) },
            ["ssh"] = new()
            {
                ["run"] = Traits(ActionUse.Change, RepeatClass.Keyed),
                ["wild"] = Traits(ActionUse.Change, RepeatClass.Opaque),
            },
            ["http"] = new() { ["get"] = Traits(ActionUse.Check, RepeatClass.Convergent) },
            ["chat"] = new() { ["post"] = Traits(ActionUse.Message, RepeatClass.Keyed) },
        };

    /// <summary>From now on this happens instead; null lets it go its usual way.</summary>
    /// <param name="call">Such as <c>apply shell.run</c>.</param>
    /// <param name="instead">What happens.</param>
    public void Instead(string call, Func<ActionRequest, Task<Outcome?>> instead) => _instead[call] = instead;

    /// <summary>Connections to this world, as an engine opens them.</summary>
    public SiteConnections Connect() =>
        new(
            new Dictionary<string, OpenConnection>
            {
                ["edge"] = new(new Connection(this, "edge"), Kinds["haproxy"]),
                ["alerts"] = new(new Connection(this, "alerts"), Kinds["alertmanager"]),
                ["shell"] = new(new Connection(this, "shell"), Kinds["ssh"]),
                ["http"] = new(new Connection(this, "http"), Kinds["http"]),
                ["chat"] = new(new Connection(this, "chat"), Kinds["chat"]),
            }
        );

    private static ActionTraits Traits(ActionUse use, RepeatClass repeat) =>
        new()
        {
            Use = use,
            Repeat = repeat,
            MainArgument = "target",
            Arguments = [new ActionArgument("target", "What it is about."), new ActionArgument("text", "Words.")],
            Timeout = Duration.FromMinutes(5),
            Summary = "Does it.",
        };

    private async Task<Outcome?> Meddle(string verb, string call, ActionRequest request)
    {
        if (IsCutOff)
        {
            await new TaskCompletionSource().Task;
        }

        Calls.Enqueue($"{verb} {call} {request.Arguments.TextOf("target")}".TrimEnd());
        return _instead.TryGetValue($"{verb} {call}", out Func<ActionRequest, Task<Outcome?>>? instead)
            ? await instead(request)
            : null;
    }

    private Outcome.Done Apply(string call, ActionRequest request)
    {
        string target = request.Arguments.TextOf("target") ?? "";
        switch (call)
        {
            case "edge.drain":
                Servers[target] = "drained";
                break;
            case "alerts.silence":
                Silences[request.Marker] = request.HeldUntil!.Value;
                break;
            case "shell.run" or "shell.wild":
                Ran.Enqueue((request.Marker, $"{target}@{request.Host?.Name}"));
                request.OnOutput($"running {target}");
                return new Outcome.Done(
                    new Evidence("exit code 0", $"ran {target}"),
                    $"/var/backups/{request.Host?.Name}"
                );
            case "chat.post":
                Posts.Enqueue((request.Marker, request.Arguments.TextOf("text")!));
                break;
        }

        return new Outcome.Done(new Evidence($"{call} done"));
    }

    private Observation Observe(string call, ActionRequest request)
    {
        string target = request.Arguments.TextOf("target") ?? "";
        (bool isSo, string prior) = call switch
        {
            "edge.drain" => (Servers.ContainsKey(target), Servers.GetValueOrDefault(target, Ready)),
            "alerts.silence" => (Silences.ContainsKey(request.Marker), ""),
            "shell.run" or "shell.wild" => (Ran.Any(ran => ran.Marker == request.Marker), ""),
            "chat.post" => (Posts.Any(post => post.Marker == request.Marker), ""),
            _ => (true, ""),
        };
        return isSo
            ? new Observation.Done(prior, new Evidence("It is so."))
            : new Observation.NotDone(prior, new Evidence("It is not so."));
    }

    private Outcome.Done Close(string call, ActionRequest request)
    {
        if (call == "edge.drain" && request.Prior == Ready)
        {
            Servers.TryRemove(request.Arguments.TextOf("target")!, out _);
        }
        else if (call == "alerts.silence")
        {
            Silences.TryRemove(request.Marker, out _);
        }

        return new Outcome.Done(new Evidence($"{call} closed"));
    }

    private sealed class Connection(World world, string name) : IConnector
    {
        public IAction this[string action] => new Act(world, $"{name}.{action}");

        public ValueTask<Health> CheckHealthAsync(CancellationToken cancellation) => new(new Health(true, "fine"));

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Act(World world, string call) : IAction
    {
        public async ValueTask<Observation> ObserveAsync(ActionRequest request, CancellationToken cancellation) =>
            await world.Meddle("observe", call, request).WaitAsync(cancellation) is Outcome.Unknown unknown
                ? new Observation.Unknown(unknown.Reason)
                : world.Observe(call, request);

        public async ValueTask<Outcome> ApplyAsync(ActionRequest request, CancellationToken cancellation)
        {
            await using CancellationTokenRegistration broken = cancellation.Register(() =>
                world.Calls.Enqueue($"broken off: apply {call}")
            );
            return await world.Meddle("apply", call, request).WaitAsync(cancellation) ?? world.Apply(call, request);
        }

        public async ValueTask<Outcome> CloseAsync(ActionRequest request, CancellationToken cancellation) =>
            await world.Meddle("close", call, request).WaitAsync(cancellation) ?? world.Close(call, request);

        public string Describe(ActionRequest request) => call;
    }
}
