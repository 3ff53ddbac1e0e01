using Lull.Engine.Conducting;
using Lull.Server.Callers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Lull.Server.Telemetry;

/// <summary>Metrics for who asks at <c>/metrics</c>; metrics and traces to an OpenTelemetry receiver, when one is named.</summary>
internal sealed class TelemetryServices : IDisposable
{
    /// <summary>What ASP.NET Core counts of requests, by route and status; addresses themselves, which may hold keys, are not in it.</summary>
    private const string RequestsName = "Microsoft.AspNetCore.Hosting";

    private readonly MeterProvider _metrics;
    private readonly TracerProvider? _traces;

    internal TelemetryServices(ServerOptions options)
    {
        ResourceBuilder resource = ResourceBuilder.CreateDefault().AddService("lull");
        MeterProviderBuilder metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(EngineInstruments.Name, Instruments.Name, RequestsName)
            .AddPrometheusExporter();
        if (options.Otlp is { } receiver)
        {
            metrics.AddOtlpExporter(exporter => Point(exporter, receiver, "v1/metrics"));
            _traces = Sdk.CreateTracerProviderBuilder()
                .SetResourceBuilder(resource)
                .AddSource(EngineInstruments.Name)
                .AddOtlpExporter(exporter => Point(exporter, receiver, "v1/traces"))
                .Build();
        }

        _metrics = metrics.Build();
    }

    /// <summary>The page that Prometheus reads. It names no maintenance, but it tells how much goes on, so it is for who may view.</summary>
    internal void MapMetrics(IEndpointRouteBuilder routes) =>
        routes
            .MapPrometheusScrapingEndpoint("/metrics", _metrics, configureBranchedPipeline: null, optionsName: null)
            .Needs(Rights.View);

    /// <summary>Sends what is left.</summary>
    public void Dispose()
    {
        _traces?.Dispose();
        _metrics.Dispose();
    }

    private static void Point(OtlpExporterOptions options, Uri receiver, string path)
    {
        options.Protocol = OtlpExportProtocol.HttpProtobuf;
        options.Endpoint = new Uri($"{receiver.ToString().TrimEnd('/')}/{path}");
    }
}
