using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Lull.Server.Callers;
using Lull.Server.People;
using Lull.Server.Tests.Kit;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lull.Server.Tests.Security;

/// <summary>Walks every endpoint that the server has, so that one that is added later is asked the same questions.</summary>
public sealed partial class EndpointTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_endpoint_says_who_may_call_it()
    {
        await using Running running = await Running.StartAsync();

        EndpointsOf(running)
            .Where(endpoint => endpoint.Metadata.GetMetadata<Access>() is null)
            .Select(endpoint => endpoint.DisplayName)
            .ShouldBeEmpty("declare .Needs(Rights...) or .Public() where it is mapped");
    }

    [Fact]
    public async Task Nobody_and_a_wrong_an_expired_or_a_revoked_token_get_nowhere()
    {
        var time = new ShiftedTime();
        await using Running running = await Running.StartAsync(change: options =>
            options with
            {
                Clock = new Lull.Engine.Timers.RealClock(time),
            }
        );
        using HttpClient ana = await running.SignedInAsync("ana");
        Tokens tokens = running.Server.Services.GetRequiredService<Tokens>();
        Caller caller = running.Server.Services.GetRequiredService<Accounts>().Find("ana").ShouldNotBeNull().AsCaller();
        TokenAnswer revoked = await tokens.MakeAsync(caller, new TokenDraft("ana", "revoked", Rights.View, 9));
        TokenAnswer expired = await tokens.MakeAsync(caller, new TokenDraft("ana", "expired", Rights.View, 1));
        (await tokens.RevokeAsync(caller, revoked.Made.ShouldNotBeNull().Id)).ShouldBeTrue();
        time.By = TimeSpan.FromDays(2);
        using HttpClient http = running.Browser();
        var open = new List<string>();

        foreach ((RouteEndpoint endpoint, string method, string path) in CallsOf(running))
        {
            bool isPublic = endpoint.Metadata.GetMetadata<Access>()!.IsPublic;
            using HttpResponseMessage asData = await SendAsync(http, method, path, accept: "application/json");
            using HttpResponseMessage asPage = await SendAsync(http, method, path, accept: "text/html");
            if (!isPublic && asData.StatusCode != HttpStatusCode.Unauthorized)
            {
                open.Add($"{method} {path} nobody: {(int)asData.StatusCode}");
            }

            bool isSentToSignIn =
                asPage.StatusCode == HttpStatusCode.Redirect
                && asPage.Headers.Location!.OriginalString.StartsWith("/sign-in?return=%2F", StringComparison.Ordinal);
            if (!isPublic && asPage.StatusCode != HttpStatusCode.Unauthorized && !isSentToSignIn)
            {
                open.Add($"{method} {path} nobody, as a page: {(int)asPage.StatusCode}");
            }

            foreach (string token in new[] { "nonsense", TokenSecret.New(), revoked.Secret, expired.Secret })
            {
                time.By += TimeSpan.FromMinutes(1);
                using HttpResponseMessage answer = await SendAsync(http, method, path, token: token);
                if (answer.StatusCode != HttpStatusCode.Unauthorized)
                {
                    open.Add($"{method} {path} bad token: {(int)answer.StatusCode}");
                }
            }
        }

        open.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_lacks_one_right_is_refused_by_session_and_by_token()
    {
        await using Running running = await Running.StartAsync();
        using HttpClient ana = await running.SignedInAsync("ana");
        Accounts accounts = running.Server.Services.GetRequiredService<Accounts>();
        Tokens tokens = running.Server.Services.GetRequiredService<Tokens>();
        var open = new List<string>();

        foreach (
            IGrouping<Rights, (RouteEndpoint, string Method, string Path)> group in CallsOf(running)
                .Where(call => call.Endpoint.Metadata.GetMetadata<Access>() is { IsPublic: false })
                .GroupBy(call => call.Endpoint.Metadata.GetMetadata<Access>()!.Rights)
                .Where(group => group.Key != Rights.None)
        )
        {
            using HttpClient bo = await running.SignedInAsync("bo", Rights.All & ~group.Key);
            using HttpClient program = running.Browser();
            Caller asAna = accounts.Find("ana").ShouldNotBeNull().AsCaller();
            string secret = "";
            if ((Rights.All & ~group.Key) != Rights.None)
            {
                secret = (
                    await tokens.MakeAsync(asAna, new TokenDraft("ana", $"no {group.Key}", Rights.All & ~group.Key, 1))
                ).Secret;
            }

            foreach ((_, string method, string path) in group)
            {
                using HttpResponseMessage session = await SendAsync(bo, method, path, accept: "application/json");
                if (!await IsRefusedAsync(session, "right-missing"))
                {
                    open.Add($"{method} {path} session without {group.Key}: {(int)session.StatusCode}");
                }

                if (secret.Length > 0)
                {
                    using HttpResponseMessage token = await SendAsync(program, method, path, token: secret);
                    if (!await IsRefusedAsync(token, "right-missing"))
                    {
                        open.Add($"{method} {path} token without {group.Key}: {(int)token.StatusCode}");
                    }
                }
            }
        }

        open.ShouldBeEmpty();
        (await running.Server.Services.GetRequiredService<AuditTrail>().ReadAsync()).ShouldContain(entry =>
            entry.Kind == "refused" && entry.Actor == "bo"
        );
    }

    [Fact]
    public async Task Another_site_and_a_form_without_its_token_do_nothing()
    {
        await using Running running = await Running.StartAsync();
        using HttpClient ana = await running.SignedInAsync("ana");
        var open = new List<string>();

        foreach (
            (_, string method, string path) in CallsOf(running).Where(call => call.Method is not ("GET" or "HEAD"))
        )
        {
            foreach ((string header, string value) in Foreign)
            {
                using HttpResponseMessage foreign = await SendAsync(
                    ana,
                    method,
                    path,
                    accept: "application/json",
                    content: Form("person=mallory"),
                    change: headers =>
                    {
                        headers.Remove("Sec-Fetch-Site");
                        headers.Add(header, value);
                    }
                );
                if (!await IsRefusedAsync(foreign, "foreign-request"))
                {
                    open.Add($"{method} {path} {header}: {value}: {(int)foreign.StatusCode}");
                }
            }

            using HttpResponseMessage forged = await SendAsync(
                ana,
                method,
                path,
                accept: "application/json",
                content: Form("person=mallory&__RequestVerificationToken=CfDJ8forged")
            );
            if (forged.StatusCode != HttpStatusCode.BadRequest)
            {
                open.Add($"{method} {path} without a form's token: {(int)forged.StatusCode}");
            }
        }

        open.ShouldBeEmpty();
        running.Server.Services.GetRequiredService<Accounts>().Find("mallory").ShouldBeNull();
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded", "%zz=%&&&==&a")]
    [InlineData("multipart/form-data", "no boundary")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nnonsense")]
    [InlineData("application/json", "{\"a\":")]
    [InlineData("application/json", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[")]
    [InlineData("text/plain", "hello")]
    [InlineData("not a type", "")]
    public async Task A_malformed_body_is_refused_and_breaks_nothing(string type, string body)
    {
        await using Running running = await Running.StartAsync();
        using HttpClient ana = await running.SignedInAsync("ana");
        var broken = new List<string>();

        foreach (
            (RouteEndpoint endpoint, string method, string path) in CallsOf(running)
                .Where(call => call.Method is not ("GET" or "HEAD"))
        )
        {
            var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            content.Headers.TryAddWithoutValidation("Content-Type", type);
            using HttpResponseMessage answer = await SendAsync(ana, method, path, "application/json", content: content);
            if ((int)answer.StatusCode >= 500)
            {
                broken.Add($"{method} {path}: {(int)answer.StatusCode}");
            }
        }

        broken.ShouldBeEmpty();
    }

    [Fact]
    public async Task Pages_hold_nothing_inline_and_every_answer_carries_the_policy()
    {
        await using Running running = await Running.StartAsync();
        await running.PlanAsync();
        using HttpClient ana = await running.SignedInAsync("ana");
        var wrong = new List<string>();

        foreach (
            (RouteEndpoint endpoint, string method, string path) in CallsOf(running)
                .Where(call => call is { Method: "GET" } && !call.Endpoint.RoutePattern.RawText!.Contains("stream"))
        )
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
            timeout.CancelAfter(TimeSpan.FromSeconds(20));
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            using HttpResponseMessage answer = await ana.SendAsync(
                request,
                HttpCompletionOption.ResponseHeadersRead,
                timeout.Token
            );
            string type = answer.Content.Headers.ContentType?.MediaType ?? "";
            if (answer.StatusCode >= HttpStatusCode.InternalServerError)
            {
                wrong.Add($"{path}: broke: {await answer.Content.ReadAsStringAsync(timeout.Token)}");
            }

            if (
                !answer.Headers.Contains("Content-Security-Policy")
                || !answer.Headers.Contains("Referrer-Policy")
                || !answer.Headers.Contains("X-Content-Type-Options")
            )
            {
                wrong.Add($"{path}: lacks a header");
            }

            bool isPrivate = endpoint.Metadata.GetMetadata<Access>() is { IsPublic: false };
            if (isPrivate && answer.Headers.CacheControl is not { NoStore: true } and not { Private: true })
            {
                wrong.Add($"{path}: may be kept by caches");
            }

            if (
                type == "text/html"
                && InlinePattern().Match(await answer.Content.ReadAsStringAsync(timeout.Token))
                    is { Success: true } inline
            )
            {
                wrong.Add($"{path}: {inline.Value}");
            }
        }

        wrong.ShouldBeEmpty();
    }

    private static readonly (string, string)[] Foreign =
    [
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Site", "same-site"),
        ("Origin", "https://evil.example"),
        ("Origin", "null"),
    ];

    private static StringContent Form(string text) => new(text, Encoding.UTF8, "application/x-www-form-urlencoded");

    private static IEnumerable<RouteEndpoint> EndpointsOf(Running running) =>
        running.Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    /// <summary>Every endpoint with each of its methods and a path that leads to it.</summary>
    private static IReadOnlyList<(RouteEndpoint Endpoint, string Method, string Path)> CallsOf(Running running) =>
        [
            .. from endpoint in EndpointsOf(running)
            from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]
            where !(method == "POST" && endpoint.RoutePattern.RawText == "/sign-out")
            select (
                endpoint,
                method,
                "/" + ParameterPattern().Replace(endpoint.RoutePattern.RawText!, ValueOf).TrimStart('/')
            ),
        ];

    /// <summary>Something that fits a parameter: a number where one is asked for, else an id.</summary>
    private static string ValueOf(Match parameter) =>
        parameter.Value.Contains(":int") || parameter.Value.Contains(":long") ? "7" : "m-3f2akq7d";

    private static async Task<HttpResponseMessage> SendAsync(
        HttpClient http,
        string method,
        string path,
        string accept = "*/*",
        string token = "",
        HttpContent? content = null,
        Action<HttpRequestHeaders>? change = null
    )
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = content };
        foreach ((string name, IEnumerable<string> values) in http.DefaultRequestHeaders)
        {
            request.Headers.TryAddWithoutValidation(name, values);
        }

        request.Headers.Accept.ParseAdd(accept);
        if (token.Length > 0)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        change?.Invoke(request.Headers);
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled);
    }

    private static async Task<bool> IsRefusedAsync(HttpResponseMessage answer, string code) =>
        answer.StatusCode == HttpStatusCode.Forbidden
        && (await answer.Content.ReadAsStringAsync(Cancelled)).Contains(
            $"\"code\":\"{code}\"",
            StringComparison.Ordinal
        );

    [GeneratedRegex(@"\{[^}]+\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ParameterPattern();

    [GeneratedRegex(
        "<script(?![^>]* src=)[^>]*>|<style|<[a-z][^>]* (on[a-z]+|style)=|javascript:",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex InlinePattern();
}
