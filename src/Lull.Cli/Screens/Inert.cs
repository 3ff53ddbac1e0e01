using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Lull.Cli.Screens;

/// <summary>
/// Makes text harmless to a terminal. Titles, notes and outputs come from plans, sites, people and machines; an escape sequence in
/// one of them must not clear the screen, and an override of the direction must not make a text read as another.
/// </summary>
/// <remarks>All that is printed for people goes through here: consoles by <see cref="On"/>, drawn lines by <see cref="InkLine"/>.</remarks>
internal static class Inert
{
    /// <summary>The text, with signs for what a terminal would obey: <c>␛</c> for escape, <c>�</c> for what has no sign.</summary>
    /// <param name="text">Any text. Line breaks and tabs stay.</param>
    internal static string Of(string text)
    {
        if (!text.Any(IsObeyed))
        {
            return text;
        }

        var inert = new StringBuilder(text.Length);
        for (int at = 0; at < text.Length; at++)
        {
            char one = text[at];
            bool breaksLine = one == '\r' && at + 1 < text.Length && text[at + 1] == '\n';
            inert.Append(breaksLine || !IsObeyed(one) ? one : SignOf(one));
        }

        return inert.ToString();
    }

    /// <summary>The same for text that has one line only: its line breaks and tabs become blanks.</summary>
    internal static string OfLine(string text) =>
        Of(text.Replace("\r\n", " ", StringComparison.Ordinal).Replace('\n', ' ').Replace('\t', ' '));

    /// <summary>From now on a console makes everything inert that it is given, but not the colours that it adds itself.</summary>
    internal static void On(IAnsiConsole console) => console.Pipeline.Attach(new Hook());

    private static bool IsObeyed(char one) =>
        (char.IsControl(one) && one is not ('\n' or '\t'))
        || one is >= '\u202a' and <= '\u202e' or >= '\u2066' and <= '\u2069';

    private static char SignOf(char one) =>
        one switch
        {
            < ' ' => (char)('\u2400' + one),
            '\u007f' => '␡',
            _ => '\ufffd',
        };

    private sealed class Hook : IRenderHook
    {
        public IEnumerable<IRenderable> Process(RenderOptions options, IEnumerable<IRenderable> renderables) =>
            renderables.Select(one => new Rendered(one));
    }

    private sealed class Rendered(IRenderable inside) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => inside.Measure(options, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
            inside
                .Render(options, maxWidth)
                .Select(segment =>
                    segment.IsControlCode || segment.IsLineBreak
                        ? segment
                        : new Segment(Of(segment.Text), segment.Style)
                );
    }
}
