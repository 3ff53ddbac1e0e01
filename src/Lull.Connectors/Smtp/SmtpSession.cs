using System.Globalization;
using System.Net.Mail;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Lull.Connectors.Guarding;
using Lull.Connectors.Http;

namespace Lull.Connectors.Smtp;

/// <summary>One connection to a mail server: RFC 5321, STARTTLS of RFC 3207, AUTH of RFC 4954.</summary>
internal sealed class SmtpSession : IAsyncDisposable
{
    private static readonly TimeSpan TimeToConnect = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan TimeToAnswer = TimeSpan.FromSeconds(30);
    private readonly TcpClient _client;
    private Stream _stream;
    private SmtpReader _reader;
    private string[] _extensions = [];

    private SmtpSession(TcpClient client, Stream stream)
    {
        (_client, _stream) = (client, stream);
        _reader = new SmtpReader(stream);
    }

    /// <summary>Connects, protects the connection and signs in.</summary>
    /// <exception cref="NotReachedException">No connection came about, or no protection.</exception>
    /// <exception cref="RefusedMailException">The server does not want us.</exception>
    internal static async ValueTask<SmtpSession> OpenAsync(
        SmtpOptions options,
        ISecrets secrets,
        CancellationToken cancellation
    )
    {
        var client = new TcpClient();
        SmtpSession? session = null;
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(TimeToConnect);
            await client.ConnectAsync(options.Host, options.Port, limit.Token);
            session = new SmtpSession(client, client.GetStream());
            if (options.Tls == SmtpTls.Implicit)
            {
                await session.ProtectAsync(options, cancellation);
            }

            Expect(await session.ReadAsync(cancellation), 220, "the greeting");
            await session.HelloAsync(options, cancellation);
            if (options.Tls == SmtpTls.StartTls)
            {
                await session.StartTlsAsync(options, cancellation);
            }

            await session.SignInAsync(options, secrets, cancellation);
            return session;
        }
        catch (Exception fault)
        {
            await (session?.DisposeAsync() ?? ValueTask.CompletedTask);
            client.Dispose();
            if (
                fault is SocketException or IOException or AuthenticationException
                || (fault is OperationCanceledException && !cancellation.IsCancellationRequested)
            )
            {
                throw new NotReachedException(
                    $"No session with the mail server {options.Host}:{options.Port} came about: {fault.Message}",
                    fault
                );
            }

            throw;
        }
    }

    /// <summary>Hands one mail over for these recipients.</summary>
    /// <returns>What the server says of each recipient; with a refused mail, that of the mail.</returns>
    /// <exception cref="LostMailException">The connection broke after the mail had been sent: nobody knows.</exception>
    internal async ValueTask<Dictionary<MailAddress, SmtpReply>> DeliverAsync(
        MailAddress from,
        IReadOnlyList<MailAddress> to,
        string mail,
        CancellationToken cancellation
    )
    {
        var replies = new Dictionary<MailAddress, SmtpReply>();
        SmtpReply sender = await AskAsync($"MAIL FROM:<{from.Address}>", cancellation);
        if (!sender.IsGood)
        {
            return to.ToDictionary(recipient => recipient, _ => sender);
        }

        foreach (MailAddress recipient in to)
        {
            replies[recipient] = await AskAsync($"RCPT TO:<{recipient.Address}>", cancellation);
        }

        if (!replies.Values.Any(reply => reply.IsGood))
        {
            await AskAsync("RSET", cancellation);
            return replies;
        }

        SmtpReply go = await AskAsync("DATA", cancellation);
        SmtpReply ending = go.Code == 354 ? await SendMailAsync(mail, cancellation) : go;
        foreach (MailAddress accepted in replies.Where(pair => pair.Value.IsGood).Select(pair => pair.Key).ToArray())
        {
            replies[accepted] = ending;
        }

        return replies;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // QUIT is a courtesy; a server that has gone already does not need it.
        try
        {
            await _stream.WriteAsync("QUIT\r\n"u8.ToArray());
        }
        catch (Exception fault) when (fault is IOException or InvalidOperationException)
        {
            // Gone already.
        }

        await _stream.DisposeAsync();
        _client.Dispose();
    }

    private async ValueTask<SmtpReply> SendMailAsync(string mail, CancellationToken cancellation)
    {
        try
        {
            await _stream.WriteAsync(Encoding.ASCII.GetBytes(MailText.Stuffed(mail)), cancellation);
            await _stream.FlushAsync(cancellation);
            return await _reader.ReplyAsync(cancellation);
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException)
        {
            throw new LostMailException(fault);
        }
    }

    private async ValueTask HelloAsync(SmtpOptions options, CancellationToken cancellation)
    {
        SmtpReply reply = await AskAsync($"EHLO {options.Name}", cancellation);
        Expect(reply, 250, "EHLO");
        _extensions = [.. reply.Text.Split('\n').Skip(1)];
    }

    private async ValueTask StartTlsAsync(SmtpOptions options, CancellationToken cancellation)
    {
        if (!_extensions.Contains("STARTTLS", StringComparer.OrdinalIgnoreCase))
        {
            throw new RefusedMailException(
                $"{options.Host} offers no STARTTLS; write 'tls: implicit' if it is protected from the start. Nothing was sent."
            );
        }

        Expect(await AskAsync("STARTTLS", cancellation), 220, "STARTTLS");
        if (_reader.HasMore)
        {
            // Somebody between slipped answers in before the protection began.
            throw new RefusedMailException(
                $"{options.Host} said more than it may before the connection was protected; nothing was sent."
            );
        }

        await ProtectAsync(options, cancellation);
        await HelloAsync(options, cancellation);
    }

    private async ValueTask ProtectAsync(SmtpOptions options, CancellationToken cancellation)
    {
        var secure = new SslStream(_stream);
        var wanted = new SslClientAuthenticationOptions { TargetHost = options.Host };
        if (options.Authorities is { } authorities)
        {
            wanted.RemoteCertificateValidationCallback = Authorities.TrustOnly(authorities);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeToAnswer);
        await secure.AuthenticateAsClientAsync(wanted, limit.Token);
        _stream = secure;
        _reader = new SmtpReader(secure);
    }

    private async ValueTask SignInAsync(SmtpOptions options, ISecrets secrets, CancellationToken cancellation)
    {
        if (options is not { User: { } user, Password: { } reference })
        {
            return;
        }

        string password = await secrets.ReadAsync(reference, cancellation);
        string[] ways =
            _extensions
                .FirstOrDefault(line => line.StartsWith("AUTH ", StringComparison.OrdinalIgnoreCase))
                ?.ToUpperInvariant()
                .Split(' ')
            ?? [];
        SmtpReply reply;
        if (ways.Contains("PLAIN", StringComparer.Ordinal))
        {
            reply = await AskAsync($"AUTH PLAIN {Coded($"\0{user}\0{password}")}", cancellation);
        }
        else if (ways.Contains("LOGIN", StringComparer.Ordinal))
        {
            Expect(await AskAsync("AUTH LOGIN", cancellation), 334, "AUTH LOGIN");
            Expect(await AskAsync(Coded(user), cancellation), 334, "the user");
            reply = await AskAsync(Coded(password), cancellation);
        }
        else
        {
            throw new RefusedMailException(
                $"{options.Host} offers no way to sign in that we know (PLAIN or LOGIN); leave 'user' and 'password' out if it needs none."
            );
        }

        if (reply.Code != 235)
        {
            throw new RefusedMailException(
                $"{options.Host} does not let '{user}' sign in: {reply}. Check 'user' and 'password'."
            );
        }
    }

    private async ValueTask<SmtpReply> AskAsync(string line, CancellationToken cancellation)
    {
        await _stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"), cancellation);
        await _stream.FlushAsync(cancellation);
        return await ReadAsync(cancellation);
    }

    private async ValueTask<SmtpReply> ReadAsync(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeToAnswer);
        try
        {
            return await _reader.ReplyAsync(limit.Token);
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw new IOException(
                $"no answer within {TimeToAnswer.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s",
                late
            );
        }
    }

    private static string Coded(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static void Expect(SmtpReply reply, int code, string to)
    {
        if (reply.Code != code)
        {
            throw new RefusedMailException($"The mail server answered {to} with {reply}.");
        }
    }
}

/// <summary>The mail server said no; no mail was handed over.</summary>
internal sealed class RefusedMailException(string message) : Exception(message);

/// <summary>The mail was sent and the answer to it was lost.</summary>
internal sealed class LostMailException(Exception cause) : Exception(cause.Message, cause);
