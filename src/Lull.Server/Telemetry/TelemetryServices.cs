using Lull.Engine.Conducting;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Lull.Server.Telemetry;

/// <summary>Sends metrics and traces to an OpenTelemetry receiver, when one is named.</summary>
internal sealed class TelemetryServices : IDisposable
{
    private readonly TracerProvider _traces;
    private readonly MeterProvider _metrics;

    private TelemetryServices(Uri receiver)
    {
        ResourceBuilder resource = ResourceBuilder.CreateDefault().AddService("lull");
        _traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource(EngineInstruments.Name)
            .AddOtlpExporter(options => Point(options, receiver, "v1/traces"))
            .Build();
        _metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(EngineInstruments.Name, Instruments.Name)
            .AddOtlpExporter(options => Point(options, receiver, "v1/metrics"))
            .Build();
    }

    /// <summary>Sends what is left.</summary>
    public void Dispose()
    {
        _traces.Dispose();
        _metrics.Dispose();
    }

    /// <summary>The sender; null when nobody named a receiver.</summary>
    internal static TelemetryServices? For(ServerOptions options) =>
        options.Otlp is { } receiver ? new TelemetryServices(receiver) : null;

    private static void Point(OtlpExporterOptions options, Uri receiver, string path)
    {
        options.Protocol = OtlpExportProtocol.HttpProtobuf;
        options.Endpoint = new Uri($"{receiver.ToString().TrimEnd('/')}/{path}");
    }
}
