using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using Lull.Engine.Timers;
using Lull.Server.Telemetry;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Lull.Server.Webhooks;

/// <summary>Sends what is in the outbox, signed; tries again with growing pauses for three days, then gives the webhook up.</summary>
internal sealed partial class WebhookSender(
    WebhookTables tables,
    AddressGuard guard,
    IMaintenanceClock clock,
    Instruments instruments,
    ILogger<WebhookSender> log
)
{
    private const int AtOnce = 64;
    private const int KeptOfAnswer = 300;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Before the outbox is tried again when it could not be read or written.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>Messages that were delivered or given up are shown for so long.</summary>
    private static readonly Duration Kept = Duration.FromDays(30);

    /// <summary>The pauses before the second try and those after it; together three days.</summary>
    private static readonly Duration[] Pauses =
    [
        Duration.FromSeconds(5),
        Duration.FromMinutes(1),
        Duration.FromMinutes(5),
        Duration.FromMinutes(30),
        Duration.FromHours(2),
        Duration.FromHours(5),
        Duration.FromHours(10),
        Duration.FromHours(14),
        Duration.FromHours(18),
        Duration.FromHours(22),
    ];

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    private TaskCompletionSource _tried = NewSignal();
    private Instant _tidied = Instant.MinValue;

    /// <summary>Completes when the next message has been tried.</summary>
    internal Task NextTry => Volatile.Read(ref _tried).Task;

    /// <summary>Something may be due.</summary>
    internal void Wake() => _wake.Writer.TryWrite(true);

    /// <summary>Sends until it is cancelled.</summary>
    internal async Task RunAsync(CancellationToken cancellation)
    {
        using var http = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseProxy = false,
                UseCookies = false,
                ConnectCallback = (context, token) => guard.ConnectAsync(context.DnsEndPoint, token),
            }
        )
        {
            Timeout = Patience,
            MaxResponseContentBufferSize = 64 << 10,
        };
        while (true)
        {
            try
            {
                await SendDueAsync(http, cancellation);
            }
            catch (SqliteException busy)
            {
                LogBusy(log, Pause, busy);
                await Task.Delay(Pause, clock.Time, cancellation);
            }
        }
    }

    private async Task SendDueAsync(HttpClient http, CancellationToken cancellation)
    {
        IReadOnlyList<WebhookTables.DueMessage> due = await tables.DueAsync(clock.RealNow, AtOnce);
        await Task.WhenAll(
            due.GroupBy(message => message.Webhook, StringComparer.Ordinal)
                .Select(messages => SendAllAsync(http, messages, cancellation))
        );
        if (due.Count == 0)
        {
            if (clock.RealNow - _tidied > Duration.FromHours(1))
            {
                await tables.ForgetAsync(clock.RealNow - Kept);
                _tidied = clock.RealNow;
            }

            await WaitAsync(cancellation);
        }
    }

    /// <summary>Until something is due or somebody says that something may be.</summary>
    private async Task WaitAsync(CancellationToken cancellation)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (await tables.NextDueAsync() is { } next)
        {
            TimeSpan pause = (next - clock.RealNow).ToTimeSpan();
            enough.CancelAfter(
                pause < TimeSpan.Zero ? TimeSpan.Zero
                : pause > TimeSpan.FromHours(1) ? TimeSpan.FromHours(1)
                : pause
            );
        }

        try
        {
            await _wake.Reader.ReadAsync(enough.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // It is time.
        }
    }

    /// <summary>One receiver gets its messages one after the other.</summary>
    private async Task SendAllAsync(
        HttpClient http,
        IEnumerable<WebhookTables.DueMessage> messages,
        CancellationToken cancellation
    )
    {
        foreach (WebhookTables.DueMessage message in messages)
        {
            (HttpStatusCode? status, string answer) = await SendAsync(http, message, cancellation);
            bool wasTaken = (int?)status is >= 200 and < 300;
            instruments.Tried(wasTaken);
            bool goesOn = await SettleAsync(message, wasTaken, status, answer);
            Interlocked.Exchange(ref _tried, NewSignal()).TrySetResult();
            if (!goesOn)
            {
                return;
            }
        }
    }

    /// <summary>False when the webhook was given up.</summary>
    private async Task<bool> SettleAsync(
        WebhookTables.DueMessage message,
        bool wasTaken,
        HttpStatusCode? status,
        string answer
    )
    {
        Instant now = clock.RealNow;
        if (wasTaken)
        {
            await tables.SettleAsync(message, WebhookDeliveryState.Delivered, now, answer);
        }
        else if (status == HttpStatusCode.Gone || message.Attempts >= Pauses.Length)
        {
            await tables.SettleAsync(message, WebhookDeliveryState.Failed, now, answer);
            await tables.DisableAsync(
                message.Webhook,
                status == HttpStatusCode.Gone
                    ? "The receiver answered 410: it wants no more."
                    : $"A message could not be delivered for three days; the last answer: {answer}"
            );
            return false;
        }
        else
        {
            await tables.SettleAsync(message, WebhookDeliveryState.Waiting, now + Pauses[message.Attempts], answer);
        }

        return true;
    }

    private async Task<(HttpStatusCode? Status, string Answer)> SendAsync(
        HttpClient http,
        WebhookTables.DueMessage message,
        CancellationToken cancellation
    )
    {
        string timestamp = clock.RealNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, message.Url)
        {
            Content = new StringContent(message.Body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };
        request.Headers.Add("webhook-id", message.Message);
        request.Headers.Add("webhook-timestamp", timestamp);
        request.Headers.Add(
            "webhook-signature",
            WebhookSignature.Sign(message.Secret, message.Message, timestamp, message.Body)
        );
        request.Headers.UserAgent.ParseAdd("Lull/1");
        try
        {
            using HttpResponseMessage answer = await http.SendAsync(request, cancellation);
            string text = await answer.Content.ReadAsStringAsync(cancellation);
            return (
                answer.StatusCode,
                $"{(int)answer.StatusCode} {text[..Math.Min(text.Length, KeptOfAnswer)]}".TrimEnd()
            );
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (null, $"No answer within {Patience.TotalSeconds:0} s.");
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or SocketException)
        {
            return (null, fault.InnerException?.Message ?? fault.Message);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(LogLevel.Warning, "The outbox of webhooks cannot be read or written and is again in {Pause}")]
    private static partial void LogBusy(ILogger log, TimeSpan pause, Exception fault);
}
