using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Lull.Engine.Timers;
using Lull.Server.Callers;
using Lull.Server.People;
using Lull.Server.Tests.Kit;
using Microsoft.Extensions.DependencyInjection;

namespace Lull.Server.Tests.People;

public sealed partial class TokenTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public void A_token_is_told_from_a_mistyped_one_by_its_last_letters()
    {
        string secret = TokenSecret.New();

        TokenSecret.IsWellFormed(secret).ShouldBeTrue();
        for (int place = 0; place < secret.Length; place++)
        {
            char other = secret[place] == 'a' ? 'b' : 'a';
            TokenSecret.IsWellFormed(secret[..place] + other + secret[(place + 1)..]).ShouldBeFalse();
        }

        TokenSecret.IsWellFormed("").ShouldBeFalse();
        TokenSecret.IsWellFormed(secret + "a").ShouldBeFalse();
        TokenSecret.New().ShouldNotBe(secret);
    }

    [Fact]
    public async Task A_token_made_on_ones_page_works_until_it_is_revoked_and_is_nowhere_in_clear()
    {
        await using Running running = await Running.StartAsync();
        using HttpClient ana = await running.SignedInAsync("ana");

        using HttpResponseMessage made = await ana.SubmitAsync(
            "/me",
            "/me/tokens",
            ("name", "deploy pipeline"),
            ("rights", "view"),
            ("rights", "operate"),
            ("days", "30")
        );
        string secret = SecretPattern().Match(await made.Content.ReadAsStringAsync(Cancelled)).Value;
        Tokens tokens = running.Server.Services.GetRequiredService<Tokens>();

        Caller caller = (await tokens.CallerOfAsync(secret)).ShouldNotBeNull();
        caller.ShouldBe(
            new Caller("ana", "Ana Silva", Rights.View | Rights.Operate, "Europe/Lisbon", "deploy pipeline")
        );
        (await ana.ReadAsync("/me")).ShouldNotContain(secret);
        foreach (string file in Directory.GetFiles(running.Directory, "server.db*"))
        {
            await using FileStream open = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(open, System.Text.Encoding.Latin1);
            string content = await reader.ReadToEndAsync(Cancelled);
            content.ShouldNotContain(secret);
            content.ShouldNotContain(Running.Password);
        }

        string id = tokens.Of("ana").ShouldHaveSingleItem().Id;
        using HttpResponseMessage revoked = await ana.SubmitAsync("/me", $"/me/tokens/{id}/revoke");
        revoked.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await tokens.CallerOfAsync(secret)).ShouldBeNull();
    }

    [Fact]
    public async Task A_token_never_may_more_than_its_owner_may_now()
    {
        await using Running running = await Running.StartAsync();
        using HttpClient ana = await running.SignedInAsync("ana");
        using HttpClient bo = await running.SignedInAsync("bo", Rights.View | Rights.Operate);
        Tokens tokens = running.Server.Services.GetRequiredService<Tokens>();
        Accounts accounts = running.Server.Services.GetRequiredService<Accounts>();
        Caller asBo = accounts.Find("bo").ShouldNotBeNull().AsCaller();

        TokenAnswer more = await tokens.MakeAsync(asBo, new TokenDraft("bo", "x", Rights.View | Rights.Approve, 1));
        TokenAnswer made = await tokens.MakeAsync(asBo, new TokenDraft("bo", "x", Rights.View | Rights.Operate, 1));

        more.Faults["rights"].ShouldContain("approve");
        (await accounts.SetRightsAsync("bo", Rights.View, "ana")).ShouldBeNull();
        (await tokens.CallerOfAsync(made.Secret)).ShouldNotBeNull().Rights.ShouldBe(Rights.View);
        (await accounts.SetDisabledAsync("bo", isDisabled: true, "ana")).ShouldBeNull();
        (await tokens.CallerOfAsync(made.Secret)).ShouldBeNull();
    }

    [Theory]
    [InlineData("bo", "bo", "x", 1, "", "")]
    [InlineData("bo", "ana", "x", 1, "", "token")]
    [InlineData("bo", "robot", "x", 1, "", "token")]
    [InlineData("ana", "robot", "x", 1, "", "")]
    [InlineData("ana", "nobody", "x", 1, "", "token")]
    [InlineData("bo", "bo", "x", 1, "another token", "token")]
    [InlineData("bo", "bo", "", 1, "", "name")]
    [InlineData("bo", "bo", "x", 0, "", "days")]
    [InlineData("bo", "bo", "x", 367, "", "days")]
    public async Task Who_makes_which_tokens(
        string who,
        string owner,
        string name,
        int days,
        string token,
        string fault
    )
    {
        await using Running running = await Running.StartAsync();
        Accounts accounts = running.Server.Services.GetRequiredService<Accounts>();
        foreach (
            (string person, Rights rights) in new[] { ("ana", Rights.All), ("bo", Rights.View), ("robot", Rights.View) }
        )
        {
            var draft = new AccountDraft(person, person, "Etc/UTC", rights) { IsService = person == "robot" };
            (await accounts.AddAsync(draft, "kit")).ShouldBeEmpty();
        }

        Caller caller = accounts.Find(who).ShouldNotBeNull().AsCaller() with { Token = token };
        TokenAnswer answer = await running
            .Server.Services.GetRequiredService<Tokens>()
            .MakeAsync(caller, new TokenDraft(owner, name, Rights.View, days));

        answer.Faults.Keys.ShouldBe(fault.Length == 0 ? [] : [fault]);
        (answer.Secret.Length > 0).ShouldBe(fault.Length == 0);
    }

    [Fact]
    public async Task A_token_and_a_session_end_by_themselves()
    {
        var time = new ShiftedTime();
        await using Running running = await Running.StartAsync(change: options =>
            options with
            {
                Clock = new RealClock(time),
            }
        );
        using HttpClient ana = await running.SignedInAsync("ana");
        Tokens tokens = running.Server.Services.GetRequiredService<Tokens>();
        Caller caller = running.Server.Services.GetRequiredService<Accounts>().Find("ana").ShouldNotBeNull().AsCaller();
        TokenAnswer made = await tokens.MakeAsync(caller, new TokenDraft("ana", "x", Rights.View, 1));

        time.By = TimeSpan.FromHours(11);
        (await StatusAsync(ana, "/me")).ShouldBe(HttpStatusCode.OK);
        (await tokens.CallerOfAsync(made.Secret)).ShouldNotBeNull();

        time.By = TimeSpan.FromHours(25);
        (await StatusAsync(ana, "/me")).ShouldBe(HttpStatusCode.Redirect);
        (await tokens.CallerOfAsync(made.Secret)).ShouldBeNull();
    }

    [Fact]
    public async Task A_token_that_does_not_work_is_said_also_where_everybody_may_look()
    {
        await using Running running = await Running.StartAsync();
        using HttpClient http = running.Browser();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TokenSecret.New());
        var seen = new List<HttpStatusCode>();

        for (int tries = 0; tries < 32; tries++)
        {
            seen.Add(await StatusAsync(http, "/healthz"));
        }

        seen[0].ShouldBe(HttpStatusCode.Unauthorized);
        seen[^1].ShouldBe(HttpStatusCode.TooManyRequests);
        (await StatusAsync(running.Browser(), "/healthz")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Guessing_passwords_is_slowed_down_and_locks_nobody_out()
    {
        var time = new ShiftedTime();
        await using Running running = await Running.StartAsync(change: options =>
            options with
            {
                Clock = new RealClock(time),
            }
        );
        using HttpClient ana = await running.SignedInAsync("ana");
        using HttpClient bo = await running.SignedInAsync("bo");
        using HttpClient http = running.Browser();
        for (int tries = 0; tries < 5; tries++)
        {
            using HttpResponseMessage wrong = await http.SignInAsync("ana", $"guess number {tries}");
            wrong.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        }

        using HttpResponseMessage slowed = await http.SignInAsync("ana", Running.Password);
        slowed.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        slowed
            .Headers.RetryAfter.ShouldNotBeNull()
            .Delta.ShouldNotBeNull()
            .ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(30));
        using HttpResponseMessage another = await http.SignInAsync("bo", Running.Password);
        another.StatusCode.ShouldBe(HttpStatusCode.SeeOther);

        time.By = TimeSpan.FromSeconds(31);
        using HttpResponseMessage later = await running.Browser().SignInAsync("ana", Running.Password);
        later.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, string path)
    {
        using HttpResponseMessage answer = await http.GetAsync(path, Cancelled);
        return answer.StatusCode;
    }

    [GeneratedRegex("lull_[a-z2-7]{38}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SecretPattern();
}
