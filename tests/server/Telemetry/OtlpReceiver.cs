using System.Collections.Concurrent;
using Google.Protobuf;
using Lull.Server.Tests.Kit;
using Microsoft.AspNetCore.Http;

namespace Lull.Server.Tests.Telemetry;

/// <summary>
/// A strict receiver of OTLP over HTTP, binary protobuf: it takes only what the protocol says, and reads names out of it. What is
/// wrong it refuses with 400 and remembers. Field numbers: opentelemetry-proto, version 1.
/// </summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private Listener? _listener;

    private OtlpReceiver() { }

    internal Uri Url => _listener!.Url;

    /// <summary>What came, by name.</summary>
    internal ConcurrentDictionary<string, ReceivedMetric> Metrics { get; } = new(StringComparer.Ordinal);

    /// <summary>Names of spans, with the names of their attributes.</summary>
    internal ConcurrentQueue<(string Name, IReadOnlyList<string> Attributes)> Spans { get; } = new();

    /// <summary>Values of the attribute <c>service.name</c> of resources.</summary>
    internal ConcurrentQueue<string> Services { get; } = new();

    /// <summary>Why requests were refused.</summary>
    internal ConcurrentQueue<string> Wrong { get; } = new();

    internal static async Task<OtlpReceiver> StartAsync()
    {
        var receiver = new OtlpReceiver();
        receiver._listener = await Listener.StartAsync(receiver.TakeAsync);
        return receiver;
    }

    public async ValueTask DisposeAsync() => await _listener!.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        try
        {
            if (http.Request.Method != "POST" || http.Request.ContentType != "application/x-protobuf")
            {
                throw new InvalidDataException($"{http.Request.Method} of {http.Request.ContentType}");
            }

            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            byte[] bytes = body.ToArray();
            switch (http.Request.Path)
            {
                case "/v1/metrics":
                    ReadScopes(bytes, field: 2, Metric);
                    break;
                case "/v1/traces":
                    ReadScopes(bytes, field: 2, Span);
                    break;
                default:
                    throw new InvalidDataException($"nothing is sent to {http.Request.Path}");
            }

            // An empty ExportMetricsServiceResponse or ExportTraceServiceResponse: everything was taken.
            http.Response.ContentType = "application/x-protobuf";
        }
        catch (Exception wrong) when (wrong is InvalidDataException or InvalidProtocolBufferException)
        {
            Wrong.Enqueue(wrong.Message);
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
        }
    }

    /// <summary>ExportServiceRequest.resource (1), its scopes (2), their metrics or spans.</summary>
    private void ReadScopes(byte[] request, int field, Action<byte[]> read)
    {
        foreach (byte[] resource in Parts(request, 1))
        {
            foreach (byte[] attribute in Parts(One(resource, 1), 1).Where(one => Text(one, 1) == "service.name"))
            {
                Services.Enqueue(Text(One(attribute, 2), 1));
            }

            foreach (byte[] one in Parts(resource, 2).SelectMany(scope => Parts(scope, field)))
            {
                read(one);
            }
        }
    }

    /// <summary>Metric: name (1), description (2), unit (3), and one of gauge (5), sum (7), histogram (9), each with data points (1).</summary>
    private void Metric(byte[] metric)
    {
        byte[][] data = [.. Parts(metric, 5), .. Parts(metric, 7), .. Parts(metric, 9)];
        if (data.Length != 1 || Parts(data[0], 1).Count == 0)
        {
            throw new InvalidDataException("A metric has data points of one kind.");
        }

        string name = Text(metric, 1);
        Metrics[name] = new ReceivedMetric(name, Text(metric, 2), Text(metric, 3));
    }

    /// <summary>Span: trace id (1, 16 bytes), span id (2, 8 bytes), name (5), attributes (9).</summary>
    private void Span(byte[] span)
    {
        if (One(span, 1).Length != 16 || One(span, 2).Length != 8)
        {
            throw new InvalidDataException("A span has an id of 8 bytes in a trace with an id of 16.");
        }

        Spans.Enqueue((Text(span, 5), [.. Parts(span, 9).Select(attribute => Text(attribute, 1))]));
    }

    private static string Text(byte[] message, int field) =>
        new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(
            One(message, field)
        );

    private static byte[] One(byte[] message, int field) =>
        Parts(message, field).ToArray() is [var only]
            ? only
            : throw new InvalidDataException($"Field {field} is there once.");

    /// <summary>Every occurrence of a field that has a length; the whole message is read, so that nonsense shows.</summary>
    private static List<byte[]> Parts(byte[] message, int field)
    {
        var parts = new List<byte[]>();
        var input = new CodedInputStream(message);
        uint tag;
        while ((tag = input.ReadTag()) != 0)
        {
            if (
                WireFormat.GetTagFieldNumber(tag) == field
                && WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited
            )
            {
                parts.Add(input.ReadBytes().ToByteArray());
            }
            else
            {
                input.SkipLastField();
            }
        }

        return parts;
    }
}

/// <summary>A metric as it came.</summary>
internal sealed record ReceivedMetric(string Name, string Description, string Unit);
