using System.Diagnostics.Metrics;

namespace Lull.Server.Telemetry;

/// <summary>What the server counts about itself; the engine's are in <see cref="Engine.Conducting.EngineInstruments"/>.</summary>
public sealed class Instruments : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string Name = "Lull.Server";

    private readonly Meter _meter = new(Name);
    private readonly UpDownCounter<int> _viewers;
    private readonly Counter<long> _tries;

    /// <summary>The instruments of one server.</summary>
    public Instruments()
    {
        _viewers = _meter.CreateUpDownCounter<int>("lull.stream.viewers", "{viewer}", "Open event streams.");
        _tries = _meter.CreateCounter<long>(
            "lull.webhooks.tries",
            "{try}",
            "Messages that were sent to webhooks, by what came of it."
        );
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    /// <summary>Counts a viewer until it is disposed of.</summary>
    internal IDisposable Viewer()
    {
        _viewers.Add(1);
        return new Leaving(() => _viewers.Add(-1));
    }

    /// <summary>A message was sent to a webhook.</summary>
    internal void Tried(bool wasTaken) =>
        _tries.Add(1, new KeyValuePair<string, object?>("outcome", wasTaken ? "delivered" : "failed"));

    private sealed class Leaving(Action leave) : IDisposable
    {
        public void Dispose() => leave();
    }
}
