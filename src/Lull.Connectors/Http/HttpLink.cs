using System.Buffers;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Reflection;
using Lull.Connectors.Guarding;
using Lull.Connectors.Reading;

namespace Lull.Connectors.Http;

/// <summary>One pool of connections to an HTTP system, with the rules every connector keeps.</summary>
/// <remarks>
/// Connecting takes at most 5 s. Redirects are followed for GET only and never to another host. What fails before the
/// request was sent is <see cref="NotReachedException"/>; what fails after it is an <see cref="HttpRequestException"/>
/// or <see cref="IOException"/>, and then nobody knows.
/// </remarks>
internal sealed class HttpLink : IAsyncDisposable
{
    private const int MostRedirects = 5;
    private const int MostTries = 3;
    private const int LongestBody = 1024 * 1024;
    private static readonly string Agent =
        $"Lull/{typeof(HttpLink).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0"}";
    private readonly HttpMessageInvoker _client;
    private readonly TimeProvider _time;

    internal HttpLink(TimeProvider time, string? authorities = null)
    {
        _time = time;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            UseCookies = false,
        };
        if (authorities is not null)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = Authorities.TrustOnly(authorities);
        }

        _client = new HttpMessageInvoker(handler);
    }

    /// <summary>Sends what <paramref name="make"/> makes, and reads the whole answer; anew while there is no connection, three times.</summary>
    /// <param name="make">Makes the request anew for each try.</param>
    /// <param name="limit">Time for the whole of it, answers included.</param>
    /// <param name="cancellation">Ends it earlier.</param>
    internal async ValueTask<HttpAnswer> SendAsync(
        Func<HttpRequestMessage> make,
        Duration limit,
        CancellationToken cancellation
    )
    {
        using var time = new CancellationTokenSource(limit.ToTimeSpan(), _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancellation);
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await SendOnceAsync(make, both.Token);
            }
            catch (Exception fault) when (WasNotSent(fault))
            {
                if (attempt == MostTries || !await PauseAsync(Pauses.Before(attempt), both.Token))
                {
                    throw new NotReachedException($"{ReasonOf(fault)} Nothing was sent.", fault);
                }
            }
            catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
            {
                throw new HttpRequestException($"there was no answer within {DurationText.Of(limit)}", late);
            }
        }
    }

    /// <summary>
    /// As <see cref="SendAsync"/>, and again while the other side is too busy to answer (408, 429, 502, 503, 504): for reads
    /// and for writes that set a state. Waits as long as the other side asks for; the time ends it.
    /// </summary>
    internal async ValueTask<HttpAnswer> SendPatientlyAsync(
        Func<HttpRequestMessage> make,
        Duration limit,
        CancellationToken cancellation
    )
    {
        for (int attempt = 1; ; attempt++)
        {
            HttpAnswer answer = await SendAsync(make, limit, cancellation);
            if (!answer.IsBusy)
            {
                return answer;
            }

            if (!await PauseAsync(answer.WaitAsked ?? Pauses.Before(attempt), cancellation))
            {
                return answer;
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>False when the time was over before the pause was.</summary>
    private async ValueTask<bool> PauseAsync(TimeSpan pause, CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(pause, _time, cancellation);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async ValueTask<HttpAnswer> SendOnceAsync(Func<HttpRequestMessage> make, CancellationToken cancellation)
    {
        Uri? redirected = null;
        for (int hop = 0; ; hop++)
        {
            using HttpRequestMessage request = make();
            Uri asked = request.RequestUri!;
            request.RequestUri = redirected ?? asked;
            request.Headers.TryAddWithoutValidation("User-Agent", Agent);
            long began = _time.GetTimestamp();
            using HttpResponseMessage response = await _client.SendAsync(request, cancellation);
            if (
                request.Method == HttpMethod.Get
                && (int)response.StatusCode is 301 or 302 or 303 or 307 or 308
                && response.Headers.Location is { } location
                && new Uri(request.RequestUri, location) is var next
                && SameHost(next, asked)
                && hop < MostRedirects
            )
            {
                redirected = next;
                continue;
            }

            string body = await ReadBodyAsync(response, cancellation);
            return new HttpAnswer(
                (int)response.StatusCode,
                body,
                response
                    .Headers.Concat(response.Content.Headers)
                    .ToDictionary(
                        header => header.Key,
                        header => string.Join(", ", header.Value),
                        StringComparer.OrdinalIgnoreCase
                    ),
                Duration.FromTimeSpan(_time.GetElapsedTime(began)),
                WaitOf(response)
            );
        }
    }

    private TimeSpan? WaitOf(HttpResponseMessage response) =>
        response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } when date > _time.GetUtcNow() => date - _time.GetUtcNow(),
            { Date: not null } => TimeSpan.Zero,
            _ => null,
        };

    /// <summary>Another scheme or port on the same name may be somebody else's server.</summary>
    private static bool SameHost(Uri one, Uri other) =>
        one.Scheme == other.Scheme
        && one.Port == other.Port
        && string.Equals(one.Host, other.Host, StringComparison.OrdinalIgnoreCase);

    private static async ValueTask<string> ReadBodyAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        await using Stream stream = await response.Content.ReadAsStreamAsync(cancellation);
        using var reader = new StreamReader(stream);
        // Rented: a check of every server asks a thousand times a minute, and answers are short.
        char[] letters = ArrayPool<char>.Shared.Rent(LongestBody);
        try
        {
            int count = await reader.ReadBlockAsync(letters.AsMemory(0, LongestBody), cancellation);
            return new string(letters, 0, count);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(letters);
        }
    }

    /// <summary>
    /// A connection that is reset as it comes about shows in .NET as a bare <see cref="SocketException"/>: the pool asks the
    /// new socket for its far end, which has none any more.
    /// </summary>
    private static bool WasNotSent(Exception fault) =>
        fault
            is SocketException
                or HttpRequestException
                {
                    HttpRequestError: HttpRequestError.NameResolutionError
                        or HttpRequestError.ConnectionError
                        or HttpRequestError.SecureConnectionError
                        or HttpRequestError.ProxyTunnelError
                };

    private static string ReasonOf(Exception fault) =>
        fault switch
        {
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } =>
                $"The name could not be found: {fault.Message}.",
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
                $"No secure connection came about: {fault.InnerException?.Message ?? fault.Message}",
            { InnerException: SocketException socket } =>
                $"No connection came about: {socket.Message} ({fault.Message}).",
            _ => $"No connection came about: {fault.Message}.",
        };
}

/// <summary>An answer, read to its end (at most 1 Mi characters of the body).</summary>
internal sealed record HttpAnswer(
    int Status,
    string Body,
    IReadOnlyDictionary<string, string> Headers,
    Duration Took,
    TimeSpan? WaitAsked
)
{
    internal bool IsGood => Status is >= 200 and < 300;

    /// <summary>The other side says that it did nothing and may be asked again.</summary>
    internal bool IsBusy => Status is 408 or 429 or 502 or 503 or 504;

    /// <summary>Such as <c>HTTP 200 in 12 ms</c>, with the other side's own number for the request when it gave one.</summary>
    internal string Summary =>
        $"HTTP {Status} in {(long)Took.TotalMilliseconds} ms"
        + (
            RequestIds.Select(name => Headers.GetValueOrDefault(name)).FirstOrDefault(id => id is not null) is { } id
                ? $" (request {id})"
                : ""
        );

    /// <summary>The summary and the body.</summary>
    internal Evidence Evidence => Evidence.Of(Summary, Body);

    /// <summary>The first line of the body, at most 300 characters, for sentences.</summary>
    internal string FirstLine
    {
        get
        {
            string line = Body.Trim().Split('\n')[0].Trim();
            return line.Length switch
            {
                0 => "no text",
                > 300 => line[..300],
                _ => line,
            };
        }
    }

    private static readonly string[] RequestIds = ["x-ms-request-id", "X-Request-Id", "X-GitHub-Request-Id"];
}
