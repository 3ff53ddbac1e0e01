using System.Net.Sockets;
using Lull.Connectors.Tests.Contracts;
using Lull.Connectors.Tests.Support;
using Lull.Core.Actions;
using Lull.Engine.Connectors;
using Lull.Server.Tests.Kit;
using static Lull.Connectors.Tests.Support.World;

namespace Lull.Connectors.Tests.HaProxy;

/// <summary><c>haproxy.drain</c> against the real HAProxy.</summary>
public sealed class DrainTests : BracketContract, IAsyncLifetime
{
    private readonly HaProxyServer _server = new();
    private CuttingProxy? _proxy;

    protected override IAction Action => Connection(_server.UnixAddress)["drain"];

    public async ValueTask InitializeAsync()
    {
        await _server.StartAsync();
        _proxy = new CuttingProxy(_server.RuntimePort, said => said.Contains("set server", StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy!.DisposeAsync();
        await _server.DisposeAsync();
    }

    protected override ActionRequest Wanted() => Request() with { Host = Host("shop-web1") };

    protected override IAction LosingAnswers() => Connection($"tcp://127.0.0.1:{_proxy!.Port}")["drain"];

    protected override Task<string> WorldAsync() => _server.StateAsync();

    protected override Task SomebodyChangesItAsync(ActionRequest opened) =>
        _server.AskAsync("set server web/shop-web1 state maint");

    [Fact]
    public async Task A_server_that_was_out_before_stays_out()
    {
        await _server.AskAsync("set server web/shop-web1 state maint");
        ActionRequest request = Wanted();
        Observation.Done seen = (await Action.ObserveAsync(request, Cancel)).ShouldBeOfType<Observation.Done>();
        string before = await WorldAsync();
        (await Action.ApplyAsync(request, Cancel)).ShouldBeOfType<Outcome.Done>();
        Outcome.Done closed = (
            await Action.CloseAsync(request with { Prior = seen.Prior }, Cancel)
        ).ShouldBeOfType<Outcome.Done>();
        closed.Evidence.Summary.ShouldContain("was out before");
        (await WorldAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task What_was_found_begins_with_words_for_people()
    {
        (await FoundAsync()).ShouldBe("ready");
        await _server.AskAsync("set server web/shop-web1 weight 20");
        (await FoundAsync()).ShouldBe("ready, weight 20");

        await using var second = new HaProxyServer();
        await second.StartAsync();
        await second.AskAsync("set server web/shop-web1 state drain");
        (await FoundAsync(second.TcpAddress)).ShouldBe(
            $"ready, weight 20 on {_server.UnixAddress}; drained on {second.TcpAddress}"
        );

        async Task<string> FoundAsync(params string[] more)
        {
            IAction drain = Connection([_server.UnixAddress, .. more])["drain"];
            Observation seen = await drain.ObserveAsync(Wanted(), Cancel);
            return seen.ShouldBeOfType<Observation.NotDone>().Prior.Split('\n')[0];
        }
    }

    [Fact]
    public async Task What_the_first_versions_wrote_down_is_still_put_back()
    {
        string before = await WorldAsync();
        ActionRequest opened = await OpenAsync();
        string json = opened.Prior.Split('\n')[1];
        (await Action.CloseAsync(opened with { Prior = json }, Cancel)).ShouldBeOfType<Outcome.Done>();
        (await WorldAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Opening_waits_for_the_last_session()
    {
        using TcpClient session = await _server.BeginSlowSessionAsync();
        ValueTask<Outcome> opening = Action.ApplyAsync(Wanted(), Cancel);
        await Until.HoldsAsync(
            async () => (await WorldAsync()).Contains("shop-web1 admin=8", StringComparison.Ordinal),
            "the drain"
        );
        opening.IsCompleted.ShouldBeFalse();
        _server.Release();
        (await opening).ShouldBeOfType<Outcome.Done>().Evidence.Summary.ShouldContain("0 sessions");
    }

    [Fact]
    public async Task Sessions_that_do_not_end_in_time_fail_the_opening()
    {
        using TcpClient session = await _server.BeginSlowSessionAsync();
        ActionRequest request = Request(("wait", Text("300ms"))) with { Host = Host("shop-web1") };
        (await Action.ApplyAsync(request, Cancel))
            .ShouldBeOfType<Outcome.Failed>()
            .Reason.ShouldContain("1 sessions were still on");
    }

    [Fact]
    public async Task Sessions_that_do_not_end_in_time_are_cut_when_the_plan_says_so()
    {
        string before = await WorldAsync();
        using TcpClient session = await _server.BeginSlowSessionAsync();
        ActionRequest request = Request(("wait", Text("300ms")), ("cut", Text("true"))) with
        {
            Host = Host("shop-web1"),
        };
        string prior = (await Action.ObserveAsync(request, Cancel)).ShouldBeOfType<Observation.NotDone>().Prior;
        (await Action.ApplyAsync(request, Cancel)).ShouldBeOfType<Outcome.Done>();
        (await Action.CloseAsync(request with { Prior = prior }, Cancel)).ShouldBeOfType<Outcome.Done>();
        (await WorldAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Closing_waits_until_the_server_is_UP_and_says_when_it_is_not()
    {
        ActionRequest opened = await OpenAsync();
        _server.FirstIsIll = true;
        await Until.HoldsAsync(
            async () => (await _server.AskAsync("show stat web 4 -1")).Contains("L7STS", StringComparison.Ordinal),
            "the health check to fail"
        );
        ActionRequest impatient = opened with { Arguments = Map(("until-up", Text("300ms"))) };
        (await Action.CloseAsync(impatient, Cancel)).ShouldBeOfType<Outcome.Failed>().Reason.ShouldContain("L7STS");
        _server.FirstIsIll = false;
        (await Action.CloseAsync(opened, Cancel))
            .ShouldBeOfType<Outcome.Done>()
            .Evidence.Summary.ShouldContain("UP L7OK");
    }

    [Fact]
    public async Task A_weight_that_a_reload_forgot_is_put_back_and_one_that_somebody_set_is_left()
    {
        await _server.AskAsync("set server web/shop-web1 weight 20");
        ActionRequest opened = await OpenAsync();
        await _server.RestartAsync();
        (await WorldAsync()).ShouldContain("shop-web1 admin=0 weight=50");
        (await Action.CloseAsync(opened, Cancel)).ShouldBeOfType<Outcome.Done>();
        (await WorldAsync()).ShouldContain("shop-web1 admin=0 weight=20");

        opened = await OpenAsync();
        await _server.AskAsync("set server web/shop-web1 weight 7");
        (await Action.CloseAsync(opened, Cancel))
            .ShouldBeOfType<Outcome.Done>()
            .Evidence.Summary.ShouldContain("from 20 to 7");
        (await WorldAsync()).ShouldContain("shop-web1 admin=0 weight=7");
    }

    [Fact]
    public async Task Every_node_is_drained_and_put_back_by_itself()
    {
        await using var second = new HaProxyServer();
        await second.StartAsync();
        await second.AskAsync("set server web/shop-web1 state drain");
        IAction drain = Connection(_server.UnixAddress, second.TcpAddress)["drain"];
        ActionRequest request = Wanted();
        string prior = (await drain.ObserveAsync(request, Cancel)).ShouldBeOfType<Observation.NotDone>().Prior;
        (await drain.ApplyAsync(request, Cancel)).ShouldBeOfType<Outcome.Done>();
        (await _server.StateAsync()).ShouldContain("shop-web1 admin=8");
        (await drain.CloseAsync(request with { Prior = prior }, Cancel)).ShouldBeOfType<Outcome.Done>();
        (await _server.StateAsync()).ShouldContain("shop-web1 admin=0");
        (await second.StateAsync()).ShouldContain("shop-web1 admin=8");
    }

    [Fact]
    public async Task A_node_that_nobody_answers_for_is_unreachable_and_nothing_was_sent()
    {
        IAction drain = Connection($"tcp://127.0.0.1:{FreePort.Next()}")["drain"];
        (await drain.ApplyAsync(Wanted(), Cancel)).ShouldBeOfType<Outcome.Failed>().Unreachable.ShouldBeTrue();
        (await drain.ObserveAsync(Wanted(), Cancel)).ShouldBeOfType<Observation.Unknown>();
    }

    [Theory]
    [InlineData("shop-web9", "web", "no server 'web/shop-web9'")]
    [InlineData("shop-web1", "nothing", "no backend 'nothing'")]
    [InlineData("shop-web1; shutdown sessions server web/shop-web2", "web", "not a name")]
    public async Task A_wrong_name_fails_with_what_to_check(string server, string backend, string says)
    {
        ActionRequest request = Request(("server", Text(server)), ("backend", Text(backend)));
        (await Action.ApplyAsync(request, Cancel)).ShouldBeOfType<Outcome.Failed>().Reason.ShouldContain(says);
    }

    [Fact]
    public async Task A_socket_that_allows_no_changes_is_not_healthy_and_says_what_to_write()
    {
        (await Connection(_server.OperatorAddress).CheckHealthAsync(Cancel)).ShouldSatisfyAllConditions(
            health => health.Good.ShouldBeFalse(),
            health => health.Says.ShouldContain("level admin")
        );
        (await Connection(_server.OperatorAddress)["drain"].ApplyAsync(Wanted(), Cancel))
            .ShouldBeOfType<Outcome.Failed>()
            .Reason.ShouldContain("level admin");
        (await Connection(_server.TcpAddress, _server.UnixAddress).CheckHealthAsync(Cancel)).Good.ShouldBeTrue();
    }

    [Theory]
    [InlineData("127.0.0.1:9999")]
    [InlineData("unix://relative.sock")]
    [InlineData("tcp://127.0.0.1")]
    public void A_wrong_address_is_refused_with_what_to_write(string address) =>
        Should
            .Throw<OptionsException>(() => Connection(address))
            .Message.ShouldContain("write 'tcp://host:port' or 'unix:///full/path'");

    [Fact]
    public async Task Up_holds_only_when_the_check_agrees()
    {
        IAction up = Connection(_server.UnixAddress)["up"];
        (await up.ApplyAsync(Wanted(), Cancel)).ShouldBeOfType<Outcome.Done>();
        _server.FirstIsIll = true;
        await Until.HoldsAsync(
            async () => await up.ApplyAsync(Wanted(), Cancel) is Outcome.Failed,
            "the health check to fail"
        );
        _server.FirstIsIll = false;
        await Until.HoldsAsync(
            async () => await up.ApplyAsync(Wanted(), Cancel) is Outcome.Done,
            "the health check to be good again"
        );
        await _server.AskAsync("set server web/shop-web1 state drain");
        (await up.ApplyAsync(Wanted(), Cancel)).ShouldBeOfType<Outcome.Failed>();
    }

    private static IConnector Connection(params string[] addresses) =>
        Connect("haproxy", Map(("address", List(addresses)), ("backend", Text("web"))));
}
