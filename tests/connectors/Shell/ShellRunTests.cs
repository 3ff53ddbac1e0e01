using System.Globalization;
using Lull.Connectors.Tests.Contracts;
using Lull.Connectors.Tests.Support;
using Lull.Core.Actions;
using Lull.Engine.Connectors;
using static Lull.Connectors.Tests.Support.World;

namespace Lull.Connectors.Tests.Shell;

/// <summary><c>shell.run</c> with the real /bin/sh.</summary>
public sealed class ShellRunTests : FoundAgainContract, IDisposable
{
    private readonly Folder _folder = new();

    protected override IAction Action => Connection()["run"];

    protected override ActionRequest Wanted() => Appending("once");

    /// <summary>The command goes on by itself when its watcher is cut off; here the watcher's shell is ended.</summary>
    protected override IAction LosingAnswers() => new LosingWatchers(this);

    protected override Task<string> WorldAsync() =>
        Task.FromResult(File.Exists(_folder["log"]) ? File.ReadAllText(_folder["log"]) : "");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Output_is_streamed_line_by_line_while_the_command_runs()
    {
        var first = new TaskCompletionSource<string>();
        ActionRequest request = Run($"echo one; while [ ! -e {_folder["go"]} ]; do sleep 0.05; done; echo two") with
        {
            OnOutput = line => first.TrySetResult(line),
        };
        ValueTask<Outcome> running = Action.ApplyAsync(request, Cancel);
        (await first.Task.WaitAsync(Cancel)).ShouldBe("one");
        (await Action.ObserveAsync(request, Cancel)).ShouldBeOfType<Observation.Running>();
        await File.WriteAllTextAsync(_folder["go"], "");
        (await running).ShouldBeOfType<Outcome.Done>().Evidence.Output.ShouldBe("one\ntwo\n");
    }

    [Fact]
    public async Task The_end_of_a_command_is_told_to_who_sleeps()
    {
        // Whoever watches would look at it again after its first nap, and that is this one.
        await WriteProgramAsync("sleep", "exec /bin/sleep 3600");
        ActionRequest request = Request(
            ("command", Text($"while [ ! -e {_folder["go"]} ]; do /bin/sleep 0.05; done")),
            ("env", Map(("PATH", Text($"{_folder["bin"]}:{Environment.GetEnvironmentVariable("PATH")}"))))
        );
        Task<Outcome> running = Action.ApplyAsync(request, Cancel).AsTask();
        await Until.HoldsAsync(
            () => LinuxProcess.OursRunning("/bin/sleep\03600\0").Count > 0,
            "whoever watches to take a nap"
        );
        await File.WriteAllTextAsync(_folder["go"], "");
        (await running.WaitAsync(TimeSpan.FromSeconds(60), Cancel)).ShouldBeOfType<Outcome.Done>();
        LinuxProcess.OursRunning("/bin/sleep\03600\0").ShouldBeEmpty();
    }

    [Fact]
    public async Task After_a_crash_the_end_is_waited_for_with_the_output()
    {
        var lines = new System.Collections.Concurrent.ConcurrentQueue<string>();
        ActionRequest request = Run($"echo one; while [ ! -e {_folder["go"]} ]; do sleep 0.05; done; echo two");
        (
            await Action.ApplyAsync(request with { OnOutput = _ => LosingWatchers.EndWatcher() }, Cancel)
        ).ShouldBeOfType<Outcome.Unknown>();

        using var time = new CancellationTokenSource();
        ActionRequest awaiting = request with { AwaitsEnd = true };
        (
            await Action.ObserveAsync(awaiting with { OnOutput = _ => time.Cancel() }, time.Token)
        ).ShouldBeOfType<Observation.Running>("its own time was over");

        ActionRequest toTheEnd = awaiting with
        {
            OnOutput = line =>
            {
                lines.Enqueue(line);
                File.WriteAllText(_folder["go"], "");
            },
        };
        (await Action.ObserveAsync(toTheEnd, Cancel))
            .ShouldBeOfType<Observation.Done>()
            .Evidence.Output.ShouldBe("one\ntwo\n");
        lines.ShouldBe(["one", "two"]);
    }

    [Fact]
    public async Task While_anything_of_it_lives_it_runs_and_afterwards_nobody_knows()
    {
        ActionRequest request = Run(
            $"echo $PPID > {_folder["first"]}; echo started; while [ ! -e {_folder["go"]} ]; do sleep 0.05; done"
        );
        Task<Outcome> running = Action
            .ApplyAsync(
                request with
                {
                    OnOutput = _ =>
                        LinuxProcess.Kill(int.Parse(File.ReadAllText(_folder["first"]), CultureInfo.InvariantCulture)),
                },
                Cancel
            )
            .AsTask();
        await Until.HoldsAsync(
            () => File.Exists(_folder["first"]) && !LinuxProcess.IsAlive(File.ReadAllText(_folder["first"])),
            "the first process to be gone"
        );
        (await Action.ObserveAsync(request, Cancel)).ShouldBeOfType<Observation.Running>();
        running.IsCompleted.ShouldBeFalse();
        await File.WriteAllTextAsync(_folder["go"], "");
        (await running).ShouldBeOfType<Outcome.Unknown>().Reason.ShouldContain("somebody killed them");
    }

    [Fact]
    public async Task A_record_without_a_way_to_tell_its_end_is_looked_at_again_and_again()
    {
        await WriteProgramAsync("mkfifo", "exit 1");
        ActionRequest request = Request(
            ("command", Text("sleep 0.2; echo done")),
            ("env", Map(("PATH", Text($"{_folder["bin"]}:{Environment.GetEnvironmentVariable("PATH")}"))))
        );
        (await Action.ApplyAsync(request, Cancel)).ShouldBeOfType<Outcome.Done>().Evidence.Output.ShouldBe("done\n");
    }

    [Fact]
    public async Task Variables_of_any_name_reach_the_command_and_nothing_else()
    {
        string[] names = ["dir", "base", "again", "directory", "sent", "pid", "IFS"];
        ActionRequest request = Request(
            ("command", Text($"echo {string.Join(' ', names.Select(name => $"\"${name}\""))}")),
            ("env", Map([.. names.Select(name => (name, (Argument)Text("/elsewhere")))]))
        );
        (await Action.ApplyAsync(request, Cancel))
            .ShouldBeOfType<Outcome.Done>()
            .Evidence.Output.ShouldStartWith("/elsewhere /elsewhere /elsewhere /elsewhere /elsewhere /elsewhere");
        Directory.EnumerateDirectories(_folder["jobs"]).Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_wrong_exit_code_is_failed_with_the_output_and_stays_failed()
    {
        ActionRequest request = Run($"echo no disk >&2; echo x >> {_folder["log"]}; exit 3");
        Outcome.Failed failed = (await Action.ApplyAsync(request, Cancel)).ShouldBeOfType<Outcome.Failed>();
        failed.Reason.ShouldContain("exit code 3");
        failed.Evidence.Output.ShouldBe("no disk\n");
        (await Action.ObserveAsync(request, Cancel)).ShouldBeOfType<Observation.NotDone>();
        (await Action.ApplyAsync(request, Cancel)).ShouldBe(failed);
        (await WorldAsync()).ShouldBe("x\n");
    }

    [Fact]
    public async Task Expected_codes_are_done_and_the_last_line_is_the_artefact()
    {
        ActionRequest request = Request(
            ("command", Text("echo making; echo /var/backups/engine.tar; exit 4")),
            ("expect", List("0", "4")),
            ("artefact", Text("last-line"))
        );
        (await Action.ApplyAsync(request, Cancel))
            .ShouldBeOfType<Outcome.Done>()
            .Artefact.ShouldBe("/var/backups/engine.tar");
    }

    [Fact]
    public async Task A_list_is_run_without_a_shell_and_reaches_the_program_as_it_is()
    {
        ActionRequest request = Request(("command", List("printf", "%s|", "a b", "$(id)", "'q'", "-n", "*")));
        (await Action.ApplyAsync(request, Cancel))
            .ShouldBeOfType<Outcome.Done>()
            .Evidence.Output.ShouldBe("a b|$(id)|'q'|-n|*|");
    }

    [Fact]
    public async Task Values_of_the_host_are_environment_variables_and_are_never_read_as_shell()
    {
        ActionRequest request = Run("printf '%s %s %s' \"$LULL_HOST\" \"$LULL_ADDRESS\" \"$LULL_DATA_DIR\"") with
        {
            Host = Host("shop-web1", ("address", "10.2.0.1"), ("data-dir", "'; echo $(id) `id`")),
        };
        (await Action.ApplyAsync(request, Cancel))
            .ShouldBeOfType<Outcome.Done>()
            .Evidence.Output.ShouldBe("shop-web1 10.2.0.1 '; echo $(id) `id`");
    }

    [Fact]
    public async Task The_environment_of_Lull_is_not_handed_on()
    {
        (await Action.ApplyAsync(Run("env"), Cancel))
            .ShouldBeOfType<Outcome.Done>()
            .Evidence.Output.ShouldNotContain("LULL_TEST_CANARY");
    }

    [Fact]
    public async Task A_secret_reaches_the_command_and_is_taken_out_of_its_output()
    {
        ActionRequest request = Request(
            ("command", Text($"printf %s \"$TOKEN\" > {_folder["seen"]}; echo token=$TOKEN")),
            ("env", Map(("TOKEN", Secret())))
        );
        (await Action.ApplyAsync(request, Cancel))
            .ShouldBeOfType<Outcome.Done>()
            .Evidence.Output.ShouldBe("token=[secret]\n");
        (await File.ReadAllTextAsync(_folder["seen"])).ShouldBe(Canary);
        foreach (
            string file in Directory
                .EnumerateFiles(_folder["jobs"], "*", SearchOption.AllDirectories)
                .Where(file => Path.GetFileName(file) is not ("out" or "life"))
        )
        {
            (await File.ReadAllTextAsync(file)).ShouldNotContain(Canary, Case.Sensitive, file);
        }
    }

    [Fact]
    public async Task When_the_time_is_over_the_whole_process_group_is_ended_and_nobody_knows()
    {
        ActionRequest request = Run($"sleep 300 & echo $! > {_folder["pid"]}; echo started; wait");
        using var time = new CancellationTokenSource();
        ValueTask<Outcome> running = Action.ApplyAsync(request with { OnOutput = _ => time.Cancel() }, time.Token);
        (await running).ShouldBeOfType<Outcome.Unknown>().Reason.ShouldContain("ended");
        LinuxProcess.IsAlive(await File.ReadAllTextAsync(_folder["pid"])).ShouldBeFalse();
        (await Action.ObserveAsync(request, Cancel))
            .ShouldBeOfType<Observation.Unknown>()
            .Reason.ShouldContain("time limit");
        (await Action.ApplyAsync(request, Cancel)).ShouldBeOfType<Outcome.Unknown>();
    }

    [Fact]
    public async Task A_command_that_does_not_listen_to_TERM_is_killed()
    {
        ActionRequest request = Run(
            $"trap '' TERM; echo $$ > {_folder["pid"]}; echo started; while :; do sleep 1; done"
        );
        using var time = new CancellationTokenSource();
        (
            await Action.ApplyAsync(request with { OnOutput = _ => time.Cancel() }, time.Token)
        ).ShouldBeOfType<Outcome.Unknown>();
        string pid = await File.ReadAllTextAsync(_folder["pid"]);
        await Until.HoldsAsync(() => !LinuxProcess.IsAlive(pid), $"process {pid} to be gone");
    }

    [Fact]
    public async Task A_job_of_an_earlier_boot_that_left_no_code_is_unknown()
    {
        ActionRequest request = Run("exit 0");
        await Action.ApplyAsync(request, Cancel);
        string record = Directory.EnumerateDirectories(_folder["jobs"]).Single();
        File.Delete(Path.Combine(record, "rc"));
        await File.WriteAllTextAsync(Path.Combine(record, "boot"), "another boot\n");
        (await Action.ObserveAsync(request, Cancel))
            .ShouldBeOfType<Observation.Unknown>()
            .Reason.ShouldContain("started anew");
    }

    [Fact]
    public async Task Two_at_the_same_time_under_one_marker_start_it_once()
    {
        ActionRequest request = Appending("x");
        Outcome[] both = await Task.WhenAll(
            Action.ApplyAsync(request, Cancel).AsTask(),
            Action.ApplyAsync(request, Cancel).AsTask()
        );
        both.ShouldAllBe(outcome => outcome is Outcome.Done);
        (await WorldAsync()).ShouldBe("x\n");
    }

    [Fact]
    public async Task A_missing_directory_fails_before_anything_is_started_and_can_be_tried_again()
    {
        ActionRequest request = Request(
            ("command", Text($"echo x >> {_folder["log"]}")),
            ("directory", Text(_folder["there"]))
        );
        (await Action.ApplyAsync(request, Cancel))
            .ShouldBeOfType<Outcome.Failed>()
            .Reason.ShouldContain(_folder["there"]);
        Directory.CreateDirectory(_folder["there"]);
        (await Action.ApplyAsync(request, Cancel)).ShouldBeOfType<Outcome.Done>();
    }

    [Fact]
    public async Task Very_much_output_is_cut_and_the_end_is_kept()
    {
        Evidence evidence = (
            await Action.ApplyAsync(Run("yes 'a line of output' | head -c 5000000; echo the end"), Cancel)
        )
            .ShouldBeOfType<Outcome.Done>()
            .Evidence;
        evidence.Output.ShouldEndWith("the end\n");
        evidence.Output.Length.ShouldBeLessThan(Evidence.OutputLimit + 100);
    }

    [Fact]
    public async Task Set_is_started_again_when_it_did_not_end_well()
    {
        IAction set = Connection()["set"];
        ActionRequest request = Run($"echo x >> {_folder["log"]}; test -e {_folder["ready"]}");
        (await set.ApplyAsync(request, Cancel)).ShouldBeOfType<Outcome.Failed>();
        (await set.ObserveAsync(request, Cancel)).ShouldBeOfType<Observation.NotDone>();
        await File.WriteAllTextAsync(_folder["ready"], "");
        (await set.ApplyAsync(request, Cancel)).ShouldBeOfType<Outcome.Done>();
        (await WorldAsync()).ShouldBe("x\nx\n");
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public async Task Check_holds_with_exit_code_0_and_leaves_nothing_behind(string command, bool holds)
    {
        Outcome outcome = await Connection()["check"].ApplyAsync(Run(command), Cancel);
        (outcome is Outcome.Done).ShouldBe(holds);
        Directory.Exists(_folder["jobs"]).ShouldBeFalse();
    }

    [Fact]
    public async Task A_check_that_is_cut_off_goes_on_nowhere()
    {
        using var time = new CancellationTokenSource();
        ActionRequest request = Run($"echo $$ > {_folder["pid"]}; echo started; sleep 300") with
        {
            OnOutput = _ => time.Cancel(),
        };
        (await Connection()["check"].ApplyAsync(request, time.Token)).ShouldBeOfType<Outcome.Unknown>();
        string pid = await File.ReadAllTextAsync(_folder["pid"]);
        await Until.HoldsAsync(() => !LinuxProcess.IsAlive(pid), $"process {pid} to be gone");
    }

    [Theory]
    [InlineData("env", "has spaces", "not a name for a variable")]
    [InlineData("expect", "fine", "not an exit code")]
    [InlineData("artefact", "first-line", "write 'artefact: last-line'")]
    public async Task Wrong_arguments_fail_before_anything_is_started(string name, string value, string says)
    {
        Argument wrong = name == "env" ? Map((value, Text("x"))) : Text(value);
        ActionRequest request = Request(("command", Text($"echo x >> {_folder["log"]}")), (name, wrong));
        (await Action.ApplyAsync(request, Cancel)).ShouldBeOfType<Outcome.Failed>().Reason.ShouldContain(says);
        (await WorldAsync()).ShouldBe("");
    }

    [Fact]
    public void Wrong_options_are_refused_with_what_to_write() =>
        Should
            .Throw<OptionsException>(() => Connect("shell", Map(("jobs", Text("jobs")))))
            .Message.ShouldContain("'edge'");

    private IConnector Connection() => Connect("shell", Map(("jobs", Text(_folder["jobs"]))));

    private async Task WriteProgramAsync(string name, string body)
    {
        string path = Path.Combine(Directory.CreateDirectory(_folder["bin"]).FullName, name);
        await File.WriteAllTextAsync(path, $"#!/bin/sh\n{body}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, (UnixFileMode)0b111_000_000);
        }
    }

    private ActionRequest Appending(string word) =>
        Request(("command", Text($"echo {word} >> {_folder["log"]}; echo $TOKEN")), ("env", Map(("TOKEN", Secret()))));

    private static ActionRequest Run(string command) => Request(("command", Text(command)));

    /// <summary>Ends the shell that watches as soon as the command runs, as a crash of this program would.</summary>
    private sealed class LosingWatchers(ShellRunTests tests) : IAction
    {
        public async ValueTask<Outcome> ApplyAsync(ActionRequest request, CancellationToken cancellation)
        {
            string command = ((Argument.Text)request.Arguments["command"]!).Value;
            string held = $"while [ ! -e {tests._folder["lost"]} ]; do sleep 0.05; done; {command}";
            ActionRequest waiting = request with
            {
                Arguments = new([
                    .. request.Arguments.Entries.Where(entry => entry.Name != "command"),
                    new NamedArgument("command", Text($"echo watching; {held}")),
                ]),
                OnOutput = _ => EndWatcher(),
            };
            Outcome outcome = await tests.Action.ApplyAsync(waiting, cancellation);
            await File.WriteAllTextAsync(tests._folder["lost"], "", cancellation);
            await Until.HoldsAsync(
                async () => await tests.Action.ObserveAsync(request, cancellation) is Observation.Done,
                "the command to end by itself"
            );
            return outcome;
        }

        public ValueTask<Observation> ObserveAsync(ActionRequest request, CancellationToken cancellation) =>
            tests.Action.ObserveAsync(request, cancellation);

        public string Describe(ActionRequest request) => tests.Action.Describe(request);

        /// <summary>Watchers are our own shells that run <c>sh -s</c>; the job has left for a session of its own.</summary>
        internal static void EndWatcher()
        {
            foreach (int process in LinuxProcess.OursRunning("/bin/sh\0-s\0"))
            {
                LinuxProcess.Kill(process);
            }
        }
    }
}
