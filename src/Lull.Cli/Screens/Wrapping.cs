namespace Lull.Cli.Screens;

/// <summary>Text over several lines.</summary>
internal static class Wrapping
{
    extension(string text)
    {
        /// <summary>Whole words, as many to a line as fit.</summary>
        internal IEnumerable<string> Wrapped(int width)
        {
            string line = "";
            foreach (string word in text.Split(' '))
            {
                if (line.Length > 0 && line.Length + 1 + word.Length > width)
                {
                    yield return line;
                    line = word;
                }
                else
                {
                    line = line.Length == 0 ? word : $"{line} {word}";
                }
            }

            yield return line;
        }
    }
}
