using Lull.Connectors.Tests.Contracts;
using Lull.Connectors.Tests.Support;
using Lull.Core.Actions;
using Lull.Engine.Connectors;
using Microsoft.AspNetCore.Http;
using static Lull.Connectors.Tests.Support.World;

namespace Lull.Connectors.Tests.Slack;

/// <summary><c>slack.post</c> against a strict stand-in, because nobody has a Slack of their own.</summary>
public sealed class SlackTests : FoundAgainContract, IAsyncLifetime
{
    private SlackFake? _slack;
    private CuttingProxy? _proxy;

    protected override IAction Action => Connection(Slack.Port)["post"];

    private SlackFake Slack => _slack ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync()
    {
        _slack = await SlackFake.StartAsync();
        _proxy = new CuttingProxy(_slack.Port, said => said.Contains("chat.postMessage", StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy!.DisposeAsync();
        await Slack.DisposeAsync();
    }

    protected override ActionRequest Wanted() => Request(("text", Text("We begin.")));

    protected override IAction LosingAnswers() => Connection(_proxy!.Port)["post"];

    protected override Task<string> WorldAsync() => Task.FromResult(Slack.Shown);

    [Fact]
    public async Task A_message_is_found_behind_many_others()
    {
        ActionRequest first = Wanted();
        await Action.ApplyAsync(first, Cancel);
        for (int other = 0; other < 5; other++)
        {
            await Action.ApplyAsync(Wanted(), Cancel);
        }

        (await Action.ObserveAsync(first, Cancel)).ShouldBeOfType<Observation.Done>();
    }

    [Fact]
    public async Task Too_many_calls_are_waited_out_and_post_once()
    {
        Slack.TooMany = 2;
        (await Action.ApplyAsync(Wanted(), Cancel)).ShouldBeOfType<Outcome.Done>();
        Slack.Shown.Split('\n').Length.ShouldBe(1);
    }

    [Fact]
    public async Task What_Slack_refuses_is_failed_with_what_to_do()
    {
        ActionRequest elsewhere = Request(("text", Text("x")), ("channel", Text("C0000NONE")));
        (await Action.ApplyAsync(elsewhere, Cancel))
            .ShouldBeOfType<Outcome.Failed>()
            .Reason.ShouldContain("invite the app");
        ActionRequest tooLong = Request(("text", Text(new string('x', 40_001))));
        (await Action.ApplyAsync(tooLong, Cancel))
            .ShouldBeOfType<Outcome.Failed>()
            .Reason.ShouldContain("4,000 characters");
    }

    [Fact]
    public async Task A_fault_of_Slack_itself_is_unknown() =>
        (await Action.ApplyAsync(Request(("text", Text("BREAK"))), Cancel)).ShouldBeOfType<Outcome.Unknown>();

    [Fact]
    public async Task Nothing_is_posted_when_nobody_could_find_it_again()
    {
        Slack.HistoryError = "missing_scope";
        (await Action.ApplyAsync(Wanted(), Cancel))
            .ShouldBeOfType<Outcome.Failed>()
            .Reason.ShouldContain("channels:history");
        (await Action.ObserveAsync(Wanted(), Cancel)).ShouldBeOfType<Observation.Unknown>();
        Slack.Shown.ShouldBe("");
    }

    [Theory]
    [InlineData("dailyops", true)]
    [InlineData("#dailyops", true)]
    [InlineData("nowhere", false)]
    public async Task A_channel_may_be_written_by_its_name(string channel, bool exists)
    {
        Outcome outcome = await Action.ApplyAsync(Request(("text", Text("x")), ("channel", Text(channel))), Cancel);
        if (exists)
        {
            outcome.ShouldBeOfType<Outcome.Done>();
        }
        else
        {
            outcome.ShouldBeOfType<Outcome.Failed>().Reason.ShouldContain("no channel 'nowhere'");
        }
    }

    [Fact]
    public async Task Health_proves_the_token_and_what_it_may()
    {
        IConnector connection = Connection(Slack.Port);
        (await connection.CheckHealthAsync(Cancel)).ShouldBe(new Health(Good: true, "Slack lets us in to 'Example'."));
        Slack.Scopes = "chat:write";
        (await connection.CheckHealthAsync(Cancel)).Says.ShouldContain("channels:history");
    }

    [Theory]
    [InlineData(200, typeof(Outcome.Done))]
    [InlineData(404, typeof(Outcome.Failed))]
    [InlineData(429, typeof(Outcome.Failed))]
    [InlineData(500, typeof(Outcome.Unknown))]
    public async Task A_webhook_is_posted_to_once_whatever_it_answers(int status, Type ending)
    {
        await using WebServer hooks = await WebServer.StartAsync(
            async (context, _) =>
            {
                context.Response.StatusCode = status;
                await context.Response.WriteAsync(status == 404 ? "no_service" : "ok");
            }
        );
        Environment.SetEnvironmentVariable("LULL_TEST_HOOK", $"{hooks.Address}/services/T0/B0/secret-part");
        IAction post = Connect("slack-webhook", Map(("address", Text("env:LULL_TEST_HOOK"))))["post"];
        Outcome outcome = await post.ApplyAsync(Wanted(), Cancel);
        outcome.ShouldBeOfType(ending);
        outcome.ToString().ShouldNotContain("secret-part");
        hooks.Requests.Single().Body.ShouldBe("""{"text":"We begin."}""");
        (await post.ObserveAsync(Wanted(), Cancel)).ShouldBeOfType<Observation.Unknown>();
    }

    private static IConnector Connection(int port) =>
        Connect(
            "slack",
            Map(
                ("token", Text(CanaryReference)),
                ("channel", Text(SlackFake.Channel)),
                ("address", Text($"http://127.0.0.1:{port}/api"))
            )
        );
}
