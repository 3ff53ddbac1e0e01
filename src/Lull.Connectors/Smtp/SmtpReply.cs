namespace Lull.Connectors.Smtp;

/// <summary>What a mail server said; lines of its text are joined by line feeds.</summary>
internal sealed record SmtpReply(int Code, string Text)
{
    internal bool IsGood => Code is >= 200 and < 300;

    /// <summary>The server asks to try again later.</summary>
    internal bool IsLater => Code is >= 400 and < 500;

    /// <inheritdoc/>
    public override string ToString() => $"{Code} {Text.Split('\n')[0]}";
}
