using Lull.Connectors.Tests.Support;
using Lull.Core.Actions;
using Lull.Engine.Connectors;
using Lull.Server.Tests.Kit;
using Microsoft.AspNetCore.Http;
using static Lull.Connectors.Tests.Support.World;

namespace Lull.Connectors.Tests.Http;

/// <summary><c>http.get</c> against a real web server.</summary>
public sealed class HttpGetTests : IAsyncLifetime
{
    private WebServer? _server;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private WebServer Server => _server ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync() => _server = await WebServer.StartAsync(AnswerAsync);

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    public static TheoryData<string, string, string> Expectations =>
        new()
        {
            { "status", "200", "" },
            { "status", "2xx", "" },
            { "status", "204", "the status is 200, expected was 204" },
            { "body", "4.2", "" },
            { "body", "4.3", "the body does not contain '4.3'" },
            { "json engine.version", "4.2", "" },
            { "json engine.nodes.1", "b", "" },
            { "json engine.ready", "true", "" },
            { "json engine.version", "4.3", "the JSON at 'engine.version' is '4.2', expected was '4.3'" },
            { "json engine.gone", "x", "the JSON has no value at 'engine.gone'" },
            { "header content-type", "application/json", "" },
            { "header X-Gone", "x", "the header X-Gone does not contain 'x'" },
        };

    [Theory, MemberData(nameof(Expectations))]
    public async Task An_answer_is_compared_with_what_is_expected(string part, string value, string wrong)
    {
        string[] words = part.Split(' ');
        Argument expected = words.Length == 1 ? Text(value) : Map((words[1], Text(value)));
        ActionRequest request = Request(
            ("url", Text($"{Server.Address}/health")),
            ("expect", Map((words[0], expected)))
        );
        Outcome outcome = await Get().ApplyAsync(request, Cancel);
        Observation seen = await Get().ObserveAsync(request, Cancel);
        if (wrong.Length == 0)
        {
            outcome.ShouldBeOfType<Outcome.Done>().Evidence.Summary.ShouldStartWith("HTTP 200 in ");
            seen.ShouldBeOfType<Observation.Done>();
        }
        else
        {
            outcome.ShouldBeOfType<Outcome.Failed>().Reason.ShouldContain(wrong);
            seen.ShouldBeOfType<Observation.NotDone>();
        }
    }

    [Theory]
    [InlineData("/same-host", true)]
    [InlineData("/other-host", false)]
    public async Task Redirects_are_followed_on_the_same_host_only(string path, bool followed)
    {
        Outcome outcome = await Get().ApplyAsync(Request(("url", Text(Server.Address + path))), Cancel);
        (outcome is Outcome.Done).ShouldBe(followed);
    }

    [Fact]
    public async Task A_redirect_that_never_ends_does_end() =>
        (
            await Get().ApplyAsync(Request(("url", Text($"{Server.Address}/round"))), Cancel)
        ).ShouldBeOfType<Outcome.Failed>();

    [Fact]
    public async Task Queries_are_in_no_message_because_secrets_hide_there()
    {
        ActionRequest request = Request(("url", Text($"{Server.Address}/status-500?sig=abcdef")));
        $"{await Get().ApplyAsync(request, Cancel)} {Get().Describe(request)}".ShouldNotContain("abcdef");
    }

    [Fact]
    public async Task Health_of_a_connection_says_what_is_wrong()
    {
        (await Connect("http", Map(("base", Text(Server.Address)))).CheckHealthAsync(Cancel)).Good.ShouldBeTrue();
        (
            await Connect("http", Map(("base", Text($"{Server.Address}/locked")))).CheckHealthAsync(Cancel)
        ).Says.ShouldContain("check 'headers'");
        (
            await Connect("http", Map(("base", Text($"http://127.0.0.1:{FreePort.Next()}")))).CheckHealthAsync(Cancel)
        ).Good.ShouldBeFalse();
    }

    [Theory]
    [InlineData("base", "ftp://host.example", "not an http address")]
    [InlineData("base", "https://user:word@host.example", "without user and password")]
    [InlineData("timeout", "soon", "not a length of time")]
    [InlineData("authorities", "/nowhere.pem", "does not exist")]
    public void Wrong_options_are_refused(string name, string value, string says) =>
        Should.Throw<OptionsException>(() => Connect("http", Map((name, Text(value))))).Message.ShouldContain(says);

    [Fact]
    public void Headers_without_a_host_to_send_them_to_are_refused() =>
        Should
            .Throw<OptionsException>(() => Connect("http", Map(("headers", Map(("Authorization", Secret()))))))
            .Message.ShouldContain("'base:'");

    private static IAction Get() => Connect("http", Map())["get"];

    private async Task AnswerAsync(HttpContext context, string body)
    {
        switch (context.Request.Path.Value)
        {
            case "/health":
                context.Response.ContentType = "application/json";
                await context.Response.WriteAsync("""{"engine":{"version":"4.2","ready":true,"nodes":["a","b"]}}""");
                break;
            case "/same-host":
                context.Response.Redirect("/health");
                break;
            case "/round":
                context.Response.Redirect("/round");
                break;
            case "/other-host":
                context.Response.Redirect("http://localhost.example:1/health");
                break;
            case "/locked/":
                context.Response.StatusCode = 401;
                break;
            case "/status-500":
                context.Response.StatusCode = 500;
                break;
        }
    }
}
