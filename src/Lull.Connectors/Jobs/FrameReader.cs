using System.Text;

namespace Lull.Connectors.Jobs;

/// <summary>Reads lines and counted bytes from one stream.</summary>
internal sealed class FrameReader(Stream stream)
{
    private const int LongestLine = 64 * 1024;
    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    /// <summary>The next line without its end; null at the end of the stream, where half a line does not count.</summary>
    internal async ValueTask<string?> LineAsync(CancellationToken cancellation)
    {
        var line = new MemoryStream();
        while (true)
        {
            int found = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (found >= 0)
            {
                line.Write(_buffer, _start, found);
                _start += found + 1;
                return Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length).TrimEnd('\r');
            }

            line.Write(_buffer, _start, _end - _start);
            if (line.Length > LongestLine)
            {
                throw new IOException("the other side sent a line of more than 64 KiB where a short answer belongs");
            }

            if (!await FillAsync(cancellation))
            {
                return null;
            }
        }
    }

    /// <summary>Exactly so many bytes.</summary>
    /// <exception cref="EndOfStreamException">The stream ended before.</exception>
    internal async ValueTask<byte[]> BytesAsync(int count, CancellationToken cancellation)
    {
        byte[] bytes = new byte[count];
        int have = 0;
        while (have < count)
        {
            if (_start == _end && !await FillAsync(cancellation))
            {
                throw new EndOfStreamException("the connection ended in the middle of the output");
            }

            int part = Math.Min(count - have, _end - _start);
            _buffer.AsSpan(_start, part).CopyTo(bytes.AsSpan(have));
            _start += part;
            have += part;
        }

        return bytes;
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellation)
    {
        _start = 0;
        _end = await stream.ReadAsync(_buffer, cancellation);
        return _end > 0;
    }
}
