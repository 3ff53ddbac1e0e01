using System.Net;
using Lull.Server.Callers;
using Lull.Server.People;
using Lull.Server.Tests.Kit;
using Microsoft.Extensions.DependencyInjection;

namespace Lull.Server.Tests.People;

public sealed class SignInTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_link_makes_one_administrator_and_never_another()
    {
        await using Running running = await Running.StartAsync();
        Uri link = running.Server.FirstLink.ShouldNotBeNull();
        using HttpClient http = running.Browser();
        (string, string)[] fields =
        [
            ("key", link.Query["?key=".Length..]),
            ("person", "ana"),
            ("name", "Ana Silva"),
            ("zone", "Europe/Lisbon"),
        ];

        using HttpResponseMessage tooShort = await http.SubmitAsync(
            link.PathAndQuery,
            "/first-start",
            [.. fields, ("password", "eleven char")]
        );
        using HttpResponseMessage made = await http.SubmitAsync(
            link.PathAndQuery,
            "/first-start",
            [.. fields, ("password", Running.Password)]
        );
        using HttpClient late = running.Browser();
        using HttpResponseMessage again = await late.SubmitAsync(
            "/sign-in",
            "/first-start",
            [
                .. fields.Select(field => field.Item1 == "person" ? ("person", "mallory") : field),
                ("password", Running.Password),
            ]
        );

        tooShort.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await tooShort.Content.ReadAsStringAsync(Cancelled)).ShouldContain("At least 12 characters; this has 11.");
        made.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        made.Headers.GetValues("Set-Cookie")
            .ShouldContain(cookie => cookie.Contains("httponly") && cookie.Contains("samesite=lax"));
        again.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        Accounts accounts = running.Server.Services.GetRequiredService<Accounts>();
        accounts.All.ShouldHaveSingleItem().Rights.ShouldBe(Rights.All);

        await running.Server.DisposeAsync();
        await using Running restarted = await Running.StartAsync(running.Directory);
        restarted.Server.FirstLink.ShouldBeNull();
    }

    [Fact]
    public async Task A_link_is_replaced_by_that_of_the_next_start()
    {
        await using Running running = await Running.StartAsync();
        Uri old = running.Server.FirstLink.ShouldNotBeNull();
        await running.Server.DisposeAsync();

        await using Running again = await Running.StartAsync(running.Directory);
        using HttpClient http = again.Browser();
        using HttpResponseMessage answer = await http.GetAsync(old.PathAndQuery, Cancelled);

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        again.Server.FirstLink.ShouldNotBeNull().Query.ShouldNotBe(old.Query);
    }

    [Theory]
    [InlineData("ana", "another long password")]
    [InlineData("nobody-here", Running.Password)]
    [InlineData("", "")]
    public async Task A_wrong_password_and_an_unknown_person_look_the_same(string person, string password)
    {
        await using Running running = await Running.StartAsync();
        using HttpClient ana = await running.SignedInAsync("ana");
        using HttpClient http = running.Browser();

        using HttpResponseMessage answer = await http.SignInAsync(person, password);

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await answer.Content.ReadAsStringAsync(Cancelled)).ShouldContain("do not belong together");
        answer.Headers.TryGetValues("Set-Cookie", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_session_survives_a_restart_and_ends_with_the_password_that_began_it()
    {
        await using Running running = await Running.StartAsync();
        using HttpClient http = await running.SignedInAsync("ana");
        await running.SignedInAsync("bo");
        string cookie = await CookieAsync(running, "ana");
        await running.Server.DisposeAsync();
        await using Running again = await Running.StartAsync(running.Directory);

        (await StatusAsync(again, cookie)).ShouldBe(HttpStatusCode.Redirect);
        Accounts accounts = again.Server.Services.GetRequiredService<Accounts>();
        (await accounts.SetPasswordAsync("ana", "a new and longer password", "ana")).ShouldBeNull();
        (await StatusAsync(again, cookie)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_disabled_account_is_out_at_once_and_the_last_administrator_cannot_be()
    {
        await using Running running = await Running.StartAsync();
        using HttpClient ana = await running.SignedInAsync("ana");
        await running.SignedInAsync("bo", Rights.View);
        string bo = await CookieAsync(running, "bo");
        Accounts accounts = running.Server.Services.GetRequiredService<Accounts>();

        (await accounts.SetDisabledAsync("bo", isDisabled: true, "ana")).ShouldBeNull();
        (await accounts.SetDisabledAsync("ana", isDisabled: true, "ana")).ShouldNotBeNull().ShouldContain("last one");
        (await accounts.SetRightsAsync("ana", Rights.View, "ana")).ShouldNotBeNull().ShouldContain("last one");

        (await StatusAsync(running, bo)).ShouldBe(HttpStatusCode.OK);
        using HttpClient http = running.Browser();
        using HttpResponseMessage answer = await http.SignInAsync("bo", Running.Password);
        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Theory]
    [InlineData("/maintenances?stage=open", "/maintenances?stage=open")]
    [InlineData("https://evil.example/", "/")]
    [InlineData("//evil.example/", "/")]
    [InlineData("/\\evil.example/", "/")]
    [InlineData("/\t/evil.example/", "/")]
    [InlineData("javascript:alert(1)", "/")]
    [InlineData("/x\r\nSet-Cookie: a=b", "/")]
    [InlineData("", "/")]
    public async Task A_sign_in_goes_back_to_this_server_and_nowhere_else(string back, string goes)
    {
        await using Running running = await Running.StartAsync();
        using HttpClient ana = await running.SignedInAsync("ana");
        using HttpClient http = running.Browser();

        using HttpResponseMessage answer = await http.SignInAsync("ana", Running.Password, back);

        answer.Headers.Location.ShouldNotBeNull().OriginalString.ShouldBe(goes);
        answer.Headers.Contains("a").ShouldBeFalse();
    }

    [Fact]
    public async Task Every_change_is_in_the_audit_and_no_secret_is()
    {
        await using Running running = await Running.StartAsync();
        using HttpClient ana = await running.SignedInAsync("ana");
        AuditTrail audit = running.Server.Services.GetRequiredService<AuditTrail>();

        using HttpResponseMessage wrong = await running.Browser().SignInAsync("ana", "this is not the password");
        using HttpResponseMessage mixedUp = await running.Browser().SignInAsync("this is the secret", "ana");

        IReadOnlyList<AuditEntry> entries = await audit.ReadAsync();
        entries
            .Select(entry => entry.Kind)
            .ShouldBe(["sign-in-failed", "sign-in-failed", "signed-in", "account-made", "first-link-made"]);
        entries.ShouldAllBe(entry => !$"{entry}".Contains("secret") && !$"{entry}".Contains("password is"));
        (await audit.FirstDamageAsync()).ShouldBeNull();
    }

    /// <summary>The session cookie of a fresh sign-in.</summary>
    internal static async Task<string> CookieAsync(Running running, string person)
    {
        using HttpClient http = running.Browser();
        using HttpResponseMessage answer = await http.SignInAsync(person, Running.Password);
        return answer
            .Headers.GetValues("Set-Cookie")
            .Single(cookie => cookie.StartsWith("lull=", StringComparison.Ordinal))
            .Split(';')[0];
    }

    /// <summary>What the sign-in page says to a cookie: it sends on whoever is signed in.</summary>
    private static async Task<HttpStatusCode> StatusAsync(Running running, string cookie)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
        {
            BaseAddress = running.Server.Address,
        };
        http.DefaultRequestHeaders.Add("Cookie", cookie);
        using HttpResponseMessage answer = await http.GetAsync("/sign-in", Cancelled);
        return answer.StatusCode;
    }
}
