using System.Net.Mail;
using System.Text;
using MimeKit;

namespace Lull.Connectors.Smtp;

/// <summary>What our mails look like; MimeKit writes them.</summary>
internal static class MailText
{
    private const int LongestLine = 998;

    // MimeKit's coded words grow up to four letters beyond a line; RFC 2047 allows them 75.
    private static readonly FormatOptions SubjectLines = new() { MaxLineLength = 71 };

    /// <summary>The address, or null when the text is none that plain SMTP can carry.</summary>
    internal static MailAddress? AddressOf(string text) =>
        !text.Any(char.IsControl)
        && MailAddress.TryCreate(text, out MailAddress? address)
        && !address.User.EndsWith('.')
        && address.Address.All(letter => letter is > ' ' and < (char)127 and not ('<' or '>'))
            ? address
            : null;

    /// <summary>The same address as MailKit wants it.</summary>
    internal static MailboxAddress MailboxOf(MailAddress address) => new(address.DisplayName, address.Address);

    /// <summary>The Message-ID of an effect, the same at every try, so that a doubled mail is shown once.</summary>
    internal static string IdOf(string marker, string host) =>
        $"<{string.Concat(marker.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' ? letter : '.'))}@{host}>";

    /// <summary>The whole mail, in lines that every server takes.</summary>
    /// <remarks>Several recipients do not get to see each other. Letters beyond ASCII are coded, whatever a server offers.</remarks>
    internal static MimeMessage Compose(
        MailAddress from,
        ValueList<MailAddress> to,
        string subject,
        string text,
        string id,
        DateTimeOffset now
    )
    {
        var body = new TextPart("plain") { Text = text.ReplaceLineEndings("\r\n") };
        body.ContentTransferEncoding = body.GetBestEncoding(EncodingConstraint.SevenBit, LongestLine);
        var heading = new Header(HeaderId.Subject, "");
        heading.SetValue(SubjectLines, Encoding.UTF8, Plain(subject));
        var mail = new MimeMessage { Date = now, Body = body };
        mail.From.Add(MailboxOf(from));
        mail.To.Add(to.Count == 1 ? MailboxOf(to[0]) : new GroupAddress("undisclosed-recipients"));
        mail.Headers.Replace(heading);
        mail.Headers.Replace("Message-ID", id);
        mail.Headers.Replace("Auto-Submitted", "auto-generated");
        return mail;
    }

    /// <summary>Without anything that could become a header of its own, or letters that nobody wrote.</summary>
    /// <remarks>MimeKit takes a text that looks like coded words for coded words and leaves it as it is.</remarks>
    private static string Plain(string subject) =>
        string.Concat(subject.Select(letter => char.IsControl(letter) ? ' ' : letter))
            .Trim()
            .Replace("=?", "= ?", StringComparison.Ordinal);
}
