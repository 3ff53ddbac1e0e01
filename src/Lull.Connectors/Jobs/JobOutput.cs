using System.Text;

namespace Lull.Connectors.Jobs;

/// <summary>Turns bytes of output into lines for those who watch, and keeps the end for the journal.</summary>
internal sealed class JobOutput(Action<string> onLine)
{
    private const int LongestLine = 4_096;
    private const int MostLines = 100_000;
    private const int Kept = 4 * Evidence.OutputLimit;
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder _end = new();
    private readonly StringBuilder _line = new();
    private int _lines;

    internal void Add(byte[] bytes)
    {
        char[] letters = new char[Encoding.UTF8.GetMaxCharCount(bytes.Length)];
        int count = _decoder.GetChars(bytes, letters, flush: false);
        foreach (char letter in letters.AsSpan(0, count))
        {
            // Colours and cursor movements mean nothing in a journal, and a page must not obey them.
            if (char.IsControl(letter) && letter is not ('\n' or '\t'))
            {
                continue;
            }

            _end.Append(letter);
            if (letter == '\n')
            {
                Say();
            }
            else if (_line.Length < LongestLine)
            {
                _line.Append(letter);
            }
        }

        if (_end.Length > 2 * Kept)
        {
            _end.Remove(0, _end.Length - Kept);
        }
    }

    internal void Skip(string count)
    {
        string note = $"[{count} characters left out]";
        _end.Append(note).Append('\n');
        onLine(note);
    }

    /// <summary>The last part of the output.</summary>
    internal string Finish()
    {
        if (_line.Length > 0)
        {
            Say();
        }

        return _end.ToString();
    }

    private void Say()
    {
        string line = _line.ToString();
        _line.Clear();
        _lines++;
        if (_lines <= MostLines)
        {
            onLine(line);
        }
        else if (_lines == MostLines + 1)
        {
            onLine($"[more than {MostLines} lines; the rest is in the job's record]");
        }
    }
}
