using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using Lull.Core.Maintenances;
using Lull.Reports;

namespace Lull.Server.Live;

/// <summary>
/// What the screens of one maintenance show, kept once for all who look. Hosts and fragments of the page carry the version
/// at which they changed last, so a viewer gets just what is new to them, also after an absence; those who are up to date all
/// get the very same bytes.
/// </summary>
internal sealed class LiveBoard(
    LiveMaintenance live,
    Func<LiveSnapshot, Task<IReadOnlyDictionary<string, string>>> render
)
{
    /// <summary>Lines of the story that a viewer who was away gets.</summary>
    internal const int Recent = 40;

    private static readonly JsonSerializerOptions Written = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly IReadOnlyDictionary<string, string> Nothing = ImmutableDictionary<string, string>.Empty;

    private readonly Lock _lock = new();
    private Task _turn = Task.CompletedTask;
    private Board _board = Board.Empty;
    private (long From, Board To, byte[] Patch) _last = (-1, Board.Empty, []);

    /// <summary>Brings the board up to a snapshot and gives what changed since a version.</summary>
    /// <param name="now">The snapshot.</param>
    /// <param name="since">The version that the viewer has; 0 for none.</param>
    internal async Task<(long Version, ReadOnlyMemory<byte> Patch)> PatchAsync(LiveSnapshot now, long since)
    {
        // One after the other: who comes while a board is made finds it made.
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task before;
        lock (_lock)
        {
            before = _turn;
            _turn = done.Task;
        }

        try
        {
            await before;
            if (!ReferenceEquals(_board.Snapshot, now) && now.Version > (_board.Snapshot?.Version ?? -1))
            {
                bool isSame =
                    ReferenceEquals(_board.Snapshot?.View, now.View) && _board.Snapshot.Trouble == now.Trouble;
                _board = _board.With(now, isSame ? Nothing : await render(now), live.StoryLength);
            }

            if (_last.From != since || !ReferenceEquals(_last.To, _board))
            {
                _last = (since, _board, Write(_board, since));
            }

            return (_board.Version, _last.Patch);
        }
        finally
        {
            done.SetResult();
        }
    }

    private byte[] Write(Board board, long since)
    {
        MaintenanceView view = board.Snapshot!.View;
        int from = Math.Max(
            since >= board.PreviousVersion ? board.PreviousStory : 0,
            Math.Max(0, board.Story - Recent)
        );
        return JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                Version = board.Version,
                Sequence = board.Snapshot.Sequence,
                Mine = board.MineChanged,
                Over = view.Ending is not null,
                Output = board.Snapshot.Output,
                Hosts = board
                    .HostsChanged.Select((changed, number) => (changed, number))
                    .Where(one => one.changed > since)
                    .Select(one =>
                        new object[]
                        {
                            one.number,
                            Names.Kebab(view.Hosts[one.number].Status.ToString()),
                            view.Hosts[one.number].Doing,
                        }
                    ),
                Fragments = board
                    .Fragments.Where(one => one.Value.Changed > since)
                    .ToDictionary(one => one.Key, one => one.Value.Html, StringComparer.Ordinal),
                Story = live.Story(from, board.Story - from)
                    .Select(
                        (line, place) =>
                            new
                            {
                                N = from + place,
                                At = line.At.ToUnixTimeMilliseconds(),
                                Tone = Names.Kebab(line.Tone.ToString()),
                                line.Text,
                                line.By,
                            }
                    ),
            },
            Written
        );
    }

    /// <summary>One state of the board.</summary>
    private sealed record Board(
        LiveSnapshot? Snapshot,
        long Version,
        long PreviousVersion,
        ImmutableArray<long> HostsChanged,
        ImmutableDictionary<string, (string Html, long Changed)> Fragments,
        int Story,
        int PreviousStory,
        long MineChanged
    )
    {
        internal static Board Empty { get; } =
            new(null, 0, 0, [], ImmutableDictionary<string, (string, long)>.Empty, 0, 0, 0);

        internal Board With(LiveSnapshot now, IReadOnlyDictionary<string, string> fragments, int story)
        {
            long version = now.Version;
            ImmutableArray<long> hosts = Snapshot is null
                ? [.. now.View.Hosts.Select(_ => version)]
                :
                [
                    .. now.View.Hosts.Select(
                        (host, number) => host == Snapshot.View.Hosts[number] ? HostsChanged[number] : version
                    ),
                ];
            ImmutableDictionary<string, (string Html, long Changed)> next = Fragments;
            foreach ((string name, string html) in fragments)
            {
                if (!next.TryGetValue(name, out (string Html, long Changed) before) || before.Html != html)
                {
                    next = next.SetItem(name, (html, version));
                }
            }

            return new Board(
                now,
                version,
                Version,
                hosts,
                next,
                story,
                Story,
                Snapshot is null || IsNewToPeople(Snapshot.View, now.View) ? version : MineChanged
            );
        }

        /// <summary>True when what somebody must or may do changed.</summary>
        private static bool IsNewToPeople(MaintenanceView before, MaintenanceView after) =>
            before.Stage != after.Stage
            || before.IsPaused != after.IsPaused
            || before.Clocks.End != after.Clocks.End
            || !before.Questions.Equals(after.Questions)
            || !before.Waiting.Equals(after.Waiting)
            || !before.Approvals.Equals(after.Approvals)
            || !before.AddedSteps.Equals(after.AddedSteps);
    }
}
