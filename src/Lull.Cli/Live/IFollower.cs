using Lull.Cli.Following;
using Lull.Engine.Conducting;

namespace Lull.Cli.Live;

/// <summary>Shows a maintenance to somebody while it goes on.</summary>
internal interface IFollower : IDisposable
{
    /// <summary>Something was published and is in the story already.</summary>
    void Told(Published published, StoryLine? line);

    /// <summary>Some time passed.</summary>
    void Ticked();

    /// <summary>A key was pressed; whether to go on following.</summary>
    ValueTask<FollowOn> PressedAsync(ConsoleKeyInfo key, CancellationToken cancellation);

    /// <summary>Ctrl-C was pressed for the first time; whether to go on following.</summary>
    FollowOn Interrupted();
}

/// <summary>Whether to go on following.</summary>
internal enum FollowOn
{
    /// <summary>Go on.</summary>
    On,

    /// <summary>Stop; the maintenance is left to be resumed.</summary>
    Leave,
}
