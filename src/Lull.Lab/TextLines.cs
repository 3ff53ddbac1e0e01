using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace Lull.Lab;

/// <summary>Reads a connection line by line.</summary>
internal static class TextLines
{
    private const int LongestLine = 64 * 1024;

    /// <summary>The next line without its end, or null when the other side has gone or sends a line that is too long.</summary>
    public static async Task<string?> ReadAsync(PipeReader input, CancellationToken cancellation)
    {
        while (true)
        {
            ReadResult read = await input.ReadAsync(cancellation);
            if (read.Buffer.PositionOf((byte)'\n') is { } newline)
            {
                string line = Encoding.UTF8.GetString(read.Buffer.Slice(0, newline));
                input.AdvanceTo(read.Buffer.GetPosition(1, newline));
                return line.EndsWith('\r') ? line[..^1] : line;
            }

            if (read.IsCompleted || read.Buffer.Length > LongestLine)
            {
                return null;
            }

            input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
