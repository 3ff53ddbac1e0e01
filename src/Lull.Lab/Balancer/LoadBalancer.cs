using System.Net.Sockets;
using Lull.Lab.Hosts;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Lull.Lab.Balancer;

/// <summary>The reverse proxy in front of the web servers.</summary>
/// <remarks>
/// It chooses a member for each request, also within one client connection, and never tries a second member: a server
/// that is taken away without being drained costs its users their requests, and that is to be seen.
/// </remarks>
internal sealed class LoadBalancer(Pool pool, MaintenancePage page) : IDisposable
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    /// <summary>Headers that concern one connection only (RFC 9110, section 7.6.1), and Host, which follows the address.</summary>
    private static readonly HashSet<string> ConnectionHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection",
        "Host",
        "Keep-Alive",
        "Proxy-Connection",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade",
    };

    private readonly HttpMessageInvoker servers = new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
            ConnectTimeout = TimeSpan.FromSeconds(1),
        }
    );

    public void Dispose() => servers.Dispose();

    /// <summary>Answers one request of a user.</summary>
    public async Task ServeAsync(HttpContext context)
    {
        if (page.IsUp)
        {
            await MaintenancePage.ServeAsync(context);
            return;
        }

        using Session? session = pool.Begin();
        if (session is null)
        {
            await RefuseAsync(
                context,
                StatusCodes.Status503ServiceUnavailable,
                "No server is available to handle this request.",
                null
            );
            return;
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, session.ShutDown);
        end.CancelAfter(AnswerWithin);
        try
        {
            using HttpRequestMessage request = RequestFor(session.Member, context.Request);
            using HttpResponseMessage answer = await servers.SendAsync(request, end.Token);
            await PassOnAsync(answer, context, end.Token);
        }
        catch (Exception fault)
            when (fault is HttpRequestException or IOException or SocketException or OperationCanceledException)
        {
            await FailAsync(context, session, fault);
        }
    }

    private static async Task FailAsync(HttpContext context, Session session, Exception fault)
    {
        bool unconnected =
            fault.GetBaseException() is SocketException { SocketErrorCode: SocketError.ConnectionRefused };
        if (unconnected)
        {
            session.CountFailedConnection();
        }
        else
        {
            session.CountBrokenAnswer();
        }

        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        (int status, string text) = fault switch
        {
            _ when unconnected => (StatusCodes.Status503ServiceUnavailable, "The server could not be connected to."),
            OperationCanceledException when !session.ShutDown.IsCancellationRequested => (
                StatusCodes.Status504GatewayTimeout,
                "The server didn't respond in time."
            ),
            _ => (StatusCodes.Status502BadGateway, "The server returned an invalid or incomplete response."),
        };
        context.Response.Clear();
        await RefuseAsync(context, status, text, session.Member.Name);
    }

    private static async Task RefuseAsync(HttpContext context, int status, string text, string? server)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers[HostPages.ServedBy] = server;
        await context.Response.WriteAsync(
            $"<html><body><h1>{status}</h1>\n{text}\n</body></html>\n",
            CancellationToken.None
        );
    }

    private static HttpRequestMessage RequestFor(Member member, HttpRequest incoming)
    {
        var address = new Uri(
            member.Address,
            $"{incoming.Path.ToUriComponent()}{incoming.QueryString.ToUriComponent()}"
        );
        var request = new HttpRequestMessage(new HttpMethod(incoming.Method), address);
        if (incoming.ContentLength > 0 || incoming.Headers.TransferEncoding.Count > 0)
        {
            request.Content = new StreamContent(incoming.Body);
        }

        foreach ((string name, StringValues values) in incoming.Headers)
        {
            if (
                !ConnectionHeaders.Contains(name)
                && !request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values)
            )
            {
                request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        return request;
    }

    private static async Task PassOnAsync(
        HttpResponseMessage answer,
        HttpContext context,
        CancellationToken cancellation
    )
    {
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach ((string name, IEnumerable<string> values) in answer.Headers.Concat(answer.Content.Headers))
        {
            if (!ConnectionHeaders.Contains(name))
            {
                context.Response.Headers[name] = values.ToArray();
            }
        }

        await answer.Content.CopyToAsync(context.Response.Body, cancellation);
    }
}
