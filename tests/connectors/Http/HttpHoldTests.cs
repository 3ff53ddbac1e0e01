using Lull.Connectors.Tests.Contracts;
using Lull.Connectors.Tests.Support;
using Lull.Core.Actions;
using Lull.Engine.Connectors;
using Microsoft.AspNetCore.Http;
using static Lull.Connectors.Tests.Support.World;

namespace Lull.Connectors.Tests.Http;

/// <summary><c>http.hold</c> against a real web server that keeps jobs.</summary>
public sealed class HttpHoldTests : BracketContract, IAsyncLifetime
{
    private WebServer? _server;
    private CuttingProxy? _proxy;
    private bool _paused;
    private bool _isIll;

    protected override IAction Action => Connection(_server!.Port)["hold"];

    public async ValueTask InitializeAsync()
    {
        _server = await WebServer.StartAsync(AnswerAsync);
        _proxy = new CuttingProxy(_server.Port, said => said.Contains("POST ", StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy!.DisposeAsync();
        await _server!.DisposeAsync();
    }

    protected override ActionRequest Wanted() =>
        Request(
            ("look", Text("/jobs/nightly")),
            ("held", Map(("json", Map(("paused", Text("true")))))),
            ("open", Text("/jobs/nightly/pause")),
            ("close", Map(("url", Text("/jobs/nightly/resume")), ("method", Text("PUT"))))
        );

    protected override IAction LosingAnswers() => Connection(_proxy!.Port)["hold"];

    protected override Task<string> WorldAsync() => Task.FromResult($"paused={_paused}");

    protected override Task SomebodyChangesItAsync(ActionRequest opened)
    {
        _paused = false;
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Paused_by_somebody_else_is_seen_so_that_it_is_left_paused()
    {
        _paused = true;
        (await Action.ObserveAsync(Wanted(), Cancel)).ShouldBeOfType<Observation.Done>();
    }

    [Fact]
    public async Task A_system_that_cannot_tell_is_unknown()
    {
        _isIll = true;
        (await Action.ObserveAsync(Wanted(), Cancel)).ShouldBeOfType<Observation.Unknown>();
    }

    [Fact]
    public void It_says_what_it_would_do() =>
        Action.Describe(Wanted()).ShouldMatch("Would send POST .*/pause, and PUT .*/resume at the end");

    private Task AnswerAsync(HttpContext context, string body)
    {
        _ = body;
        string path = context.Request.Path;
        if (_isIll)
        {
            context.Response.StatusCode = 403;
            return Task.CompletedTask;
        }

        _paused =
            path.EndsWith("/pause", StringComparison.Ordinal)
            || (_paused && !path.EndsWith("/resume", StringComparison.Ordinal));
        return context.Response.WriteAsync($$"""{"paused":{{(_paused ? "true" : "false")}}}""");
    }

    private static IConnector Connection(int port) =>
        Connect("http", Map(("base", Text($"http://127.0.0.1:{port}")), ("headers", Map(("Authorization", Secret())))));
}
