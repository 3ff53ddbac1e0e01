using System.Diagnostics;
using System.Globalization;
using Lull.Core.Maintenances;
using Lull.Core.Procedures;
using Lull.Engine.Conducting;
using Lull.Engine.Connectors;
using Lull.Engine.Effects;
using Lull.Engine.Journal;
using Lull.Engine.Timers;

namespace Lull.Bench;

/// <summary>
/// How soon a new engine looks at what was under way when the last one was killed: 10,000 events stand in the journal, and one
/// effect has begun and not ended. Both engines are processes of their own, and the first is killed.
/// </summary>
internal static class RestartBench
{
    private const int Events = 10_000;
    private const int Rounds = 9;
    private const string Connection = "lab";

    internal static async Task RunAsync()
    {
        string directory = Directory.CreateTempSubdirectory("lull-bench").FullName;
        try
        {
            string killed = Path.Combine(directory, "killed");
            long events = await FillAsync(killed);
            double[] opened = new double[Rounds];
            double[] started = new double[Rounds];
            for (int round = 0; round < Rounds; round++)
            {
                string store = Path.Combine(directory, $"round-{round}");
                Copy(killed, store);
                (opened[round], started[round]) = await RestartAsync(store);
                Directory.Delete(store, recursive: true);
            }

            Console.WriteLine("### Restart: from a killed engine to the first look at what it had under way");
            Console.WriteLine();
            Console.WriteLine("| what | figure |");
            Console.WriteLine("|---|---:|");
            Row("events in the journal", $"{events:N0}");
            Row("from opening the store to the look, in a process that has just started", $"{Median(opened):0.00} s");
            Row("the slowest of nine", $"{opened.Max():0.00} s");
            Row("from starting the process to the look", $"{Median(started):0.00} s");
            Console.WriteLine();
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>The engine that will be killed: works until all events are there, says how many, and waits for its end.</summary>
    internal static async Task WorkAsync(string store)
    {
        var outside = new Outside();
        await using MaintenanceEngine engine = await OpenAsync(store, outside);
        Procedure chain = CoreBench.Chain((Events / 2) + 1, NodeKind.Sequence);
        Instant now = SystemClock.Instance.GetCurrentInstant();
        Procedure procedure = chain with
        {
            Window = new Core.Windows.Window(now - Duration.FromMinutes(1), now + Duration.FromHours(12), "Etc/UTC"),
            Nodes =
            [
                .. chain.Nodes.Select(node =>
                    node with
                    {
                        Repeat = RepeatClass.Keyed,
                        Timeout = Duration.FromHours(1),
                    }
                ),
            ],
        };
        MaintenanceId id = await engine.PlanAsync(procedure, "", "", CancellationToken.None);
        foreach (Input command in (Input[])[new Input.Propose("bench"), new Input.Start("bench")])
        {
            if (await engine.SendAsync(id, command, CancellationToken.None) is Decision.Refused refused)
            {
                throw new InvalidOperationException(refused.Reason);
            }
        }

        await outside.IsHanging.Task;
        Console.WriteLine((await engine.StatusAsync(id, CancellationToken.None))!.Sequence);
        await Task.Delay(Timeout.Infinite);
    }

    /// <summary>The engine that comes after it: says how long it took from opening the store to the first look, in seconds.</summary>
    internal static async Task GoOnAsync(string store)
    {
        var outside = new Outside();
        long begun = Stopwatch.GetTimestamp();
        await using MaintenanceEngine engine = await OpenAsync(store, outside);
        await Task.WhenAny(outside.IsLookedAt.Task, Task.Delay(TimeSpan.FromMinutes(1)));
        Console.WriteLine(
            outside.IsLookedAt.Task.IsCompleted
                ? (await outside.IsLookedAt.Task - begun) / (double)Stopwatch.Frequency
                : throw new InvalidOperationException(string.Join('\n', engine.Troubles))
        );
    }

    private static async Task<long> FillAsync(string store)
    {
        using Process process = Begin("restart-work", store);
        string said = await process.StandardOutput.ReadLineAsync() ?? "";
        process.Kill();
        await process.WaitForExitAsync();
        return long.Parse(said, CultureInfo.InvariantCulture);
    }

    private static async Task<(double Opened, double Started)> RestartAsync(string store)
    {
        long begun = Stopwatch.GetTimestamp();
        using Process process = Begin("restart-go-on", store);
        string said = await process.StandardOutput.ReadLineAsync() ?? "";
        double started = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        process.Kill();
        await process.WaitForExitAsync();
        return (double.Parse(said, CultureInfo.InvariantCulture), started);
    }

    private static Process Begin(string what, string store) =>
        Process.Start(
            new ProcessStartInfo(Environment.ProcessPath!)
            {
                ArgumentList = { what, store },
                UseShellExecute = false,
                RedirectStandardOutput = true,
            }
        )!;

    private static Task<MaintenanceEngine> OpenAsync(string store, Outside outside) =>
        MaintenanceEngine.OpenAsync(
            new Store(store),
            new EngineOptions
            {
                Connect = _ => new SiteConnections(
                    new Dictionary<string, OpenConnection>(StringComparer.Ordinal)
                    {
                        [Connection] = new(
                            outside,
                            new Dictionary<string, ActionTraits>(StringComparer.Ordinal) { ["nothing"] = Traits }
                        ),
                    }
                ),
                Render = static (_, _, _, _) => "",
                Secrets = new NoSecrets(),
                Clock = new RealClock(TimeProvider.System),
            },
            socket: "",
            CancellationToken.None
        );

    private static ActionTraits Traits { get; } =
        new()
        {
            Use = ActionUse.Change,
            Repeat = RepeatClass.Keyed,
            MainArgument = "",
            Arguments = [],
            Timeout = Duration.FromHours(1),
            Summary = "Does nothing.",
        };

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);

    private static void Row(string what, FormattableString figure) =>
        Console.WriteLine($"| {what} | {figure.ToString(CultureInfo.InvariantCulture)} |");

    /// <summary>An outside that does everything at once, until enough has happened; then one effect hangs.</summary>
    private sealed class Outside : IConnector, IAction
    {
        private int _applied;

        internal TaskCompletionSource IsHanging { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>When something was first looked at, in ticks of the stopwatch.</summary>
        internal TaskCompletionSource<long> IsLookedAt { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IAction this[string action] => this;

        public ValueTask<Health> CheckHealthAsync(CancellationToken cancellation) => new(new Health(true, "Fine."));

        public ValueTask<Observation> ObserveAsync(ActionRequest request, CancellationToken cancellation)
        {
            IsLookedAt.TrySetResult(Stopwatch.GetTimestamp());
            return new(new Observation.Done("", Evidence.None));
        }

        public async ValueTask<Outcome> ApplyAsync(ActionRequest request, CancellationToken cancellation)
        {
            // Each effect is two events: that it begins, and that it ended.
            if (Interlocked.Increment(ref _applied) == Events / 2)
            {
                IsHanging.TrySetResult();
                await Task.Delay(Timeout.Infinite, cancellation);
            }

            return new Outcome.Done(Evidence.None);
        }

        public string Describe(ActionRequest request) => "Does nothing.";

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class NoSecrets : ISecrets
    {
        public ValueTask<string> ReadAsync(string reference, CancellationToken cancellation) =>
            throw new SecretException($"'{reference}' is not needed here.");

        public string Redact(string text) => text;
    }
}
