using System.Text;
using Spectre.Console;

namespace Lull.Cli.Screens;

/// <summary>One line of a screen, of pieces in colours, that can be cut to a width without being broken.</summary>
internal sealed class InkLine
{
    private readonly List<(string Text, string Style)> _pieces = [];

    /// <summary>Columns so far.</summary>
    internal int Width { get; private set; }

    /// <summary>Adds a piece, made inert.</summary>
    internal InkLine Add(string text, string style = "default")
    {
        string clean = Inert.OfLine(text);
        _pieces.Add((clean, style));
        Width += clean.GetCellWidth();
        return this;
    }

    /// <summary>Blanks up to a column.</summary>
    internal InkLine To(int column) => Width < column ? Add(new string(' ', column - Width)) : this;

    /// <summary>A piece that ends at the right edge, or after the rest when there is no room.</summary>
    internal InkLine AtRight(string text, string style, int width) =>
        To(Math.Max(Width + 1, width - text.GetCellWidth())).Add(text, style);

    /// <summary>As Spectre's markup, cut to a width with an ellipsis.</summary>
    internal string ToMarkup(int width)
    {
        var markup = new StringBuilder();
        int left = width;
        foreach ((string text, string style) in _pieces)
        {
            string shown = Cut(text, left, isCut: Width > width);
            if (shown.Length > 0)
            {
                markup.Append('[').Append(style).Append(']').Append(Markup.Escape(shown)).Append("[/]");
            }

            left -= text.GetCellWidth();
            if (left <= 0)
            {
                break;
            }
        }

        return markup.ToString();
    }

    private static string Cut(string text, int room, bool isCut)
    {
        if (room <= 0)
        {
            return "";
        }

        if (text.GetCellWidth() < room || (text.GetCellWidth() == room && !isCut))
        {
            return text;
        }

        var cut = new StringBuilder();
        int used = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            int width = rune.ToString().GetCellWidth();
            if (used + width > room - 1)
            {
                break;
            }

            cut.Append(rune);
            used += width;
        }

        return cut.Append('…').ToString();
    }
}
