using Lull.Engine.Conducting;

namespace Lull.Cli.Live;

/// <summary>Something that one who follows a maintenance reacts to.</summary>
internal abstract record LiveMessage
{
    private LiveMessage() { }

    /// <summary>Something was published.</summary>
    internal sealed record Told(Published Published) : LiveMessage;

    /// <summary>No more comes from the engine.</summary>
    internal sealed record TellingEnded(string Problem) : LiveMessage;

    /// <summary>A key was pressed.</summary>
    internal sealed record Pressed(ConsoleKeyInfo Key) : LiveMessage;

    /// <summary>It cannot be started any more.</summary>
    internal sealed record NotStarted : LiveMessage;

    /// <summary>Time to draw again.</summary>
    internal sealed record Ticked : LiveMessage;

    /// <summary>Ctrl-C, or a signal to end.</summary>
    internal sealed record Interrupted(bool IsFinal) : LiveMessage;
}
