using System.Collections.Concurrent;
using Lull.Server.Tests.Kit;
using Microsoft.AspNetCore.Http;

namespace Lull.Server.Tests.Webhooks;

/// <summary>What a team runs to hear of maintenances.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private Listener? _listener;

    private Receiver() { }

    /// <summary>What came, in order.</summary>
    internal ConcurrentQueue<(IHeaderDictionary Headers, string Body)> Received { get; } = new();

    /// <summary>What it answers.</summary>
    internal int Answer { get; set; } = 200;

    /// <summary>What it answers with, as text.</summary>
    internal string Says { get; set; } = "";

    /// <summary>It answers when this is done.</summary>
    internal Task Until { get; set; } = Task.CompletedTask;

    internal string Url => _listener!.Url.OriginalString;

    internal static async Task<Receiver> StartAsync()
    {
        var receiver = new Receiver();
        receiver._listener = await Listener.StartAsync(receiver.TakeAsync);
        return receiver;
    }

    public async ValueTask DisposeAsync() => await _listener!.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        Received.Enqueue((new HeaderDictionary(http.Request.Headers.ToDictionary()), await reader.ReadToEndAsync()));
        await Until;
        http.Response.StatusCode = Answer;
        http.Response.Headers.Location = "http://127.0.0.1:1/elsewhere";
        await http.Response.WriteAsync(Says);
    }
}
