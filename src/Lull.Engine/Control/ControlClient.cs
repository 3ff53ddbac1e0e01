using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Lull.Core.Maintenances;
using Lull.Engine.Conducting;
using Lull.Engine.Events;
using Lull.Engine.Journal;

namespace Lull.Engine.Control;

/// <summary>Talks to the engine that runs on a store, from another process of the same user.</summary>
public sealed class ControlClient : IDisposable
{
    private readonly string _socket;
    private readonly HttpClient _http;

    /// <summary>A client of the engine that listens at a socket, see <see cref="ControlServer.SocketOf"/>. Connects when used.</summary>
    public ControlClient(string socket)
    {
        _socket = socket;
        _http = new HttpClient(
            new SocketsHttpHandler
            {
                ConnectCallback = async (_, cancellation) =>
                {
                    var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                    try
                    {
                        await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellation);
                        return new NetworkStream(connection, ownsSocket: true);
                    }
                    catch
                    {
                        connection.Dispose();
                        throw;
                    }
                },
            }
        )
        {
            BaseAddress = new Uri("http://lull"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Every maintenance of the store.</summary>
    /// <exception cref="ControlException">No engine answers; says what to do.</exception>
    public async Task<IReadOnlyList<MaintenanceStatus>> ListAsync(CancellationToken cancellation)
    {
        using HttpResponseMessage answer = await AskAsync(
            new HttpRequestMessage(HttpMethod.Get, "/maintenances"),
            cancellation
        );
        return await ReadAsync<List<MaintenanceStatus>>(answer, cancellation);
    }

    /// <summary>What a maintenance is now; null when the store has none of that id.</summary>
    /// <exception cref="ControlException">No engine answers; says what to do.</exception>
    public async Task<MaintenanceStatus?> StatusAsync(MaintenanceId id, CancellationToken cancellation)
    {
        using HttpResponseMessage answer = await AskAsync(
            new HttpRequestMessage(HttpMethod.Get, $"/maintenances/{id}"),
            cancellation
        );
        return answer.StatusCode == HttpStatusCode.NotFound
            ? null
            : await ReadAsync<MaintenanceStatus>(answer, cancellation);
    }

    /// <summary>Has every hash of every journal checked, against heads that were kept outside of the store.</summary>
    /// <exception cref="ControlException">No engine answers, or it is older; says what to do.</exception>
    public async Task<IReadOnlyList<ChainReport>> AuditAsync(
        IReadOnlyCollection<Anchor> witnesses,
        CancellationToken cancellation
    )
    {
        string query = string.Join('&', witnesses.Select(one => $"anchor={Uri.EscapeDataString(one.ToString())}"));
        using HttpResponseMessage answer = await AskAsync(
            new HttpRequestMessage(HttpMethod.Get, $"/audit?{query}"),
            cancellation
        );
        return await ReadAsync<List<ChainReport>>(answer, cancellation);
    }

    /// <summary>True when the engine is a service, which stays and takes plans; false when it goes with what it runs.</summary>
    /// <exception cref="ControlException">No engine answers; says what to do.</exception>
    public async Task<bool> IsServiceAsync(CancellationToken cancellation)
    {
        using HttpResponseMessage answer = await AskAsync(
            new HttpRequestMessage(HttpMethod.Get, "/service"),
            cancellation
        );
        return answer.IsSuccessStatusCode;
    }

    /// <summary>Hands a plan to the engine: a new maintenance, as a draft.</summary>
    /// <exception cref="ControlException">No engine answers, or it refuses; says why and what to do.</exception>
    /// <exception cref="StoreNotUsableException">The engine cannot record it; says why and what to do.</exception>
    public async Task<MaintenanceId> PlanAsync(MaintenanceEvent.Planned planned, CancellationToken cancellation)
    {
        using HttpResponseMessage answer = await AskAsync(
            new HttpRequestMessage(HttpMethod.Post, "/maintenances")
            {
                Content = JsonContent.Create(planned, options: LullJson.Options),
            },
            cancellation
        );
        return await ReadAsync<MaintenanceId>(answer, cancellation);
    }

    /// <summary>Asks for something. The decision comes once it, or its refusal, is on disk.</summary>
    /// <exception cref="ControlException">No engine answers, or there is no such maintenance; says what to do.</exception>
    public async Task<Decision> SendAsync(MaintenanceId id, Input command, CancellationToken cancellation)
    {
        using HttpResponseMessage answer = await AskAsync(
            new HttpRequestMessage(HttpMethod.Post, $"/maintenances/{id}/commands")
            {
                Content = JsonContent.Create(command, options: LullJson.Options),
            },
            cancellation
        );
        return await ReadAsync<Decision>(answer, cancellation);
    }

    /// <summary>
    /// Every event after a sequence, then live ones with output and troubles. Ends with the maintenance or the engine; ask
    /// again after the last event that came, and nothing is missed.
    /// </summary>
    /// <exception cref="ControlException">No engine answers, or there is no such maintenance; says what to do.</exception>
    public async IAsyncEnumerable<Published> EventsAsync(
        MaintenanceId id,
        long after,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        using HttpResponseMessage answer = await AskAsync(
            new HttpRequestMessage(
                HttpMethod.Get,
                FormattableString.Invariant($"/maintenances/{id}/events?after={after}")
            ),
            cancellation
        );
        await SayProblemAsync(answer, cancellation);
        await using Stream stream = await answer.Content.ReadAsStreamAsync(cancellation);
        IAsyncEnumerator<SseItem<Published>> items = SseParser
            .Create(stream, static (_, data) => JsonSerializer.Deserialize<Published>(data, LullJson.Options)!)
            .EnumerateAsync(cancellation)
            .GetAsyncEnumerator(cancellation);
        await using (items)
        {
            while (await NextAsync(items))
            {
                yield return items.Current.Data;
            }
        }
    }

    /// <summary>The events of one journal as they are stored, as <see cref="Journal.JournalLines"/>.</summary>
    /// <exception cref="ControlException">No engine answers, it is older, or it goes away in the middle; says what to do.</exception>
    public async IAsyncEnumerable<string> JournalAsync(
        MaintenanceId id,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        using HttpResponseMessage answer = await AskAsync(
            new HttpRequestMessage(HttpMethod.Get, $"/maintenances/{id}/journal"),
            cancellation
        );
        await SayProblemAsync(answer, cancellation);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellation));
        while (await NextAsync(lines, cancellation) is { } line)
        {
            yield return line;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>A journal that is cut off is none; so an engine that goes away is said.</summary>
    private static async Task<string?> NextAsync(StreamReader lines, CancellationToken cancellation)
    {
        try
        {
            return await lines.ReadLineAsync(cancellation);
        }
        catch (Exception cut) when (cut is IOException or HttpRequestException)
        {
            throw new ControlException("The engine went away in the middle of the journal. Ask again.", cut);
        }
    }

    /// <summary>An engine that goes away in the middle of an answer ends the stream like one that stops.</summary>
    private static async Task<bool> NextAsync(IAsyncEnumerator<SseItem<Published>> items)
    {
        try
        {
            return await items.MoveNextAsync();
        }
        catch (Exception cut) when (cut is IOException or HttpRequestException)
        {
            return false;
        }
    }

    private async Task<HttpResponseMessage> AskAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            using (request)
            {
                return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            }
        }
        catch (Exception refused) when (refused is HttpRequestException or SocketException)
        {
            throw new ControlException(
                $"No engine answers at '{_socket}': it ended meanwhile, or was never started. 'lull status' says how things stand; 'lull run' on the same store starts it.",
                refused
            );
        }
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage answer, CancellationToken cancellation)
    {
        await SayProblemAsync(answer, cancellation);
        return await answer.Content.ReadFromJsonAsync<T>(LullJson.Options, cancellation)
            ?? throw new ControlException("The engine answered with nothing.");
    }

    private static async Task SayProblemAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        if (!answer.IsSuccessStatusCode)
        {
            string said = await answer.Content.ReadAsStringAsync(cancellation);
            string why = DetailIn(said) ?? $"The engine answered {(int)answer.StatusCode}.";
            throw answer.StatusCode is HttpStatusCode.ServiceUnavailable
                ? new StoreNotUsableException(why)
                : new ControlException(why);
        }
    }

    private static string? DetailIn(string problem)
    {
        try
        {
            using JsonDocument read = JsonDocument.Parse(problem);
            return read.RootElement.TryGetProperty("detail", out JsonElement detail) ? detail.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
