using System.Net.Mail;
using System.Net.Sockets;
using Lull.Connectors.Guarding;
using Lull.Connectors.Http;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using SmtpStatusCode = MailKit.Net.Smtp.SmtpStatusCode;

namespace Lull.Connectors.Smtp;

/// <summary>One connection to a mail server. MailKit speaks; what its faults mean for a mail stands here.</summary>
internal sealed class SmtpSession : IAsyncDisposable
{
    private static readonly TimeSpan TimeToConnect = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan TimeToLeave = TimeSpan.FromSeconds(2);
    private readonly SmtpDialogue _dialogue;

    private SmtpSession(SmtpDialogue dialogue) => _dialogue = dialogue;

    /// <summary>Connects, protects the connection and signs in.</summary>
    /// <exception cref="NotReachedException">No connection came about, or no protection.</exception>
    /// <exception cref="UnsentMailException">The server does not want us.</exception>
    internal static async ValueTask<SmtpSession> OpenAsync(
        SmtpOptions options,
        ISecrets secrets,
        CancellationToken cancellation
    )
    {
        string? password = options.Password is { } reference ? await secrets.ReadAsync(reference, cancellation) : null;
        var dialogue = new SmtpDialogue
        {
            LocalDomain = options.Name,
            CheckCertificateRevocation = false,
            ServerCertificateValidationCallback = options.Authorities is { } authorities
                ? Authorities.TrustOnly(authorities)
                : null,
        };
        try
        {
            await dialogue.ConnectAsync(
                await SocketAsync(options, cancellation),
                options.Host,
                options.Port,
                options.Tls switch
                {
                    SmtpTls.StartTls => SecureSocketOptions.StartTls,
                    SmtpTls.Implicit => SecureSocketOptions.SslOnConnect,
                    SmtpTls.None => SecureSocketOptions.None,
                },
                cancellation
            );
            if (options.User is { } user && password is not null)
            {
                await dialogue.AuthenticateAsync(WayToSignIn(dialogue, options, user, password), cancellation);
            }

            return new SmtpSession(dialogue);
        }
        catch (Exception fault)
        {
            dialogue.Dispose();
            throw fault switch
            {
                UnsentMailException => fault,
                OperationCanceledException when cancellation.IsCancellationRequested => fault,
                NotSupportedException => new UnsentMailException(
                    $"{options.Host} offers no STARTTLS; write 'tls: implicit' if it is protected from the start. Nothing was sent.",
                    fault
                ),
                AuthenticationException => new UnsentMailException(
                    $"{options.Host} does not let '{options.User}' sign in: {FirstLine(fault)}. Check 'user' and 'password'.",
                    fault
                ),
                SmtpCommandException refusal => new UnsentMailException(
                    $"{options.Host} does not want us: {ReplyOf(refusal)}",
                    fault
                ),
                // Nothing of a mail is said before a session has come about, so whatever it was, no mail has left.
                _ => new NotReachedException(
                    $"No session with the mail server {options.Host}:{options.Port} came about: {OneLine(fault)}",
                    fault
                ),
            };
        }
    }

    /// <summary>Hands one mail over for these recipients.</summary>
    /// <returns>What the server says of each recipient; with a refused mail, that of the mail.</returns>
    /// <exception cref="UnsentMailException">The session broke before any of the mail was sent.</exception>
    /// <exception cref="LostMailException">The session broke after some of the mail had been sent: nobody knows.</exception>
    internal async ValueTask<Dictionary<MailAddress, SmtpReply>> DeliverAsync(
        MailAddress from,
        IReadOnlyList<MailAddress> to,
        MimeMessage mail,
        CancellationToken cancellation
    )
    {
        _dialogue.Begin();
        SmtpReply ending;
        bool isForAll = false;
        try
        {
            string said = await _dialogue.SendAsync(
                mail,
                MailText.MailboxOf(from),
                to.Select(MailText.MailboxOf),
                cancellation,
                _dialogue
            );
            ending = new SmtpReply((int)SmtpStatusCode.Ok, said);
        }
        catch (SmtpCommandException refusal) when ((int)refusal.StatusCode is >= 400 and < 600)
        {
            ending = ReplyOf(refusal);
            isForAll = refusal.ErrorCode == SmtpErrorCode.SenderNotAccepted;
        }
        catch (ServiceNotAuthenticatedException refusal)
        {
            (ending, isForAll) = (new SmtpReply((int)SmtpStatusCode.AuthenticationRequired, refusal.Message), true);
        }
        catch (Exception fault) when (_dialogue.HasBegun)
        {
            throw new LostMailException(OneLine(fault), fault);
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            throw new UnsentMailException(OneLine(fault), fault);
        }

        // After a refused sender, whatever a server says of recipients is about the order of commands and not about them.
        return to.ToDictionary(
            recipient => recipient,
            recipient => isForAll ? ending : _dialogue.RefusalOf(MailText.MailboxOf(recipient)) ?? ending
        );
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // QUIT is a courtesy; a server that does not answer it is not waited for.
        using var limit = new CancellationTokenSource(TimeToLeave);
        await _dialogue.DisconnectAsync(quit: true, limit.Token);
        _dialogue.Dispose();
    }

    private static async ValueTask<Socket> SocketAsync(SmtpOptions options, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(TimeToConnect);
            await socket.ConnectAsync(options.Host, options.Port, limit.Token);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>PLAIN or LOGIN, one attempt: trying several would count as several wrong passwords.</summary>
    private static SaslMechanism WayToSignIn(
        SmtpDialogue dialogue,
        SmtpOptions options,
        string user,
        string password
    ) =>
        dialogue.AuthenticationMechanisms.Contains("PLAIN") ? new SaslMechanismPlain(user, password)
        : dialogue.AuthenticationMechanisms.Contains("LOGIN") ? new SaslMechanismLogin(user, password)
        : throw new UnsentMailException(
            $"{options.Host} offers no way to sign in that we know (PLAIN or LOGIN); leave 'user' and 'password' out if it needs none."
        );

    private static SmtpReply ReplyOf(SmtpCommandException refusal) => new((int)refusal.StatusCode, refusal.Message);

    private static string FirstLine(Exception fault) => fault.Message.Split('\n')[0];

    /// <summary>MailKit explains a refused certificate in paragraphs and bullets, and repeats answers of several lines.</summary>
    private static string OneLine(Exception fault) =>
        string.Join(
            ' ',
            fault.Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        );
}

/// <summary>No mail was handed over: the mail server said no, or was gone before any of the mail was sent.</summary>
internal sealed class UnsentMailException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>The mail was sent, or a part of it, and the answer to it was lost.</summary>
internal sealed class LostMailException(string message, Exception cause) : Exception(message, cause);
