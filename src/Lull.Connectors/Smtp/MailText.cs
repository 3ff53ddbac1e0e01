using System.Globalization;
using System.Net.Mail;
using System.Text;

namespace Lull.Connectors.Smtp;

/// <summary>Writes mails: RFC 5322, with RFC 2047 for letters that headers cannot hold.</summary>
internal static class MailText
{
    private const int BytesPerWord = 42;
    private const int LongestPlain = 60;
    private const int LongestLine = 998;

    /// <summary>The address, or null when the text is none that plain SMTP can carry.</summary>
    internal static MailAddress? AddressOf(string text) =>
        !text.Any(char.IsControl)
        && MailAddress.TryCreate(text, out MailAddress? address)
        && address.Address.All(letter => letter is > ' ' and < (char)127 and not ('<' or '>'))
            ? address
            : null;

    /// <summary>The Message-ID of an effect, the same at every try, so that a doubled mail is shown once.</summary>
    internal static string IdOf(string marker, string host) =>
        $"<{string.Concat(marker.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' ? letter : '.'))}@{host}>";

    /// <summary>The whole mail, lines ended by CR LF, without the final dot.</summary>
    /// <remarks>Several recipients do not get to see each other.</remarks>
    internal static string Compose(
        MailAddress from,
        ValueList<MailAddress> to,
        string subject,
        string text,
        string id,
        DateTimeOffset now
    )
    {
        var mail = new StringBuilder();
        Header(mail, "Date", now.UtcDateTime.ToString("ddd, dd MMM yyyy HH:mm:ss +0000", CultureInfo.InvariantCulture));
        Header(mail, "From", Shown(from));
        Header(mail, "To", to.Count == 1 ? Shown(to[0]) : "undisclosed-recipients:;");
        Header(mail, "Subject", Words(subject, ' ', '-', '.', ',', ':', '\'', '!', '/', '(', ')'));
        Header(mail, "Message-ID", id);
        Header(mail, "Auto-Submitted", "auto-generated");
        Header(mail, "MIME-Version", "1.0");
        Header(mail, "Content-Type", "text/plain; charset=utf-8");
        string body = text.ReplaceLineEndings("\r\n");
        bool isPlain =
            body.All(letter => letter is >= ' ' and < (char)127 or '\r' or '\n' or '\t')
            && body.Split("\r\n").All(line => line.Length <= LongestLine);
        Header(mail, "Content-Transfer-Encoding", isPlain ? "7bit" : "base64");
        mail.Append("\r\n");
        mail.Append(
            isPlain
                ? body
                : Convert.ToBase64String(Encoding.UTF8.GetBytes(body), Base64FormattingOptions.InsertLineBreaks)
        );
        return mail.ToString();
    }

    /// <summary>As SMTP wants it: a dot more before lines that begin with one, and the final dot.</summary>
    internal static string Stuffed(string mail)
    {
        string stuffed = mail.Replace("\r\n.", "\r\n..", StringComparison.Ordinal);
        return $"{(stuffed.StartsWith('.') ? "." : "")}{stuffed}{(stuffed.EndsWith("\r\n", StringComparison.Ordinal) ? "" : "\r\n")}.\r\n";
    }

    private static void Header(StringBuilder mail, string name, string value) =>
        mail.Append(name).Append(": ").Append(value).Append("\r\n");

    private static string Shown(MailAddress address) =>
        address.DisplayName.Length == 0
            ? $"<{address.Address}>"
            : $"{Words(address.DisplayName, ' ', '-')}\r\n <{address.Address}>";

    /// <summary>
    /// The text as encoded words, unless it is short and made of ASCII letters, digits and these signs. Control characters
    /// become spaces, so that no header can grow out of another.
    /// </summary>
    private static string Words(string text, params ReadOnlySpan<char> signs)
    {
        string clean = string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter)).Trim();
        bool isPlain = clean.Length <= LongestPlain;
        foreach (char letter in clean)
        {
            isPlain &= char.IsAsciiLetterOrDigit(letter) || signs.Contains(letter);
        }

        if (isPlain)
        {
            return clean;
        }

        var words = new List<string>();
        var bytes = new List<byte>();
        Span<byte> rune = stackalloc byte[4];
        foreach (Rune letter in clean.EnumerateRunes())
        {
            int length = letter.EncodeToUtf8(rune);
            if (bytes.Count + length > BytesPerWord)
            {
                words.Add(Word(bytes));
                bytes.Clear();
            }

            bytes.AddRange(rune[..length]);
        }

        words.Add(Word(bytes));
        return string.Join("\r\n ", words);
    }

    private static string Word(List<byte> bytes) => $"=?utf-8?B?{Convert.ToBase64String([.. bytes])}?=";
}
