using System.Text;
using Lull.Core.Actions;
using Lull.Core.Common;
using Lull.Core.Maintenances;
using Lull.Core.Plans;
using Lull.Engine.Conducting;
using Lull.Engine.Connectors;
using Lull.Engine.Tests.Kit;
using Stage = Lull.Engine.Tests.Kit.Stage;

namespace Lull.Engine.Tests.Conducting;

public sealed class EffectTests : IAsyncDisposable
{
    private readonly Stage _stage = new();

    [Fact]
    public async Task A_lost_answer_is_looked_after_and_what_happened_counts_as_done()
    {
        await using MaintenanceEngine engine = await _stage.OpenAsync();
        _stage.World.Instead(
            "apply shell.run",
            request =>
            {
                _stage.World.Ran.Enqueue((request.Marker, "deploy"));
                throw new IOException("the line went dead after hunter2");
            }
        );

        MaintenanceId id = await _stage.BeginAsync(engine, Written.Procedure(Written.Run("deploy")));
        await _stage.FinishAsync(engine, id);

        _stage
            .Events<MaintenanceEvent.EffectUnclear>()
            .ShouldHaveSingleItem()
            .Reason.ShouldBe("shell.run broke off: the line went dead after [secret]");
        MaintenanceEvent.EffectEnded ended = _stage.Events<MaintenanceEvent.EffectEnded>().ShouldHaveSingleItem();
        ended.Observed.ShouldBeTrue();
        ended.Outcome.ShouldBeOfType<Outcome.Done>();
        _stage.World.Ran.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_time_out_is_unknown_and_a_change_that_did_not_happen_is_seen_twice_before_it_is_repeated()
    {
        await using MaintenanceEngine engine = await _stage.OpenAsync();
        bool isFirst = true;
        _stage.World.Instead(
            "apply shell.run",
            async _ =>
            {
                if (isFirst)
                {
                    isFirst = false;
                    await new TaskCompletionSource().Task;
                }

                return null;
            }
        );

        MaintenanceId id = await _stage.BeginAsync(engine, Written.Procedure(Written.Run("deploy")));
        await _stage.FinishAsync(engine, id);

        _stage
            .Events<MaintenanceEvent.EffectUnclear>()
            .ShouldHaveSingleItem()
            .Reason.ShouldBe("shell.run did not answer within 300 s. Whether it happened is unknown.");
        _stage.Events<MaintenanceEvent.EffectRepeated>().Count().ShouldBe(1);
        _stage.World.Calls.ShouldBe([
            "apply shell.run deploy",
            "observe shell.run deploy",
            "observe shell.run deploy",
            "apply shell.run deploy",
        ]);
        _stage.World.Ran.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_check_looks_until_it_holds()
    {
        await using MaintenanceEngine engine = await _stage.OpenAsync();
        int looks = 0;
        _stage.World.Instead(
            "apply http.get",
            _ => Task.FromResult<Outcome?>(++looks < 4 ? new Outcome.Failed("HTTP 503.", Evidence.None) : null)
        );

        MaintenanceId id = await _stage.BeginAsync(engine, Written.Procedure(Written.Get("health")));
        await _stage.FinishAsync(engine, id);

        looks.ShouldBe(4);
        _stage.Events<MaintenanceEvent.EffectEnded>().ShouldHaveSingleItem().Outcome.ShouldBeOfType<Outcome.Done>();
    }

    [Fact]
    public async Task A_check_that_does_not_hold_in_time_fails_with_what_it_saw_last()
    {
        await using MaintenanceEngine engine = await _stage.OpenAsync();
        _stage.World.Instead(
            "apply http.get",
            _ => Task.FromResult<Outcome?>(new Outcome.Failed("HTTP 503.", new Evidence("HTTP 503 in 2 ms")))
        );

        await _stage.BeginAsync(engine, Written.Procedure(Written.Get("health")));
        await _stage.PassUntilAsync(() => _stage.Events<MaintenanceEvent.QuestionAsked>().Any(), "somebody is asked");

        Outcome.Failed failed = _stage
            .Events<MaintenanceEvent.EffectEnded>()
            .First()
            .Outcome.ShouldBeOfType<Outcome.Failed>();
        failed.Reason.ShouldBe("It did not hold within 0.00:02:00. HTTP 503.");
        failed.Evidence.Summary.ShouldBe("HTTP 503 in 2 ms");
    }

    [Fact]
    public async Task An_open_bracket_is_extended_while_it_is_held_and_no_longer()
    {
        await using MaintenanceEngine engine = await _stage.OpenAsync();
        var release = new TaskCompletionSource();
        _stage.World.Instead(
            "apply shell.run",
            async _ =>
            {
                await release.Task;
                return null;
            }
        );
        Step.Action slow = Written.Run("deploy") with
        {
            Timeout = Duration.FromMinutes(30),
            With = [Written.Silence],
            On = Written.Hosts("web1"),
        };

        MaintenanceId id = await _stage.BeginAsync(engine, Written.Procedure(slow));
        await _stage.PassUntilAsync(() => _stage.World.Extensions == 4, "it is extended again and again", seconds: 5);
        Instant now = Instant.FromDateTimeOffset(_stage.Time.GetUtcNow());
        _stage
            .World.Silences.Values.ShouldHaveSingleItem()
            .ShouldBeInRange(now + Duration.FromMinutes(10), now + Duration.FromMinutes(15));
        release.SetResult();
        await _stage.FinishAsync(engine, id);
        _stage.Time.Advance(TimeSpan.FromHours(1));

        _stage.World.Silences.ShouldBeEmpty();
        _stage.World.Calls.Last().ShouldBe("close alerts.silence web1");
    }

    [Fact]
    public async Task A_bracket_is_closed_only_after_the_extension_that_is_on_its_way()
    {
        await using MaintenanceEngine engine = await _stage.OpenAsync();
        var deployed = new TaskCompletionSource();
        var answered = new TaskCompletionSource();
        bool isOpen = false;
        _stage.World.Instead(
            "apply shell.run",
            async _ =>
            {
                await deployed.Task;
                return null;
            }
        );
        _stage.World.Instead(
            "apply alerts.silence",
            async _ =>
            {
                if (isOpen)
                {
                    await answered.Task;
                }

                isOpen = true;
                return null;
            }
        );
        Step.Action slow = Written.Run("deploy") with
        {
            Timeout = Duration.FromMinutes(30),
            With = [Written.Silence],
            On = Written.Hosts("web1"),
        };
        MaintenanceId id = await _stage.BeginAsync(engine, Written.Procedure(slow));
        await _stage.PassUntilAsync(() => _stage.World.Extensions == 2, "it is being extended", seconds: 5);

        deployed.SetResult();
        await _stage.PassUntilAsync(
            () =>
                _stage
                    .Events<MaintenanceEvent.EffectIntended>()
                    .Any(intended => intended.Purpose == EffectPurpose.Close),
            "it is to be closed",
            seconds: 0
        );
        answered.SetResult();
        await _stage.FinishAsync(engine, id);

        // Broken off, it might be carried out after the closing, and the silence would be in force again.
        _stage.World.Calls.ShouldNotContain("broken off: apply alerts.silence");
        _stage.World.Silences.ShouldBeEmpty();
    }

    [Fact]
    public async Task No_more_effects_run_over_a_connection_than_it_bears()
    {
        await using MaintenanceEngine engine = await _stage.OpenAsync();
        int running = 0;
        int most = 0;
        var release = new TaskCompletionSource();
        _stage.World.Instead(
            "apply shell.run",
            async _ =>
            {
                most = Math.Max(most, Interlocked.Increment(ref running));
                await release.Task;
                Interlocked.Decrement(ref running);
                return null;
            }
        );

        MaintenanceId id = await _stage.BeginAsync(
            engine,
            Written.Procedure(Written.Run("deploy") with { On = Written.Hosts("web1", "web2", "web3", "web4", "web5") })
        );
        await Until.HoldsAsync(() => Volatile.Read(ref running) == 2, "two run");
        release.SetResult();
        await _stage.FinishAsync(engine, id);

        most.ShouldBe(2);
        _stage.World.Ran.Count.ShouldBe(5);
    }

    /// <summary>Whatever the outside says or throws, and however it ends.</summary>
    [Fact]
    public async Task A_secret_is_in_no_byte_of_the_store_and_in_nothing_that_is_shown()
    {
        const string Secret = "hunter2";
        var answers = new Queue<Func<Outcome?>>([
            () => throw new IOException($"refused {Secret}"),
            () => new Outcome.Failed($"{Secret} is wrong", new Evidence(Secret, $"tried {Secret}")),
            () => new Outcome.Unknown($"after {Secret}"),
        ]);
        foreach (string call in (string[])["edge.drain", "alerts.silence", "shell.run", "chat.post"])
        {
            _stage.World.Instead($"apply {call}", Tell);
            _stage.World.Instead($"close {call}", Tell);
            _stage.World.Instead(
                $"observe {call}",
                request =>
                {
                    request.OnOutput($"looking with {Secret}");
                    return Task.FromResult<Outcome?>(null);
                }
            );
        }

        await using (MaintenanceEngine engine = await _stage.OpenAsync())
        {
            MaintenanceId id = await _stage.BeginAsync(
                engine,
                Written.Procedure(Written.Rolling("web1", "web2", "web3"))
            );
            await _stage.PassUntilAsync(
                () =>
                {
                    foreach (MaintenanceEvent.QuestionAsked asked in _stage.Events<MaintenanceEvent.QuestionAsked>())
                    {
                        _ = engine.SendAsync(
                            id,
                            new Input.Answer("sam", asked.Question.Number, Choice.Retry, "Again."),
                            CancellationToken.None
                        );
                    }

                    return engine.CompletionOf(id).IsCompleted;
                },
                "it is over",
                seconds: 5
            );
            await _stage.FinishAsync(engine, id);
        }

        answers.ShouldBeEmpty();
        string shown = string.Join('\n', _stage.Seen);
        shown.ShouldContain("[secret] is wrong");
        shown.ShouldNotContain(Secret);
        bool isThere = false;
        foreach (string file in Directory.EnumerateFiles(_stage.Store.Directory, "*", SearchOption.AllDirectories))
        {
            byte[] bytes = await File.ReadAllBytesAsync(file);
            bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Secret)).ShouldBe(-1, file);
            isThere |= bytes.AsSpan().IndexOf("[secret] is wrong"u8) >= 0;
        }

        isThere.ShouldBeTrue("what was said is read from the files as it was written");

        Task<Outcome?> Tell(ActionRequest request)
        {
            request.OnOutput($"going on with {Secret}");
            lock (answers)
            {
                return Task.FromResult(answers.TryDequeue(out Func<Outcome?>? answer) ? answer() : null);
            }
        }
    }

    [Fact]
    public async Task Output_is_shown_live_and_kept_as_evidence_without_secrets()
    {
        await using MaintenanceEngine engine = await _stage.OpenAsync();
        _stage.World.Instead(
            "apply shell.run",
            request =>
            {
                request.OnOutput("password is hunter2");
                return Task.FromResult<Outcome?>(
                    new Outcome.Done(new Evidence("hunter2 worked", "password is hunter2"), "/backup/hunter2")
                );
            }
        );

        MaintenanceId id = await _stage.BeginAsync(engine, Written.Procedure(Written.Run("deploy")));
        await _stage.FinishAsync(engine, id);

        await Until.HoldsAsync(() => _stage.Seen.OfType<Published.Said>().Any(), "the line is shown");
        _stage.Seen.OfType<Published.Said>().ShouldHaveSingleItem().Output.Line.ShouldBe("password is [secret]");
        _stage
            .Events<MaintenanceEvent.EffectEnded>()
            .ShouldHaveSingleItem()
            .Outcome.ShouldBe(
                new Outcome.Done(new Evidence("[secret] worked", "password is [secret]"), "/backup/[secret]")
            );
    }

    [Fact]
    public async Task What_a_step_made_is_filled_in_where_it_is_asked_for()
    {
        await using MaintenanceEngine engine = await _stage.OpenAsync();
        Step.Action backUp = Written.Run("backup") with { Makes = "backup", On = Written.Hosts("web1") };
        Step.Action restore = Written.Run("restore {backup}") with { On = Written.Hosts("web1") };

        MaintenanceId id = await _stage.BeginAsync(engine, Written.Procedure(backUp, restore));
        await _stage.FinishAsync(engine, id);

        _stage.World.Ran.Select(ran => ran.Command).ShouldBe(["backup@web1", "restore /var/backups/web1@web1"]);
    }

    [Fact]
    public async Task Every_host_gets_back_what_was_made_on_it()
    {
        await using MaintenanceEngine engine = await _stage.OpenAsync();
        Step.Rolling rolling = new()
        {
            Over = Written.Hosts("web1", "web2"),
            Steps =
            [
                Written.Run("backup") with
                {
                    Makes = "backup",
                },
                Written.Run("deploy") with
                {
                    Undo = [Written.Run("restore {backup}")],
                },
            ],
        };

        MaintenanceId id = await _stage.BeginAsync(engine, Written.Procedure(rolling, new Step.Manual("Look.")));
        await _stage.PassUntilAsync(() => _stage.Events<MaintenanceEvent.StepOpened>().Any(), "both are done");
        await engine.SendAsync(id, new Input.RollBack("sam", 0, "It is slow."), CancellationToken.None);
        await _stage.FinishAsync(engine, id);

        _stage
            .World.Ran.Select(ran => ran.Command)
            .Where(command => command.StartsWith("restore", StringComparison.Ordinal))
            .ShouldBe(["restore /var/backups/web2@web2", "restore /var/backups/web1@web1"]);
    }

    [Fact]
    public async Task Nothing_is_changed_on_a_host_that_somebody_put_back_into_service()
    {
        await using MaintenanceEngine engine = await _stage.OpenAsync();
        _stage.World.Instead(
            "apply http.get",
            _ =>
            {
                _stage.World.Servers.Clear();
                return Task.FromResult<Outcome?>(null);
            }
        );
        Step.Rolling rolling = new()
        {
            Over = Written.Hosts("web1"),
            With = [Written.Drain],
            Steps = [Written.Get("before"), Written.Run("remediate")],
        };

        MaintenanceId id = await _stage.BeginAsync(engine, Written.Procedure(rolling));
        await _stage.PassUntilAsync(() => _stage.Events<MaintenanceEvent.QuestionAsked>().Any(), "somebody is asked");

        _stage.World.Ran.ShouldBeEmpty();
        _stage
            .Events<MaintenanceEvent.EffectEnded>()
            .Select(ended => ended.Outcome)
            .OfType<Outcome.Failed>()
            .ShouldHaveSingleItem()
            .Reason.ShouldBe("edge.drain web1 no longer holds. It is not so. Nothing was done.");
        _stage.World.Servers["web1"] = "drained by hand";
        int question = _stage.Events<MaintenanceEvent.QuestionAsked>().Single().Question.Number;
        await engine.SendAsync(id, new Input.Answer("sam", question, Choice.Retry, ""), CancellationToken.None);
        await _stage.FinishAsync(engine, id);
        _stage.World.Ran.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_wait_goes_on_when_its_time_is_over_although_what_it_waited_for_does_not_hold()
    {
        await using MaintenanceEngine engine = await _stage.OpenAsync();
        _stage.World.Instead(
            "apply http.get",
            _ => Task.FromResult<Outcome?>(new Outcome.Failed("HTTP 503.", Evidence.None))
        );
        Step.Wait wait = new(Duration.FromMinutes(3), Written.Call("http.get", "stable"));

        MaintenanceId id = await _stage.BeginAsync(engine, Written.Procedure(wait, Written.Run("next")));
        await _stage.FinishAsync(engine, id, seconds: 5);

        _stage.Events<MaintenanceEvent.QuestionAsked>().ShouldBeEmpty();
        _stage.World.Ran.Count.ShouldBe(1);
    }

    /// <summary>A timer of .NET ends at 49 days, and a plan of weeks may say more.</summary>
    [Fact]
    public async Task Limits_of_months_are_taken_as_they_are_written()
    {
        await using MaintenanceEngine engine = await _stage.OpenAsync();
        Step.Action patient = Written.Run("migrate") with { Timeout = Duration.FromDays(90) };
        Step.Check seldom = new(Written.Call("http.get", "moved"), Duration.FromDays(120), Duration.FromDays(60))
        {
            Timeout = Duration.FromDays(90),
        };

        MaintenanceId id = await _stage.BeginAsync(engine, Written.Procedure(patient, seldom));
        await _stage.FinishAsync(engine, id, seconds: 5);

        _stage.World.Ran.Count.ShouldBe(1);
        _stage.Events<MaintenanceEvent.QuestionAsked>().ShouldBeEmpty();
    }

    public ValueTask DisposeAsync() => _stage.DisposeAsync();
}
