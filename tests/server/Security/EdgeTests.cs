using System.Net;
using Lull.Engine.Journal;
using Lull.Engine.Timers;
using Lull.Server.Callers;
using Lull.Server.People;
using Lull.Server.People.OpenId;
using Lull.Server.Security;
using Lull.Server.Tests.Kit;
using Microsoft.Extensions.DependencyInjection;

namespace Lull.Server.Tests.Security;

public sealed class EdgeTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http://127.0.0.1:7070", "", "")]
    [InlineData("http://localhost:7070", "", "")]
    [InlineData("http://[::1]:7070", "", "")]
    [InlineData("http://192.0.2.7:7070", "", "in clear")]
    [InlineData("http://lull.example.com:7070", "", "in clear")]
    [InlineData("http://0.0.0.0:7070", "", "in clear")]
    [InlineData("https://192.0.2.7:7070", "", "needs a certificate")]
    [InlineData("ftp://127.0.0.1", "", "neither http nor https")]
    [InlineData("http://0.0.0.0:7070", "https://lull.example.com", "")]
    [InlineData("http://192.0.2.7:7070", "http://lull.example.com", "is not https")]
    [InlineData("http://127.0.0.1:7070", "https://lull.example.com/lull", "a host name of its own")]
    [InlineData("http://127.0.0.1:7070", "https://user@lull.example.com", "a host name of its own")]
    public void Where_it_may_listen(string listen, string publicUrl, string refusal)
    {
        var options = new ServerOptions
        {
            Store = new Store("/nowhere"),
            Listen = new Uri(listen),
            PublicUrl = publicUrl.Length > 0 ? new Uri(publicUrl) : null,
            Clock = new RealClock(TimeProvider.System),
        };

        if (refusal.Length == 0)
        {
            Should.NotThrow(() => Reach.Check(options));
        }
        else
        {
            Should.Throw<ServerOptionsException>(() => Reach.Check(options)).Message.ShouldContain(refusal);
        }
    }

    [Theory]
    [InlineData("localhost", 200)]
    [InlineData("127.0.0.1:1", 200)]
    [InlineData("lull.example.com", 421)]
    [InlineData("127.0.0.1.evil.example", 421)]
    public async Task It_answers_under_its_own_names_alone(string host, int status)
    {
        await using Running running = await Running.StartAsync();
        using HttpClient http = running.Browser();
        http.DefaultRequestHeaders.Host = host;

        using HttpResponseMessage answer = await http.GetAsync("/healthz", Cancelled);

        ((int)answer.StatusCode).ShouldBe(status);
    }

    [Fact]
    public async Task Behind_a_proxy_cookies_are_for_TLS_alone_and_browsers_remember_it()
    {
        await using Running running = await Running.StartAsync(change: options =>
            options with
            {
                PublicUrl = new Uri("https://lull.example.com"),
            }
        );
        using HttpClient http = running.Browser();
        http.DefaultRequestHeaders.Host = "lull.example.com";

        using HttpResponseMessage answer = await http.GetAsync("/sign-in", Cancelled);

        running
            .Server.FirstLink.ShouldNotBeNull()
            .AbsoluteUri.ShouldStartWith("https://lull.example.com/first-start?key=");
        answer.Headers.GetValues("Strict-Transport-Security").ShouldHaveSingleItem();
        answer
            .Headers.GetValues("Set-Cookie")
            .ShouldAllBe(cookie => cookie.StartsWith("__Host-") && cookie.Contains("secure"));
        answer.Headers.Contains("Server").ShouldBeFalse();
    }

    [Fact]
    public async Task A_cookie_that_was_changed_or_comes_from_another_server_is_none()
    {
        await using Running running = await Running.StartAsync();
        await using Running other = await Running.StartAsync();
        using HttpClient ana = await running.SignedInAsync("ana");
        using HttpClient elsewhere = await other.SignedInAsync("ana");
        string good = await People.SignInTests.CookieAsync(running, "ana");
        string foreign = await People.SignInTests.CookieAsync(other, "ana");
        string changed = good[..^8] + (good[^8] == 'A' ? 'B' : 'A') + good[^7..];

        (await StatusAsync(running, good)).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(running, changed)).ShouldBe(HttpStatusCode.Redirect);
        (await StatusAsync(running, foreign)).ShouldBe(HttpStatusCode.Redirect);
        (await StatusAsync(running, "lull=")).ShouldBe(HttpStatusCode.Redirect);
        (await StatusAsync(running, "lull=CfDJ8" + new string('x', 3000))).ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task What_is_kept_is_for_the_servers_own_account_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows keeps no modes.");
        await using Running running = await Running.StartAsync();
        using HttpClient ana = await running.SignedInAsync("ana");

        foreach (string file in Directory.GetFiles(running.Directory, "*", SearchOption.AllDirectories))
        {
            if (!OperatingSystem.IsWindows())
            {
                UnixFileMode mode = File.GetUnixFileMode(file);
                (mode & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)).ShouldBe(UnixFileMode.None, file);
            }
        }
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_before_it_is_read()
    {
        await using Running running = await Running.StartAsync();
        using HttpClient http = running.Browser();
        using var content = new ByteArrayContent(new byte[3 << 20]);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/x-www-form-urlencoded");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sign-in") { Content = content };
        request.Headers.ExpectContinue = true;

        using HttpResponseMessage answer = await http.SendAsync(request, Cancelled);

        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await answer.Content.ReadAsStringAsync(Cancelled)).ShouldContain("more than is taken here at once");
    }

    [Theory]
    [InlineData("GET", "/settings/people", 405, "POST")]
    [InlineData("GET", "/me/password", 405, "POST")]
    [InlineData("PUT", "/plans", 405, "GET")]
    [InlineData("POST", "/no-such-page", 404, "There is nothing here")]
    [InlineData("GET", "/assets/none", 400, "cannot be read")]
    public async Task What_an_address_does_not_take_is_refused_in_words(
        string method,
        string path,
        int status,
        string words
    )
    {
        await using Running running = await Running.StartAsync();
        using HttpClient ana = await running.SignedInAsync("ana");
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Add("Sec-Fetch-Site", "same-origin");

        using HttpResponseMessage answer = await ana.SendAsync(request, Cancelled);

        ((int)answer.StatusCode).ShouldBe(status);
        (await answer.Content.ReadAsStringAsync(Cancelled)).ShouldContain(words);
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("\"><img src=x onerror=alert(1)>")]
    [InlineData("'-alert(1)-'</title><svg onload=alert(1)>")]
    [InlineData("{{7*7}}${7*7}&lt;b&gt;")]
    public async Task Markup_in_every_text_field_is_shown_and_does_nothing(string text)
    {
        await using Running running = await Running.StartAsync();
        using HttpClient ana = await running.SignedInAsync("ana");
        Accounts accounts = running.Server.Services.GetRequiredService<Accounts>();
        (
            await accounts.AddAsync(new AccountDraft("robot", text, "Etc/UTC", Rights.View) { IsService = true }, "ana")
        ).ShouldBeEmpty();
        (await accounts.DescribeAsync("ana", text, "Etc/UTC", "ana")).ShouldBeEmpty();
        Caller caller = accounts.Find("ana").ShouldNotBeNull().AsCaller();
        TokenAnswer made = await running
            .Server.Services.GetRequiredService<Tokens>()
            .MakeAsync(caller, new TokenDraft("ana", text, Rights.View, 1));
        made.Secret.ShouldNotBeEmpty();
        using HttpResponseMessage typed = await running.Browser().SignInAsync(text, text, text);
        using HttpResponseMessage drafted = await ana.SubmitAsync(
            "/settings",
            "/settings/people",
            ("person", text),
            ("name", text),
            ("zone", text),
            ("password", text)
        );

        string[] pages =
        [
            await ana.ReadAsync("/me"),
            await ana.ReadAsync("/settings"),
            await ana.ReadAsync("/settings/services"),
            await ana.ReadAsync("/settings/people/robot"),
            await ana.ReadAsync("/settings/people/ana"),
            await ana.ReadAsync("/settings/audit"),
            await typed.Content.ReadAsStringAsync(Cancelled),
            await drafted.Content.ReadAsStringAsync(Cancelled),
        ];
        pages.ShouldAllBe(page => !page.Contains(text));
        pages[0].ShouldContain(System.Text.Encodings.Web.HtmlEncoder.Default.Encode(text[..7]));
    }

    [Fact]
    public async Task A_page_that_is_not_there_and_one_that_is_not_mine_say_so_in_words()
    {
        await using Running running = await Running.StartAsync();
        using HttpClient ana = await running.SignedInAsync("ana");
        using HttpClient dan = await running.SignedInAsync("dan", Rights.View);

        using HttpResponseMessage missing = await ana.GetAsync("/no-such-page", Cancelled);
        using HttpResponseMessage foreign = await dan.GetAsync("/settings", Cancelled);

        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await missing.Content.ReadAsStringAsync(Cancelled)).ShouldContain("There is nothing here");
        foreign.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await foreign.Content.ReadAsStringAsync(Cancelled)).ShouldContain("administer");
    }

    [Fact]
    public async Task What_is_refused_to_somebody_stands_in_the_audit()
    {
        await using Running running = await Running.StartAsync();
        using HttpClient ana = await running.SignedInAsync("ana");
        Tokens tokens = running.Server.Services.GetRequiredService<Tokens>();
        Caller owner = running.Server.Services.GetRequiredService<Accounts>().Find("ana").ShouldNotBeNull().AsCaller();
        TokenAnswer token = await tokens.MakeAsync(owner, new TokenDraft("ana", "pipeline", Rights.All, 1));
        using var program = new HttpClient { BaseAddress = running.Server.Address };
        program.DefaultRequestHeaders.Authorization = new("Bearer", token.Secret);
        using HttpClient other = await running.SignedInAsync("ana");
        other.DefaultRequestHeaders.Remove("Sec-Fetch-Site");
        other.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");

        using HttpResponseMessage needed = await program.GetAsync("/settings", Cancelled);
        (await other.TellAsync("/plans", new { text = "x" })).ShouldRefuse(403, "foreign-request");
        using HttpResponseMessage forged = await ana.PostAsync(
            "/me/sessions",
            new FormUrlEncodedContent([KeyValuePair.Create("__RequestVerificationToken", "forged")]),
            Cancelled
        );

        needed.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await needed.Content.ReadAsStringAsync(Cancelled)).ShouldContain("session-needed");
        forged.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        string audit = await ana.ReadAsync("/settings/audit");
        audit.ShouldContain("/settings: with a token");
        audit.ShouldContain("/api/v1/plans: sent by another site");
        audit.ShouldContain("/me/sessions: form without a valid token");
    }

    [Theory]
    [InlineData(
        "POST",
        "/plans",
        "application/json",
        "{\"text\": \"x\", \"nonsense\": 1}",
        400,
        "'nonsense' is no name of this body"
    )]
    [InlineData("POST", "/plans", "application/json", "{}", 400, "The body lacks 'text'")]
    [InlineData("POST", "/plans", "application/json", "{\n\"text\": 7}", 400, "line 2, $.text")]
    [InlineData("POST", "/plans", "text/plain", "x", 415, "application/json")]
    [InlineData("DELETE", "/plans", "application/json", "", 405, "only GET, POST")]
    [InlineData("GET", "/nothing", "application/json", "", 404, "openapi.json")]
    public async Task A_refusal_says_what_would_be_right(
        string method,
        string path,
        string type,
        string body,
        int status,
        string said
    )
    {
        await using Running running = await Running.StartAsync();
        using HttpClient ana = await running.SignedInAsync("ana");

        Answered refused = await ana.CallAsync(
            new HttpMethod(method),
            path,
            body.Length > 0 ? new StringContent(body, System.Text.Encoding.UTF8, type) : null
        );

        ((int)refused.Status).ShouldBe(status);
        ((string?)refused.Json!["detail"]).ShouldNotBeNull().ShouldContain(said);
    }

    [Fact]
    public async Task A_changed_line_of_the_audit_shows()
    {
        await using Running running = await Running.StartAsync();
        using HttpClient ana = await running.SignedInAsync("ana");
        AuditTrail audit = running.Server.Services.GetRequiredService<AuditTrail>();
        var database = running.Server.Services.GetRequiredService<Lull.Server.Data.ServerDatabase>();
        await using Microsoft.Data.Sqlite.SqliteConnection connection = await database.ConnectAsync();
        await using Microsoft.Data.Sqlite.SqliteCommand change = connection.CreateCommand();
        change.CommandText = "UPDATE audit SET actor = 'bo' WHERE sequence = 2";
        await Should.ThrowAsync<Microsoft.Data.Sqlite.SqliteException>(() => change.ExecuteNonQueryAsync(Cancelled));

        change.CommandText = "DROP TRIGGER audit_is_not_changed; UPDATE audit SET actor = 'bo' WHERE sequence = 2";
        await change.ExecuteNonQueryAsync(Cancelled);

        (await audit.FirstDamageAsync()).ShouldBe(2);
        (await ana.ReadAsync("/settings/audit?check=true")).ShouldContain("changed at line 2");
    }

    private static async Task<HttpStatusCode> StatusAsync(Running running, string cookie)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
        {
            BaseAddress = running.Server.Address,
        };
        http.DefaultRequestHeaders.TryAddWithoutValidation("Cookie", cookie);
        using HttpResponseMessage answer = await http.GetAsync("/me", Cancelled);
        return answer.StatusCode;
    }
}
