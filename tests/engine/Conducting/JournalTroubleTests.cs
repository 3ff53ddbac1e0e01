using Lull.Core.Common;
using Lull.Core.Maintenances;
using Lull.Core.Plans;
using Lull.Engine.Conducting;
using Lull.Engine.Journal;
using Lull.Engine.Tests.Journal;
using Lull.Engine.Tests.Kit;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using Stage = Lull.Engine.Tests.Kit.Stage;

namespace Lull.Engine.Tests.Conducting;

public sealed class JournalTroubleTests : IAsyncDisposable
{
    private readonly Stage _stage = new();
    private volatile bool _isFull;

    [Fact]
    public async Task While_there_is_no_room_nothing_starts_and_then_it_goes_on()
    {
        await using MaintenanceEngine engine = await OpenAsync();
        TaskCompletionSource release = Hold();
        MaintenanceId id = await _stage.BeginAsync(engine, Written.Procedure(Written.Run("one"), Written.Run("two")));
        await Until.HoldsAsync(() => !_stage.World.Calls.IsEmpty, "the first step is under way");

        _isFull = true;
        release.SetResult();
        await Until.HoldsAsync(() => Troubles.Length == 1, "it is said");
        Troubles[0].ShouldContain("There is no room");
        (await engine.StatusAsync(id, CancellationToken.None))!.Trouble.ShouldContain(
            "Nothing new is started until then"
        );
        _stage.Time.Advance(TimeSpan.FromSeconds(20));
        _stage.World.Ran.Select(ran => ran.Command).ShouldBe(["one@"]);

        _isFull = false;
        (await _stage.FinishAsync(engine, id)).Trouble.ShouldBe("");
        Troubles[^1].ShouldBe("");
        _stage.World.Ran.Select(ran => ran.Command).ShouldBe(["one@", "two@"]);
    }

    [Fact]
    public async Task While_there_is_no_room_nobody_waits_for_an_answer_and_who_looks_is_told()
    {
        await using MaintenanceEngine engine = await OpenAsync();
        TaskCompletionSource release = Hold();
        MaintenanceId id = await _stage.BeginAsync(engine, Written.Procedure(Written.Run("one")));
        await Until.HoldsAsync(() => !_stage.World.Calls.IsEmpty, "the step is under way");

        _isFull = true;
        Decision first = await engine.SendAsync(id, new Input.Note("sam", "First.", -1), CancellationToken.None);
        first.ShouldBeOfType<Decision.Refused>().Reason.ShouldStartWith("It is not done yet");
        Decision second = await engine.SendAsync(id, new Input.Note("sam", "Second.", -1), CancellationToken.None);
        second
            .ShouldBeOfType<Decision.Refused>()
            .Reason.ShouldStartWith("It was not done, because it cannot be recorded. There is no room");
        await foreach (Published what in engine.SubscribeAsync(id, after: 0, CancellationToken.None))
        {
            if (what is Published.Trouble trouble)
            {
                trouble.Text.ShouldContain("There is no room");
                break;
            }
        }

        _isFull = false;
        release.SetResult();
        await _stage.FinishAsync(engine, id);
        _stage.Events<MaintenanceEvent.Noted>().Select(noted => noted.Text).ShouldBe(["First."]);
        Troubles.Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_damaged_maintenance_is_named_and_keeps_no_other_from_going_on()
    {
        MaintenanceId damaged;
        MaintenanceId whole;
        await using (MaintenanceEngine engine = await _stage.OpenAsync())
        {
            damaged = await _stage.PlanAsync(engine, Written.Procedure(Written.Run("one")));
            whole = await _stage.PlanAsync(engine, Written.Procedure(Written.Run("two")));
        }

        _stage.Tamper($"UPDATE event SET type = 'nonsense' WHERE maintenance = '{damaged}' AND sequence > 1");
        await using MaintenanceEngine next = await _stage.OpenAsync();

        next.NotTakenOver.Keys.ShouldBe([damaged]);
        next.NotTakenOver[damaged].ShouldContain("'nonsense'");
        next.TroubleOf(whole).ShouldBe("");
        (
            await next.SendAsync(whole, new Input.Start("sam"), CancellationToken.None)
        ).ShouldBeOfType<Decision.Accepted>();
    }

    [Fact]
    public async Task An_engine_that_must_end_meanwhile_leaves_a_list_of_what_is_open()
    {
        MaintenanceEngine engine = await OpenAsync();
        TaskCompletionSource release = Hold();
        MaintenanceId id = await _stage.BeginAsync(engine, Written.Procedure(Written.Rolling("web1")));
        await Until.HoldsAsync(() => _stage.World.Calls.Contains("apply shell.run deploy"), "the host is out");

        _isFull = true;
        release.SetResult();
        await Until.HoldsAsync(() => Troubles.Length == 1, "it is said");
        await engine.DisposeAsync();

        string[] open = await File.ReadAllLinesAsync(Path.Combine(_stage.Store.Directory, "open-brackets.txt"));
        open.ShouldBe([$"{id}: alerts.silence web1 (Open)", $"{id}: edge.drain web1 (Open, was: ready)"]);
        _isFull = false;
        await using MaintenanceEngine next = await _stage.OpenAsync();
        _stage.Follow(next, id);
        await _stage.FinishAsync(next, id);
        _stage.World.Servers.ShouldBeEmpty();
        _stage.World.Ran.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Who_is_fenced_stops_acting_at_once()
    {
        SqliteJournal journal = await SqliteJournal.OpenAsync(_stage.Store, SystemClock.Instance);
        await using MaintenanceEngine engine = await MaintenanceEngine.OpenAsync(
            journal,
            _stage.Options,
            CancellationToken.None
        );
        TaskCompletionSource release = Hold();
        MaintenanceId id = await _stage.BeginAsync(engine, Written.Procedure(Written.Run("one"), Written.Run("two")));
        await Until.HoldsAsync(() => !_stage.World.Calls.IsEmpty, "the first step is under way");

        await StoreFolder.ClaimAsync(journal, id);
        release.SetResult();
        await engine.CompletionOf(id);

        (await engine.StatusAsync(id, CancellationToken.None))!.Trouble.ShouldStartWith(
            $"Another engine has taken {id} over (epoch 2)."
        );
        _stage.World.Ran.Select(ran => ran.Command).ShouldBe(["one@"]);
    }

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    private string[] Troubles => [.. _stage.Seen.OfType<Published.Trouble>().Select(trouble => trouble.Text)];

    private TaskCompletionSource Hold()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _stage.World.Instead(
            "apply shell.run",
            async _ =>
            {
                await release.Task;
                return null;
            }
        );
        return release;
    }

    private Task<MaintenanceEngine> OpenAsync() =>
        _stage.OpenAsync(commit =>
        {
            if (_isFull)
            {
                throw new SqliteException("database or disk is full", raw.SQLITE_FULL);
            }

            commit();
        });
}
