using Lull.Connectors.Tests.Contracts;
using Lull.Connectors.Tests.Support;
using Lull.Core.Actions;
using Lull.Engine.Connectors;
using Lull.Server.Tests.Kit;
using static Lull.Connectors.Tests.Support.World;

namespace Lull.Connectors.Tests.Alertmanager;

/// <summary><c>alertmanager.silence</c> against the real Alertmanager.</summary>
public sealed class SilenceTests(AlertmanagerServer server)
    : BracketContract,
        IClassFixture<AlertmanagerServer>,
        IAsyncDisposable
{
    private readonly CuttingProxy _proxy = new(server.Port, said => said.Contains("POST ", StringComparison.Ordinal));

    protected override IAction Action => Connection(server.Address)["silence"];

    protected override ActionRequest Wanted() =>
        Request(
            ("matchers", Map(("instance", Text("shop-web1")))),
            ("comment", Text("Roll out engine 4.2")),
            ("for", Text("10m"))
        );

    protected override IAction LosingAnswers() => Connection($"http://127.0.0.1:{_proxy.Port}")["silence"];

    protected override Task<string> WorldAsync() => server.InForceAsync();

    protected override async Task SomebodyChangesItAsync(ActionRequest opened) =>
        await server.DeleteAsync(await server.IdOfAsync(opened.Marker));

    public ValueTask DisposeAsync() => _proxy.DisposeAsync();

    [Fact]
    public async Task It_is_held_until_the_engine_s_limit_and_extended_in_place()
    {
        Instant limit = SystemClock.Instance.GetCurrentInstant() + Duration.FromMinutes(5);
        ActionRequest request = Wanted() with { HeldUntil = limit };
        (await Action.ApplyAsync(request, Cancel)).ShouldBeOfType<Outcome.Done>();
        string id = await server.IdOfAsync(request.Marker);
        ActionRequest longer = request with { HeldUntil = limit + Duration.FromMinutes(5) };
        (await Action.ApplyAsync(longer, Cancel)).ShouldBeOfType<Outcome.Done>();
        (await server.IdOfAsync(request.Marker)).ShouldBe(id);
        (await server.InForceAsync()).ShouldContain(
            longer
                .HeldUntil!.Value.ToDateTimeUtc()
                .ToString("yyyy-MM-ddTHH:mm:ss", System.Globalization.CultureInfo.InvariantCulture)
        );
    }

    [Fact]
    public async Task Matchers_may_be_written_as_Alertmanager_writes_them()
    {
        ActionRequest request = Request(
            ("matchers", List("instance=~\"shop-web(1|2)\"", "severity!=critical", "job!~\"back.*\""))
        );
        (await Action.ApplyAsync(request, Cancel))
            .ShouldBeOfType<Outcome.Done>()
            .Evidence.Summary.ShouldContain("{instance=~\"shop-web(1|2)\", severity!=\"critical\", job!~\"back.*\"}");
        (await Action.CloseAsync(request, Cancel)).ShouldBeOfType<Outcome.Done>();
    }

    [Fact]
    public async Task A_marker_that_only_begins_like_ours_is_somebody_else_s()
    {
        ActionRequest other = Wanted() with { Marker = "lull:m-9a/e17" };
        await Action.ApplyAsync(other, Cancel);
        (
            await Action.ObserveAsync(other with { Marker = "lull:m-9a/e1" }, Cancel)
        ).ShouldBeOfType<Observation.NotDone>();
        await Action.CloseAsync(other with { Marker = "lull:m-9a/e1" }, Cancel);
        (await Action.ObserveAsync(other, Cancel)).ShouldBeOfType<Observation.Done>();
    }

    [Fact]
    public async Task What_Alertmanager_refuses_is_failed_in_its_own_words()
    {
        ActionRequest request = Request(("matchers", List("instance=~\"shop-web(\"")));
        (await Action.ApplyAsync(request, Cancel))
            .ShouldBeOfType<Outcome.Failed>()
            .Reason.ShouldContain("refused the silence");
    }

    [Theory]
    [InlineData("instance", "not a matcher")]
    [InlineData("instance=", "without any label")]
    [InlineData("9=x", "not a matcher")]
    public async Task A_wrong_matcher_fails_with_what_to_write(string matcher, string says) =>
        (await Action.ApplyAsync(Request(("matchers", List(matcher))), Cancel))
            .ShouldBeOfType<Outcome.Failed>()
            .Reason.ShouldContain(says);

    [Fact]
    public async Task A_server_that_is_not_there_is_unreachable()
    {
        IAction silence = Connection($"http://127.0.0.1:{FreePort.Next()}")["silence"];
        (await silence.ApplyAsync(Wanted(), Cancel)).ShouldBeOfType<Outcome.Failed>().Unreachable.ShouldBeTrue();
        (await silence.ObserveAsync(Wanted(), Cancel)).ShouldBeOfType<Observation.Unknown>();
    }

    [Fact]
    public async Task Health_shows_the_version() =>
        (await Connection(server.Address).CheckHealthAsync(Cancel)).ShouldSatisfyAllConditions(
            health => health.Good.ShouldBeTrue(),
            health => health.Says.ShouldContain("Alertmanager 0.")
        );

    [Fact]
    public void A_password_written_into_the_site_is_refused() =>
        Should
            .Throw<OptionsException>(() =>
                Connect(
                    "alertmanager",
                    Map(("address", Text(server.Address)), ("user", Text("lull")), ("password", Text(Canary)))
                )
            )
            .Message.ShouldSatisfyAllConditions(
                says => says.ShouldContain("env:NAME"),
                says => says.ShouldNotContain(Canary)
            );

    private static IConnector Connection(string address) =>
        Connect(
            "alertmanager",
            Map(
                ("address", Text(address)),
                ("user", Text("lull")),
                ("password", Text(CanaryReference)),
                ("headers", Map(("X-Proxy", Secret())))
            )
        );
}
