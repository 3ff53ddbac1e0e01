using Lull.Cli.Following;
using Lull.Cli.Plans;
using Lull.Cli.Screens;
using Lull.Core.Forecasts;
using Lull.Core.Maintenances;
using Lull.Engine.Conducting;
using Lull.Engine.Control;
using Lull.Engine.Timers;

namespace Lull.Cli.Live;

/// <summary>A maintenance on a terminal: drawn again as it goes on, with keys to act.</summary>
internal sealed class LiveFollower(LiveParts parts, Screen screen) : IFollower
{
    private const int SettledBeats = 5;

    private readonly Frame _frame = new(screen.Out, screen.Raw);
    private readonly Keys _keys = new(parts.Story, parts.By);
    private Dialogue? _dialogue;
    private bool _asksToLeave;
    private bool _helps;
    private string _remark = "";
    private bool _changed = true;
    private int _beats;

    public void Told(Published published, StoryLine? line) => _changed = true;

    public void Ticked()
    {
        if (_changed || ++_beats >= SettledBeats)
        {
            _changed = false;
            _beats = 0;
            Draw();
        }
    }

    public FollowOn Interrupted()
    {
        _asksToLeave = true;
        _changed = true;
        return FollowOn.On;
    }

    public async ValueTask<FollowOn> PressedAsync(ConsoleKeyInfo key, CancellationToken cancellation)
    {
        _changed = true;
        _remark = "";
        try
        {
            if (key.Key == ConsoleKey.Escape)
            {
                (_dialogue, _asksToLeave, _helps) = (null, false, false);
            }
            else if (_dialogue is { } dialogue)
            {
                if (dialogue.Press(key) is { } order)
                {
                    _dialogue = null;
                    await SendAsync(order, cancellation);
                }
            }
            else if (_asksToLeave)
            {
                return await LeaveAsync(key.KeyChar, cancellation);
            }
            else
            {
                Begin(key.KeyChar);
            }
        }
        catch (Exception wrong) when (wrong is UsageException or ControlException)
        {
            _dialogue = null;
            _remark = wrong.Message;
        }

        return FollowOn.On;
    }

    public void Dispose() => _frame.Dispose();

    private void Begin(char key)
    {
        switch (key)
        {
            case '?':
                _helps = !_helps;
                break;
            case 'q':
                _asksToLeave = true;
                break;
            default:
                _dialogue = parts.Story.HasBegun ? _keys.Begin(key) : null;
                break;
        }
    }

    private async Task<FollowOn> LeaveAsync(char key, CancellationToken cancellation)
    {
        _asksToLeave = false;
        switch (key)
        {
            case 'l' or 'q':
                return FollowOn.Leave;
            case 'a' when parts.CanAbort:
                await SendAsync(new Input.Abort(parts.By, "Stopped at the keyboard."), cancellation);
                return FollowOn.On;
            default:
                return FollowOn.On;
        }
    }

    private async Task SendAsync(Input order, CancellationToken cancellation)
    {
        Decision decision = await parts.Door.SendAsync(parts.Id, order, cancellation);
        _remark = decision is Decision.Refused refused ? refused.Reason : "";
    }

    private void Draw()
    {
        int width = Frame.Width;
        InkLine[] offers = [.. (_dialogue?.Offers(width) ?? []).Take(Frame.Height - 2)];
        int height = Frame.Height - 1 - offers.Length;
        var lines = new List<InkLine>();
        if (_helps)
        {
            lines.Add(new InkLine().Add("Keys", "bold"));
            lines.AddRange(Keys.All.Select(key => new InkLine().Add($"  {key.Key, -4}", "yellow").Add(key.Meaning)));
        }
        else if (parts.Story.HasBegun)
        {
            lines.AddRange(
                new MaintenancePanel(parts.Story, parts.Forecast, parts.Viewer)
                {
                    ClockRemark = parts.ClockRemark,
                }.Lines(parts.Clock.Now, width, Math.Max(1, height - 1))
            );
        }
        else
        {
            lines.Add(new InkLine().Add("Reading the journal …", "grey"));
        }

        // What can be answered stands over the rest while it is asked.
        lines =
        [
            .. lines.Take(height),
            .. Enumerable.Repeat(new InkLine(), Math.Max(0, height - lines.Count)),
            .. offers,
        ];
        lines.Add(Foot());
        _frame.Draw(lines);
    }

    private InkLine Foot() =>
        _dialogue is { } dialogue ? dialogue.Line
        : _asksToLeave
            ? new InkLine()
                .Add(
                    parts.CanAbort ? "l leave it, to be resumed   a abort and close everything" : "l leave",
                    "bold yellow"
                )
                .Add("   any other key: stay   Ctrl-C again: leave at once", "grey")
        : _remark.Length > 0 ? new InkLine().Add(_remark, "red")
        : new InkLine().Add(Keys.Short, "grey");
}

/// <summary>What a live view is of.</summary>
/// <param name="Id">Which maintenance.</param>
/// <param name="Story">Its story, kept by the one who follows.</param>
/// <param name="Door">Where orders go.</param>
/// <param name="By">Who sits at the keyboard.</param>
/// <param name="Clock">The time of the maintenance.</param>
/// <param name="Viewer">The zone of the one who looks.</param>
/// <param name="Forecast">How it was to go; null when nobody asked.</param>
/// <param name="ClockRemark">A remark beside the clock; empty when there is none.</param>
/// <param name="CanAbort">True when the engine ends with this process, so that leaving is a question.</param>
internal sealed record LiveParts(
    MaintenanceId Id,
    Story Story,
    IDoor Door,
    string By,
    IMaintenanceClock Clock,
    DateTimeZone Viewer,
    ForecastResult? Forecast,
    string ClockRemark,
    bool CanAbort
);
