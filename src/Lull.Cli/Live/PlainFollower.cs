using Lull.Cli.Following;
using Lull.Cli.Screens;
using Lull.Core.Maintenances;
using Lull.Engine.Conducting;

namespace Lull.Cli.Live;

/// <summary>One line for each thing that happens: for pipes, logs and terminals that cannot be drawn on.</summary>
internal sealed class PlainFollower(Story story, TextWriter to) : IFollower
{
    public void Told(Published published, StoryLine? line)
    {
        if (line is null || line.Tone == Tone.Quiet || !story.HasBegun)
        {
            return;
        }

        DateTimeZone zone = Times.ZoneOf(story.State.Procedure.Window.Zone);
        string by = line.By.Length > 0 ? $"  [{line.By}]" : "";
        to.WriteLine(Inert.OfLine($"{line.At.Second(zone)} ({line.At.Utc()})  {SignOf(line.Tone)} {line.Text}{by}"));
        if (published is Published.Happened { Event: MaintenanceEvent.QuestionAsked asked })
        {
            to.WriteLine(
                $"    lull answer {asked.Question.Number} {string.Join('|', asked.Question.Choices.Select(Names.OfChoice))}"
            );
        }
    }

    public void Ticked() { }

    public ValueTask<FollowOn> PressedAsync(ConsoleKeyInfo key, CancellationToken cancellation) =>
        ValueTask.FromResult(FollowOn.On);

    public FollowOn Interrupted() => FollowOn.Leave;

    public void Dispose() => to.Flush();

    private static char SignOf(Tone tone) =>
        tone switch
        {
            Tone.Quiet or Tone.Plain => ' ',
            Tone.Good => '+',
            Tone.Warn => '!',
            Tone.Bad => '-',
        };
}
