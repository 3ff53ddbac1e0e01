using System.Diagnostics;
using System.Globalization;
using Lull.Core.Maintenances;
using Lull.Core.Plans;
using Lull.Core.Procedures;
using Lull.Core.Windows;

namespace Lull.Bench;

/// <summary>What one event costs in the core, for plans of 100 to 100,000 steps, one after the other and all beside each other.</summary>
internal static class CoreBench
{
    internal static readonly Instant Start = Instant.FromUtc(2026, 12, 3, 21, 0);

    internal static void Run()
    {
        Console.WriteLine("### Core: cost per event");
        Console.WriteLine();
        Console.WriteLine("| steps | shape | events | events/s | against 100 steps | bytes/event |");
        Console.WriteLine("|---:|---|---:|---:|---:|---:|");
        foreach (NodeKind shape in (NodeKind[])[NodeKind.Sequence, NodeKind.Parallel])
        {
            double first = 0;
            foreach (int steps in (int[])[100, 1_000, 10_000, 100_000])
            {
                Procedure procedure = Chain(steps, shape);
                Walk(procedure, Math.Max(3, 200_000 / steps));
                (long events, double seconds, long bytes) = Walk(procedure, Math.Max(3, 1_000_000 / steps));
                double rate = events / seconds;
                first = first == 0 ? rate : first;
                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"| {steps:N0} | {(shape == NodeKind.Sequence ? "one after the other" : "beside each other")} | {events:N0} | {rate:N0} | {rate / first:0.00} | {bytes / events} |"
                    )
                );
            }
        }

        Console.WriteLine();
    }

    private static (long Events, double Seconds, long Bytes) Walk(Procedure procedure, int times)
    {
        long events = 0;
        var happened = new List<MaintenanceEvent>();
        var reports = new Queue<int>();
        var planned = new MaintenanceEvent.Planned(Machine.Rules, procedure, "", "");
        long ticks = 0;
        long bytes = 0;
        for (int time = 0; time < times; time++)
        {
            State state = Machine.Begin(planned, Start);
            long before = GC.GetAllocatedBytesForCurrentThread();
            long begun = Stopwatch.GetTimestamp();
            Turn(state, new Input.Propose("bench"), happened, reports);
            Turn(state, new Input.Start("bench"), happened, reports);
            while (reports.TryDequeue(out int effect))
            {
                events += Turn(state, new Input.EffectReported(effect, Ok), happened, reports);
            }

            ticks += Stopwatch.GetTimestamp() - begun;
            bytes += GC.GetAllocatedBytesForCurrentThread() - before;
            if (state.Stage != Stage.Closed)
            {
                throw new InvalidOperationException($"The walk ended as {state.Stage}.");
            }
        }

        return (events, (double)ticks / Stopwatch.Frequency, bytes);
    }

    private static Outcome.Done Ok { get; } = new(Evidence.None);

    private static int Turn(State state, Input input, List<MaintenanceEvent> happened, Queue<int> reports)
    {
        happened.Clear();
        if (Machine.Turn(state, input, Start, happened) is { } refusal)
        {
            throw new InvalidOperationException(refusal.Reason);
        }

        foreach (MaintenanceEvent one in happened)
        {
            if (one is MaintenanceEvent.EffectIntended intended)
            {
                reports.Enqueue(intended.Effect);
            }
        }

        return happened.Count;
    }

    internal static Procedure Chain(int steps, NodeKind shape)
    {
        Estimate second = Estimate.Of(Duration.FromSeconds(1));
        var call = new ActionCall("lab", "nothing", Argument.Map.Empty);
        var nodes = new List<Node>
        {
            Block(0, -1, NodeKind.Sequence, "Everything", [1], second, phase: -1),
            Block(1, 0, NodeKind.Sequence, "Change", [2], second, phase: 0),
            Block(2, 1, shape, "Steps", [.. Enumerable.Range(3, steps)], second, phase: 0),
        };
        nodes.AddRange(
            Enumerable
                .Range(3, steps)
                .Select(number => new Node
                {
                    Number = number,
                    Path = $"change/steps/{number}",
                    Kind = NodeKind.Action,
                    Parent = 2,
                    Phase = 0,
                    Title = "Nothing",
                    Estimate = second,
                    Call = call,
                    Repeat = RepeatClass.Convergent,
                })
        );
        return new Procedure
        {
            Title = "Bench",
            Revision = new string('0', 64),
            Site = "bench",
            Window = new Window(Start, Start + Duration.FromDays(1), "Etc/UTC"),
            Nodes = [.. nodes],
            Phases = [new ProcedurePhase(PhaseKind.Change, 1, null, null)],
        };
    }

    private static Node Block(
        int number,
        int parent,
        NodeKind kind,
        string title,
        ValueList<int> children,
        Estimate estimate,
        int phase
    ) =>
        new()
        {
            Number = number,
            Path = title,
            Kind = kind,
            Parent = parent,
            Title = title,
            Children = children,
            Estimate = estimate,
            Phase = phase,
        };
}
