using System.Diagnostics.Metrics;

namespace Lull.Server.Telemetry;

/// <summary>What the server counts about itself; the engine's are in <see cref="Engine.Conducting.EngineInstruments"/>.</summary>
public sealed class Instruments : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string Name = "Lull.Server";

    private readonly Meter _meter = new(Name);
    private readonly UpDownCounter<int> _viewers;

    /// <summary>The instruments of one server.</summary>
    public Instruments() =>
        _viewers = _meter.CreateUpDownCounter<int>("lull.stream.viewers", "{viewer}", "Open event streams.");

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    /// <summary>Counts a viewer until it is disposed of.</summary>
    internal IDisposable Viewer()
    {
        _viewers.Add(1);
        return new Leaving(() => _viewers.Add(-1));
    }

    private sealed class Leaving(Action leave) : IDisposable
    {
        public void Dispose() => leave();
    }
}
