using System.Net;
using System.Net.Sockets;
using Lull.Connectors.Tests.Contracts;
using Lull.Connectors.Tests.Support;
using Lull.Core.Actions;
using Lull.Engine.Connectors;
using Lull.Server.Tests.Kit;
using Microsoft.AspNetCore.Http;
using static Lull.Connectors.Tests.Support.World;

namespace Lull.Connectors.Tests.Http;

/// <summary><c>http.call</c> against a real web server.</summary>
public sealed class HttpCallTests : ChangeContract, IAsyncLifetime
{
    private const int ManyTimes = 2_000;

    private WebServer? _server;
    private CuttingProxy? _proxy;

    protected override IAction Action => Connection(Server.Port)["call"];

    private WebServer Server => _server ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync()
    {
        _server = await WebServer.StartAsync(AnswerAsync);
        _proxy = new CuttingProxy(_server.Port, said => said.Contains("POST ", StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy!.DisposeAsync();
        await Server.DisposeAsync();
    }

    protected override ActionRequest Wanted() =>
        Request(
            ("url", Text("/flag?key=1")),
            ("body", Map(("on", Text("true")), ("percent", Text("25")), ("name", Text("beta"))))
        );

    protected override IAction LosingAnswers() => Connection(_proxy!.Port)["call"];

    protected override Task<string> WorldAsync() =>
        Task.FromResult(
            string.Join('\n', Server.Requests.Select(heard => $"{heard.Method} {heard.Path} {heard.Body}"))
        );

    [Fact]
    public async Task It_sends_JSON_the_marker_and_its_headers_below_the_base_path()
    {
        ActionRequest request = Wanted();
        await Action.ApplyAsync(request, Cancel);
        Heard heard = Server.Requests.Single();
        heard.Path.ShouldBe("/api/flag?key=1");
        heard.Body.ShouldBe("""{"on":true,"percent":25,"name":"beta"}""");
        heard.Headers["Content-Type"].ShouldBe("application/json; charset=utf-8");
        heard.Headers["Idempotency-Key"].ShouldBe(request.Marker);
        heard.Headers["Authorization"].ShouldBe(Canary);
        heard.Headers["User-Agent"].ShouldStartWith("Lull/");
    }

    [Fact]
    public async Task A_lost_answer_is_never_sent_again_even_without_a_body()
    {
        IAction call = LosingAnswers();
        IAction get = Connection(_proxy!.Port)["get"];
        (await get.ApplyAsync(Request(("url", Text("/x"))), Cancel)).ShouldBeOfType<Outcome.Done>();
        (await call.ApplyAsync(Request(("url", Text("/once"))), Cancel)).ShouldBeOfType<Outcome.Unknown>();
        Server.Requests.Count(heard => heard.Path == "/api/once").ShouldBe(1);
    }

    [Theory]
    [InlineData(400, typeof(Outcome.Failed))]
    [InlineData(401, typeof(Outcome.Failed))]
    [InlineData(403, typeof(Outcome.Failed))]
    [InlineData(404, typeof(Outcome.Failed))]
    [InlineData(409, typeof(Outcome.Failed))]
    [InlineData(429, typeof(Outcome.Failed))]
    [InlineData(503, typeof(Outcome.Failed))]
    [InlineData(302, typeof(Outcome.Failed))]
    [InlineData(500, typeof(Outcome.Unknown))]
    [InlineData(502, typeof(Outcome.Unknown))]
    [InlineData(504, typeof(Outcome.Unknown))]
    public async Task The_status_decides(int status, Type ending)
    {
        (await Action.ApplyAsync(Request(("url", Text($"/status/{status}"))), Cancel)).ShouldBeOfType(ending);
        Server.Requests.Count.ShouldBe(1);
    }

    /// <summary>
    /// .NET asks a new connection for its far end; when that has reset it already, the fault comes out bare, as a
    /// <see cref="SocketException"/>. It is rare, so it is asked many times.
    /// </summary>
    [Fact]
    public async Task A_connection_that_is_reset_as_it_comes_about_fails_like_every_other()
    {
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        new Thread(() => ResetEveryone(listener)) { IsBackground = true }.Start();
        IAction call = Connection(((IPEndPoint)listener.LocalEndPoint!).Port)["call"];
        ActionRequest request = Wanted();

        foreach (
            Outcome outcome in await Task.WhenAll(
                Enumerable.Range(0, ManyTimes).Select(_ => call.ApplyAsync(request, Cancel).AsTask())
            )
        )
        {
            switch (outcome)
            {
                case Outcome.Failed failed:
                    failed.Unreachable.ShouldBeTrue(failed.Reason);
                    break;
                case Outcome.Unknown unknown:
                    unknown.Reason.ShouldContain("was sent and has no answer");
                    break;
                default:
                    throw new ShouldAssertException("Nobody answered.");
            }
        }
    }

    [Fact]
    public async Task No_answer_in_time_is_unknown()
    {
        IAction call = Connect("http", Map(("timeout", Text("200ms"))))["call"];
        (await call.ApplyAsync(Request(("url", Text($"{Server.Address}/never"))), Cancel))
            .ShouldBeOfType<Outcome.Unknown>()
            .Reason.ShouldContain("200ms");
    }

    [Fact]
    public async Task A_port_that_nobody_listens_on_is_unreachable()
    {
        ActionRequest request = Request(("url", Text($"http://127.0.0.1:{FreePort.Next()}/x")));
        Outcome.Failed failed = (await Action.ApplyAsync(request, Cancel)).ShouldBeOfType<Outcome.Failed>();
        failed.Unreachable.ShouldBeTrue();
        failed.Reason.ShouldContain("Nothing was sent");
    }

    [Fact]
    public async Task Headers_of_the_connection_go_to_its_own_host_only()
    {
        await using WebServer other = await WebServer.StartAsync((_, _) => Task.CompletedTask);
        await Action.ApplyAsync(Request(("url", Text($"{other.Address}/x"))), Cancel);
        other.Requests.Single().Headers.ContainsKey("Authorization").ShouldBeFalse();
    }

    [Fact]
    public async Task A_header_with_a_line_end_is_refused_before_anything_is_sent()
    {
        ActionRequest request = Request(("url", Text("/x")), ("headers", Map(("X-Note", Text("a\r\nX-Evil: b")))));
        (await Action.ApplyAsync(request, Cancel)).ShouldBeOfType<Outcome.Failed>();
        Server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Put_is_sent_again_while_the_other_side_is_busy()
    {
        IAction put = Connection(Server.Port)["put"];
        (
            await put.ApplyAsync(Request(("url", Text("/busy-twice")), ("body", Text("on"))), Cancel)
        ).ShouldBeOfType<Outcome.Done>();
        Server.Requests.Count.ShouldBe(3);
        Server.Requests.ShouldAllBe(heard => heard.Method == "PUT" && heard.Body == "on");
    }

    private static IConnector Connection(int port) =>
        Connect(
            "http",
            Map(("base", Text($"http://127.0.0.1:{port}/api")), ("headers", Map(("Authorization", Secret()))))
        );

    private async Task AnswerAsync(HttpContext context, string body)
    {
        string path = context.Request.Path.Value!;
        if (path.Contains("/status/", StringComparison.Ordinal))
        {
            context.Response.StatusCode = int.Parse(
                path.Split('/')[^1],
                System.Globalization.CultureInfo.InvariantCulture
            );
            context.Response.Headers.Location = "/elsewhere";
        }
        else if (path == "/never")
        {
            await new TaskCompletionSource().Task.WaitAsync(context.RequestAborted);
        }
        else if (path == "/api/busy-twice" && Server.Requests.Count < 3)
        {
            context.Response.StatusCode = 503;
            context.Response.Headers.RetryAfter = "0";
        }

        await context.Response.WriteAsync($"heard {context.Request.Headers.Authorization}");
    }

    private static void ResetEveryone(Socket listener)
    {
        try
        {
            while (true)
            {
                using Socket caller = listener.Accept();
                caller.LingerState = new LingerOption(enable: true, seconds: 0);
            }
        }
        catch (SocketException)
        {
            // The test is over.
        }
    }
}
