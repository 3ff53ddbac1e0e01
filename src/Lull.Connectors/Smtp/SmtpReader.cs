using System.Globalization;
using Lull.Connectors.Jobs;

namespace Lull.Connectors.Smtp;

/// <summary>Reads replies, of one line or several.</summary>
internal sealed class SmtpReader(Stream stream)
{
    private const int MostLines = 200;
    private readonly FrameReader _lines = new(stream);

    /// <summary>True when more has arrived than was read.</summary>
    internal bool HasMore => _lines.HasMore;

    internal async ValueTask<SmtpReply> ReplyAsync(CancellationToken cancellation)
    {
        var texts = new List<string>();
        while (texts.Count < MostLines && await _lines.LineAsync(cancellation) is { } line)
        {
            if (
                line.Length < 3
                || !int.TryParse(line.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out int code)
            )
            {
                throw new IOException("the mail server gave an answer that is none");
            }

            texts.Add(line.Length > 4 ? line[4..] : "");
            if (line.Length == 3 || line[3] != '-')
            {
                return new SmtpReply(code, string.Join('\n', texts));
            }
        }

        throw new IOException("the mail server closed the connection");
    }
}

/// <summary>A reply; lines of its text are joined by line feeds.</summary>
internal sealed record SmtpReply(int Code, string Text)
{
    internal bool IsGood => Code is >= 200 and < 300;

    /// <summary>The server asks to try again later.</summary>
    internal bool IsLater => Code is >= 400 and < 500;

    /// <inheritdoc/>
    public override string ToString() => $"{Code} {Text.Split('\n')[0]}";
}
