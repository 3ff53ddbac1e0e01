using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Lull.Server.Api;

/// <summary>One event of a stream.</summary>
/// <param name="Id">What a reader sends back as <c>Last-Event-ID</c>; empty when it is not to be gone on from.</param>
/// <param name="Name">Its kind.</param>
/// <param name="Data">JSON without line ends.</param>
internal readonly record struct ServerSentEvent(string Id, string Name, string Data);

/// <summary>Writes event streams, with a comment every 15 seconds of silence so that nothing in between closes them.</summary>
internal static class ServerSentEvents
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(15);
    private static readonly byte[] Comment = ": still here\n\n"u8.ToArray();

    internal static async Task WriteAsync(
        HttpContext http,
        IAsyncEnumerable<ServerSentEvent> events,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-cache, no-transform";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        Stream body = http.Response.Body;
        await body.FlushAsync(cancellation);
        await using IAsyncEnumerator<ServerSentEvent> reader = events.GetAsyncEnumerator(cancellation);
        try
        {
            Task<bool> next = reader.MoveNextAsync().AsTask();
            while (true)
            {
                if (!next.IsCompleted)
                {
                    await body.FlushAsync(cancellation);
                    await BeatUntilAsync(next, body, time, cancellation);
                }

                if (!await next)
                {
                    await body.FlushAsync(cancellation);
                    return;
                }

                await body.WriteAsync(Encode(reader.Current), cancellation);
                next = reader.MoveNextAsync().AsTask();
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The reader has left.
        }
        catch (IOException)
        {
            // The reader has left in the middle of a write.
        }
    }

    private static async Task BeatUntilAsync(Task next, Stream body, TimeProvider time, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await next.WaitAsync(Beat, time, cancellation);
                return;
            }
            catch (TimeoutException) when (!next.IsCompleted)
            {
                await body.WriteAsync(Comment, cancellation);
                await body.FlushAsync(cancellation);
            }
        }
    }

    private static byte[] Encode(ServerSentEvent one)
    {
        var text = new StringBuilder();
        if (one.Id.Length > 0)
        {
            text.Append("id: ").Append(one.Id).Append('\n');
        }

        text.Append("event: ").Append(one.Name).Append("\ndata: ").Append(one.Data).Append("\n\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
