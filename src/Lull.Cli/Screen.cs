using Lull.Cli.Screens;
using Spectre.Console;

namespace Lull.Cli;

/// <summary>Where a command writes: people's text to one console, errors and progress to another.</summary>
internal sealed class Screen
{
    /// <summary>Lines of a pipe are not broken: whoever reads them does that.</summary>
    private const int PipeWidth = 1_000;

    private const int UsualWidth = 100;

    private Screen(TextWriter output, TextWriter error, bool isTerminal, int? width)
    {
        Raw = output;
        IsTerminal = isTerminal;
        Out = Make(output, isTerminal, width);
        Error = Make(error, isTerminal && !Console.IsErrorRedirected, width);
        Width = Math.Clamp(width ?? (isTerminal ? Out.Profile.Width : UsualWidth), 40, 160);
    }

    /// <summary>What was asked for.</summary>
    internal IAnsiConsole Out { get; }

    /// <summary>Refusals, errors and progress.</summary>
    internal IAnsiConsole Error { get; }

    /// <summary>For text that programs read and that must not be touched: JSON, schemas, scripts.</summary>
    internal TextWriter Raw { get; }

    /// <summary>True when a person sees the output as it appears.</summary>
    internal bool IsTerminal { get; }

    /// <summary>True when a person can press keys.</summary>
    internal bool HasKeys => IsTerminal && !Console.IsInputRedirected && Out.Profile.Capabilities.Ansi;

    /// <summary>Columns to lay things out in.</summary>
    internal int Width { get; }

    /// <summary>The real thing.</summary>
    internal static Screen OfProcess() => new(Console.Out, Console.Error, !Console.IsOutputRedirected, width: null);

    /// <summary>Plain text, as in a pipe.</summary>
    internal static Screen Plain(TextWriter output, TextWriter error) =>
        new(output, error, isTerminal: false, width: null);

    /// <summary>Writes a line that is not markup.</summary>
    internal void Line(string text = "") => Raw.WriteLine(Inert.Of(text));

    /// <summary>Writes text of several lines that is not markup.</summary>
    internal void Text(string text) => Raw.Write(Inert.Of(text));

    /// <summary>Says why something cannot be done, and what to do.</summary>
    internal void Complain(string sentence) => Error.MarkupLineInterpolated($"[red]lull:[/] {sentence}");

    /// <summary>Progress, for people who wait.</summary>
    internal void Tell(string sentence) => Error.MarkupLineInterpolated($"[grey]{sentence}[/]");

    private static IAnsiConsole Make(TextWriter writer, bool isTerminal, int? width)
    {
        bool dumb = Environment.GetEnvironmentVariable("TERM") is null or "" or "dumb";
        IAnsiConsole console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Out = new AnsiConsoleOutput(writer),
                Ansi = isTerminal && !dumb ? AnsiSupport.Detect : AnsiSupport.No,
                ColorSystem = isTerminal && !dumb ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
                Interactive = InteractionSupport.No,
            }
        );
        Inert.On(console);
        if (!isTerminal)
        {
            console.Profile.Width = width ?? PipeWidth;
        }

        return console;
    }
}
