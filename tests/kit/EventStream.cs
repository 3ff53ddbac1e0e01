using System.Net.ServerSentEvents;

namespace Lull.Server.Tests.Kit;

/// <summary>An open stream of server-sent events.</summary>
internal sealed class EventStream : IAsyncDisposable
{
    private readonly HttpResponseMessage _answer;
    private readonly SseParser<string> _parser;
    private readonly IAsyncEnumerator<SseItem<string>> _items;
    private bool _isClosed;

    private EventStream(HttpResponseMessage answer, Stream stream)
    {
        _answer = answer;
        _parser = SseParser.Create(stream);
        _items = _parser.EnumerateAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator();
    }

    internal static async Task<EventStream> OpenAsync(HttpClient http, string path, string? last)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Calling.Api + path);
        if (last is not null)
        {
            request.Headers.Add("Last-Event-ID", last);
        }

        HttpResponseMessage answer = await http.SendAsync(
            request,
            HttpCompletionOption.ResponseHeadersRead,
            TestContext.Current.CancellationToken
        );
        answer.EnsureSuccessStatusCode();
        return new EventStream(answer, await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>The next event of a kind.</summary>
    internal async Task<(string Id, string Data)> NextAsync(string kind)
    {
        while (await _items.MoveNextAsync())
        {
            if (_items.Current.EventType == kind)
            {
                return (_items.Current.EventId ?? "", _items.Current.Data);
            }
        }

        throw new InvalidOperationException($"The stream ended before '{kind}'.");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isClosed)
        {
            _isClosed = true;
            await _items.DisposeAsync();
            _answer.Dispose();
        }
    }
}
