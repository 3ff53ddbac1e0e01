namespace Lull.Lab.Mail;

/// <summary>A mail that was accepted.</summary>
/// <param name="At">When, in UTC.</param>
/// <param name="From">The envelope's sender; empty for the null sender.</param>
/// <param name="To">The envelope's recipients.</param>
/// <param name="Subject">The subject line as it was sent, unfolded; empty if there is none.</param>
/// <param name="MessageId">The Message-ID line; empty if there is none.</param>
/// <param name="Text">Headers and body as they were sent, dots unstuffed, lines ended by CR LF.</param>
public sealed record ReceivedMail(
    DateTimeOffset At,
    string From,
    IReadOnlyList<string> To,
    string Subject,
    string MessageId,
    string Text
)
{
    internal static ReceivedMail Of(DateTimeOffset at, string from, IReadOnlyList<string> to, string text) =>
        new(at, from, to, Header(text, "Subject"), Header(text, "Message-ID"), text);

    private static string Header(string text, string name)
    {
        string found = "";
        bool inside = false;
        foreach (string line in text.Split("\r\n").TakeWhile(line => line.Length > 0))
        {
            bool continues = line[0] is ' ' or '\t';
            if (continues && inside)
            {
                found += $" {line.Trim()}";
            }
            else if (!continues)
            {
                inside = line.StartsWith($"{name}:", StringComparison.OrdinalIgnoreCase);
                found = inside ? line[(name.Length + 1)..].Trim() : found;
            }
        }

        return found;
    }
}
