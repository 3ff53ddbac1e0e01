namespace Lull.Lab.Mail;

/// <summary>Every mail that was accepted, oldest first.</summary>
internal sealed class Mailbox(TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly List<ReceivedMail> mails = [];

    public IReadOnlyList<ReceivedMail> Mails
    {
        get
        {
            lock (gate)
            {
                return [.. mails];
            }
        }
    }

    public void Keep(string from, IReadOnlyList<string> to, string text)
    {
        lock (gate)
        {
            mails.Add(ReceivedMail.Of(clock.GetUtcNow(), from, to, text));
        }
    }
}
