using MailKit;
using MailKit.Net.Smtp;
using MimeKit;

namespace Lull.Connectors.Smtp;

/// <summary>MailKit's client, which goes on when a recipient is refused and knows whether a mail has begun to leave.</summary>
internal sealed class SmtpDialogue : SmtpClient, ITransferProgress
{
    private static readonly TimeSpan TimeToAnswer = TimeSpan.FromSeconds(30);
    private readonly Dictionary<string, SmtpReply> _refused = new(StringComparer.OrdinalIgnoreCase);

    internal SmtpDialogue() => Timeout = (int)TimeToAnswer.TotalMilliseconds;

    /// <summary>True once the server may have read something of the mail itself; before that, it certainly has none.</summary>
    internal bool HasBegun { get; private set; }

    /// <summary>Makes ready for the next mail.</summary>
    internal void Begin()
    {
        _refused.Clear();
        HasBegun = false;
        Timeout = (int)TimeToAnswer.TotalMilliseconds;
    }

    /// <summary>The server's refusal of this recipient of the mail; null when it gave none.</summary>
    internal SmtpReply? RefusalOf(MailboxAddress recipient) => _refused.GetValueOrDefault(recipient.Address);

    /// <summary>MailKit is about to write, or has written, a part of the mail.</summary>
    /// <remarks>From here on only whoever waits ends the waiting: servers may look long at a mail before they answer.</remarks>
    public void Report(long bytesTransferred)
    {
        HasBegun = true;
        Timeout = System.Threading.Timeout.Infinite;
    }

    /// <inheritdoc/>
    public void Report(long bytesTransferred, long totalSize) => Report(bytesTransferred);

    /// <inheritdoc/>
    protected override void OnRecipientNotAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response)
    {
        if ((int)response.StatusCode < 400)
        {
            base.OnRecipientNotAccepted(message, mailbox, response);
        }

        _refused[mailbox.Address] = new SmtpReply((int)response.StatusCode, response.Response);
    }
}
