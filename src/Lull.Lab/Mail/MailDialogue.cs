using System.Text;

namespace Lull.Lab.Mail;

/// <summary>One SMTP conversation, line by line: what the server answers and which mail it has received (RFC 5321).</summary>
internal sealed class MailDialogue(Mailbox mailbox)
{
    /// <summary>The most bytes of one mail.</summary>
    public const int LargestMail = 10 * 1024 * 1024;

    private const int MostRecipients = 100;
    private const string OutOfOrder = "503 5.5.1 Bad sequence of commands";

    private readonly StringBuilder text = new();
    private readonly List<string> to = [];
    private string? from;
    private bool greeted;
    private bool tooLarge;

    /// <summary>What the server says first.</summary>
    public const string Greeting = "220 mail.lab ESMTP";

    /// <summary>Whether the client has said goodbye.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Whether the lines that come are those of a mail.</summary>
    public bool InData { get; private set; }

    /// <summary>Takes one line without its end.</summary>
    /// <returns>What to answer, lines parted by CR LF; null if there is nothing to say yet.</returns>
    public string? Hear(string line)
    {
        if (InData)
        {
            return HearData(line);
        }

        string[] words = line.Split(' ', 2);
        string rest = words.Length > 1 ? words[1].Trim() : "";
        return words[0].ToUpperInvariant() switch
        {
            "EHLO" when rest.Length > 0 => Greet(
                $"250-mail.lab\r\n250-8BITMIME\r\n250-PIPELINING\r\n250-SMTPUTF8\r\n250 SIZE {LargestMail}"
            ),
            "HELO" when rest.Length > 0 => Greet("250 mail.lab"),
            "EHLO" or "HELO" => "501 5.5.4 Say who you are",
            "MAIL" => HearSender(rest),
            "RCPT" => HearRecipient(rest),
            "DATA" => BeginData(),
            "RSET" => Reset("250 2.0.0 Ok"),
            "NOOP" => "250 2.0.0 Ok",
            "VRFY" => "252 2.0.0 Cannot verify, but will accept",
            "QUIT" => Leave(),
            "STARTTLS" or "AUTH" => "502 5.5.1 Not offered here",
            _ => "500 5.5.2 Command unknown",
        };
    }

    private string Greet(string answer)
    {
        greeted = true;
        return Reset(answer);
    }

    private string HearSender(string rest)
    {
        if (!greeted || from is not null)
        {
            return OutOfOrder;
        }

        if (AddressAfter("FROM:", rest) is not { } sender)
        {
            return "501 5.1.7 Say MAIL FROM:<address>";
        }

        from = sender;
        return "250 2.1.0 Ok";
    }

    private string HearRecipient(string rest)
    {
        if (from is null)
        {
            return OutOfOrder;
        }

        if (AddressAfter("TO:", rest) is not { Length: > 0 } recipient)
        {
            return "501 5.1.3 Say RCPT TO:<address>";
        }

        if (to.Count == MostRecipients)
        {
            return "452 4.5.3 Too many recipients";
        }

        to.Add(recipient);
        return "250 2.1.5 Ok";
    }

    private string BeginData()
    {
        if (to.Count == 0)
        {
            return OutOfOrder;
        }

        InData = true;
        return "354 End data with <CR><LF>.<CR><LF>";
    }

    private string? HearData(string line)
    {
        if (line != ".")
        {
            tooLarge |= text.Length + line.Length > LargestMail;
            if (!tooLarge)
            {
                text.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
            }

            return null;
        }

        InData = false;
        if (tooLarge)
        {
            return Reset("552 5.3.4 Mail too large");
        }

        mailbox.Keep(from!, [.. to], text.ToString());
        return Reset("250 2.0.0 Ok: kept");
    }

    private string Leave()
    {
        IsOver = true;
        return "221 2.0.0 Bye";
    }

    private string Reset(string answer)
    {
        from = null;
        to.Clear();
        text.Clear();
        tooLarge = false;
        return answer;
    }

    private static string? AddressAfter(string keyword, string rest)
    {
        if (!rest.StartsWith(keyword, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        string path = rest[keyword.Length..].TrimStart();
        int end = path.IndexOf('>', StringComparison.Ordinal);
        return path.StartsWith('<') && end > 0 ? path[1..end] : null;
    }
}
