using System.Text.Json;
using Lull.Cli.Following;
using Lull.Engine.Conducting;
using Lull.Engine.Events;

namespace Lull.Cli.Live;

/// <summary>Every event as one line of JSON, for programs.</summary>
internal sealed class JsonFollower(TextWriter to) : IFollower
{
    public void Told(Published published, StoryLine? line) =>
        to.WriteLine(JsonSerializer.Serialize(published, LullJson.Options));

    public void Ticked() => to.Flush();

    public ValueTask<FollowOn> PressedAsync(ConsoleKeyInfo key, CancellationToken cancellation) =>
        ValueTask.FromResult(FollowOn.On);

    public FollowOn Interrupted() => FollowOn.Leave;

    public void Dispose() => to.Flush();
}
