using System.Text;
using Lull.Cli.Screens;
using Spectre.Console;

namespace Lull.Cli.Live;

/// <summary>A full-screen picture that is drawn over itself, on the terminal's other screen, so that nothing flickers and nothing is lost.</summary>
internal sealed class Frame : IDisposable
{
    private const string OtherScreen = "\u001b[?1049h\u001b[?25l";
    private const string FirstScreen = "\u001b[?25h\u001b[?1049l";
    private const string Home = "\u001b[H";
    private const string ClearLine = "\u001b[K";
    private const string ClearBelow = "\u001b[J";

    private readonly IAnsiConsole _like;
    private readonly TextWriter _to;
    private string _shown = "";

    internal Frame(IAnsiConsole like, TextWriter to)
    {
        _like = like;
        _to = to;
        _to.Write(OtherScreen);
        _to.Flush();
    }

    internal static int Width => Math.Max(40, Console.WindowWidth);

    internal static int Height => Math.Max(10, Console.WindowHeight);

    /// <summary>Draws the lines; nothing is written when they are those that stand there.</summary>
    internal void Draw(IReadOnlyList<InkLine> lines)
    {
        var text = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Out = new AnsiConsoleOutput(text),
                Ansi = AnsiSupport.Yes,
                ColorSystem = (ColorSystemSupport)_like.Profile.Capabilities.ColorSystem,
            }
        );
        console.Profile.Width = 1_000;
        var picture = new StringBuilder(Home);
        for (int line = 0; line < Math.Min(lines.Count, Height); line++)
        {
            text.GetStringBuilder().Clear();
            console.Markup(lines[line].ToMarkup(Width));
            picture.Append(line > 0 ? "\r\n" : "").Append(text.GetStringBuilder()).Append(ClearLine);
        }

        picture.Append(ClearBelow);
        string next = picture.ToString();
        if (next != _shown)
        {
            _shown = next;
            _to.Write(next);
            _to.Flush();
        }
    }

    /// <summary>Back to where the terminal was.</summary>
    public void Dispose()
    {
        _to.Write(FirstScreen);
        _to.Flush();
    }
}
