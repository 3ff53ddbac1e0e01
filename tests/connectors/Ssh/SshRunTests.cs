using Lull.Connectors.Tests.Contracts;
using Lull.Connectors.Tests.Support;
using Lull.Core.Actions;
using Lull.Engine.Connectors;
using Lull.Server.Tests.Kit;
using static Lull.Connectors.Tests.Support.World;

namespace Lull.Connectors.Tests.Ssh;

/// <summary><c>ssh.run</c> against the real sshd.</summary>
public sealed class SshRunTests(SshServer server) : FoundAgainContract, IClassFixture<SshServer>, IAsyncLifetime
{
    private readonly Folder _folder = new();
    private IConnector? _connection;

    protected override IAction Action => Connection["run"];

    private IConnector Connection => _connection ?? throw new InvalidOperationException("Not started.");

    public ValueTask InitializeAsync()
    {
        _connection = Connect("ssh", Options());
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        _folder.Dispose();
    }

    protected override ActionRequest Wanted() =>
        Request(
            ("command", Text($"echo once >> {_folder["log"]}; echo $TOKEN")),
            ("env", Map(("TOKEN", Secret())))
        ) with
        {
            Host = Target(),
        };

    protected override IAction LosingAnswers() => new DroppedConnection(this, server);

    protected override Task<string> WorldAsync() =>
        Task.FromResult(File.Exists(_folder["log"]) ? File.ReadAllText(_folder["log"]) : "");

    [Fact]
    public async Task Words_reach_the_program_as_they_are()
    {
        ActionRequest request = Command(List("printf", "%s|", "a b", "$(id)", "'q'", "-n", "line\nend"));
        (await Action.ApplyAsync(request, Cancel))
            .ShouldBeOfType<Outcome.Done>()
            .Evidence.Output.ShouldBe("a b|$(id)|'q'|-n|line\nend|");
    }

    [Fact]
    public async Task Exit_code_255_of_the_command_is_failed_and_not_a_lost_connection() =>
        (await Action.ApplyAsync(Command(Text("exit 255")), Cancel))
            .ShouldBeOfType<Outcome.Failed>()
            .ShouldSatisfyAllConditions(
                failed => failed.Unreachable.ShouldBeFalse(),
                failed => failed.Reason.ShouldContain("exit code 255")
            );

    [Fact]
    public async Task When_the_time_is_over_nothing_goes_on_there()
    {
        using var time = new CancellationTokenSource();
        ActionRequest request = Command(Text($"sleep 300 & echo $! > {_folder["pid"]}; echo started; wait")) with
        {
            OnOutput = _ => time.Cancel(),
        };
        (await Action.ApplyAsync(request, time.Token)).ShouldBeOfType<Outcome.Unknown>();
        LinuxProcess.IsAlive(await File.ReadAllTextAsync(_folder["pid"])).ShouldBeFalse();
    }

    [Fact]
    public async Task Many_at_once_are_let_in_by_turns()
    {
        IAction check = Connection["check"];
        Outcome[] all = await Task.WhenAll(
            Enumerable.Range(0, 16).Select(_ => check.ApplyAsync(Command(Text("true")), Cancel).AsTask())
        );
        all.ShouldAllBe(outcome => outcome is Outcome.Done);
    }

    [Fact]
    public async Task A_port_that_nobody_listens_on_is_unreachable()
    {
        ActionRequest request = Wanted() with { Host = Host("shop-web9", ("address", $"127.0.0.1:{FreePort.Next()}")) };
        Outcome.Failed failed = (await Action.ApplyAsync(request, Cancel)).ShouldBeOfType<Outcome.Failed>();
        failed.Unreachable.ShouldBeTrue();
        failed.Reason.ShouldContain("Connection refused");
    }

    [Fact]
    public async Task An_unknown_host_key_is_refused_unless_the_site_says_otherwise()
    {
        await using IConnector strict = Connect("ssh", Options(("known-hosts", Text(_folder["none"]))));
        (await strict["run"].ApplyAsync(Wanted(), Cancel))
            .ShouldBeOfType<Outcome.Failed>()
            .ShouldSatisfyAllConditions(
                failed => failed.Unreachable.ShouldBeTrue(),
                failed => failed.Reason.ShouldContain("accept-new")
            );
        await using IConnector trusting = Connect(
            "ssh",
            Options(("known-hosts", Text(_folder["none"])), ("accept-new", Text("true")))
        );
        (await trusting["run"].ApplyAsync(Wanted(), Cancel)).ShouldBeOfType<Outcome.Done>();
    }

    [Fact]
    public async Task A_key_that_is_not_allowed_is_unreachable_with_what_to_check()
    {
        using var process = System.Diagnostics.Process.Start(
            "ssh-keygen",
            ["-q", "-t", "ed25519", "-N", "", "-f", _folder["other"]]
        );
        await process.WaitForExitAsync(Cancel);
        await using IConnector other = Connect("ssh", Options(("identity", Text(_folder["other"]))));
        (await other["run"].ApplyAsync(Wanted(), Cancel))
            .ShouldBeOfType<Outcome.Failed>()
            .Reason.ShouldContain("Check 'user' and 'identity'");
    }

    [Theory]
    [InlineData("-oProxyCommand=id")]
    [InlineData("a b")]
    [InlineData("$(id)")]
    public async Task An_address_that_is_no_host_never_reaches_the_client(string address) =>
        (await Action.ApplyAsync(Wanted() with { Host = Host("shop-web1", ("address", address)) }, Cancel))
            .ShouldBeOfType<Outcome.Failed>()
            .Reason.ShouldContain("is not a host");

    [Fact]
    public async Task A_step_without_a_host_fails_with_what_to_write() =>
        (await Action.ApplyAsync(Wanted() with { Host = null }, Cancel))
            .ShouldBeOfType<Outcome.Failed>()
            .Reason.ShouldContain("'on:'");

    [Fact]
    public async Task A_jump_host_is_gone_through()
    {
        await using IConnector jumping = Connect("ssh", Options(("jump", Text($"127.0.0.1:{server.Port}"))));
        ActionRequest request = Command(Text("echo through")) with
        {
            Host = Host("shop-web1", ("address", $"localhost:{server.Port}")),
        };
        (await jumping["run"].ApplyAsync(request, Cancel))
            .ShouldBeOfType<Outcome.Done>()
            .Evidence.Output.ShouldBe("through\n");
    }

    [Fact]
    public async Task A_reboot_is_done_in_another_boot_and_is_never_asked_for_twice()
    {
        IAction reboot = Connection["reboot"];
        int before = server.Restarts;
        ActionRequest request = Command(Text(server.Restart));
        (await reboot.ObserveAsync(request, Cancel)).ShouldBeOfType<Observation.NotDone>();
        (await reboot.ApplyAsync(request, Cancel))
            .ShouldBeOfType<Outcome.Done>()
            .Evidence.Summary.ShouldContain("'degraded'");
        (await reboot.ObserveAsync(request, Cancel)).ShouldBeOfType<Observation.Done>();
        (await reboot.ApplyAsync(request, Cancel)).ShouldBeOfType<Outcome.Done>();
        (server.Restarts - before).ShouldBe(1);
    }

    [Fact]
    public async Task A_reboot_that_the_machine_refuses_is_failed() =>
        (await Connection["reboot"].ApplyAsync(Command(Text("echo not allowed >&2; exit 1")), Cancel))
            .ShouldBeOfType<Outcome.Failed>()
            .Evidence.Output.ShouldContain("not allowed");

    [Fact]
    public async Task A_machine_that_is_not_back_in_time_is_unknown()
    {
        using var time = new CancellationTokenSource();
        ActionRequest request = Command(Text("true")) with { OnOutput = _ => time.CancelAfter(300) };
        (await Connection["reboot"].ApplyAsync(request, time.Token))
            .ShouldBeOfType<Outcome.Unknown>()
            .Reason.ShouldContain("was not back in time");
        (await Connection["reboot"].ObserveAsync(request, Cancel)).ShouldBeOfType<Observation.Running>();
    }

    private ActionRequest Command(Argument command) => Request(("command", command)) with { Host = Target() };

    private ActionHost Target() => Host("shop-web1", ("address", $"127.0.0.1:{server.Port}"));

    private Argument.Map Options(params (string Name, Argument Value)[] others)
    {
        (string Name, Argument Value)[] usual =
        [
            ("identity", Text(server.Identity)),
            ("known-hosts", Text(server.KnownHosts)),
            ("jobs", Text(server.Jobs)),
        ];
        return Map([.. usual.Where(option => others.All(other => other.Name != option.Name)), .. others]);
    }

    /// <summary>The network goes while the command runs; the command goes on.</summary>
    private sealed class DroppedConnection(SshRunTests tests, SshServer server) : IAction
    {
        public async ValueTask<Outcome> ApplyAsync(ActionRequest request, CancellationToken cancellation)
        {
            var started = new TaskCompletionSource();
            string command = request.Arguments.TextOf("command")!;
            string held = $"echo watching; while [ ! -e {tests._folder["lost"]} ]; do sleep 0.05; done; {command}";
            ActionRequest waiting = request with
            {
                Arguments = new([
                    .. request.Arguments.Entries.Where(entry => entry.Name != "command"),
                    new NamedArgument("command", Text(held)),
                ]),
                OnOutput = _ => started.TrySetResult(),
            };
            Task<Outcome> running = tests.Action.ApplyAsync(waiting, cancellation).AsTask();
            await started.Task.WaitAsync(cancellation);
            await server.DropEverybodyAsync();
            Outcome outcome = await running;
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
    }
}
