using System.Net;
using Lull.Server.Callers;
using Lull.Server.People;
using Lull.Server.People.OpenId;
using Lull.Server.Tests.Kit;
using Microsoft.Extensions.DependencyInjection;

namespace Lull.Server.Tests.People;

/// <summary>Signing in at a real provider.</summary>
public sealed class OpenIdTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("lull")]
    [InlineData("lull-public")]
    public async Task Somebody_new_gets_an_account_and_finds_it_again(string client)
    {
        await using NodeProvider provider = await NodeProvider.StartAsync();
        await using Running running = await StartAsync(
            provider,
            options => options with { ClientId = client, ClientSecret = client == "lull" ? options.ClientSecret : "" }
        );

        for (int times = 0; times < 2; times++)
        {
            using HttpClient http = running.Browser();
            using HttpResponseMessage back = await SignInAsync(running, provider, http, "u-17", "/me");

            back.StatusCode.ShouldBe(HttpStatusCode.SeeOther, await back.Content.ReadAsStringAsync(Cancelled));
            back.Headers.Location.ShouldNotBeNull().OriginalString.ShouldBe("/me");
            (await http.ReadAsync("/me")).ShouldContain("Ana Silva");
        }

        Account ana = AccountsOf(running).All.ShouldHaveSingleItem();
        ana.Person.ShouldBe("ana");
        ana.Zone.ShouldBe("Europe/Lisbon");
        ana.Subject.ShouldBe($"{provider.Issuer} u-17");
        ana.Rights.ShouldBe(Rights.View);
    }

    [Fact]
    public async Task The_providers_groups_give_rights_at_each_sign_in()
    {
        await using NodeProvider provider = await NodeProvider.StartAsync();
        await using Running running = await StartAsync(
            provider,
            options =>
                options with
                {
                    RightsClaim = "groups",
                    RightsByValue = new Dictionary<string, Rights>
                    {
                        ["admins"] = Rights.Administer,
                        ["release"] = Rights.Operate | Rights.Author,
                    },
                }
        );
        using HttpClient http = running.Browser();

        using HttpResponseMessage ana = await SignInAsync(running, provider, running.Browser(), "u-17");
        using HttpResponseMessage first = await SignInAsync(running, provider, http, "u-18");
        (await AccountsOf(running).SetRightsAsync("bo", Rights.All, "ana")).ShouldBeNull();
        using HttpResponseMessage second = await SignInAsync(running, provider, http, "u-18");

        AccountsOf(running).Find("ana").ShouldNotBeNull().Rights.ShouldBe(Rights.All & ~Rights.Approve);
        Account bo = AccountsOf(running).Find("bo").ShouldNotBeNull();
        bo.Rights.ShouldBe(Rights.View | Rights.Operate | Rights.Author);
        bo.Name.ShouldBe("Bo <b>Lindqvist</b>");
        bo.Zone.ShouldBe("Etc/UTC");
        (await http.ReadAsync("/me")).ShouldNotContain("<b>Lindqvist");
    }

    [Fact]
    public async Task A_local_account_is_not_taken_over_by_somebody_who_has_its_name_at_the_provider()
    {
        await using NodeProvider provider = await NodeProvider.StartAsync();
        await using Running running = await StartAsync(provider);
        using HttpClient ana = await running.SignedInAsync("ana");

        using HttpResponseMessage back = await SignInAsync(running, provider, running.Browser(), "u-17");

        back.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await back.Content.ReadAsStringAsync(Cancelled)).ShouldContain("does not belong to you");
        AccountsOf(running).Find("ana").ShouldNotBeNull().Subject.ShouldBeEmpty();
    }

    [Fact]
    public async Task Strangers_are_let_in_only_where_that_was_said_and_those_an_administrator_awaits_always()
    {
        await using NodeProvider provider = await NodeProvider.StartAsync();
        await using Running running = await StartAsync(provider, options => options with { AdmitsStrangers = false });

        using HttpResponseMessage stranger = await SignInAsync(running, provider, running.Browser(), "u-17");
        (
            await AccountsOf(running).AddAsync(new AccountDraft("ana", "Ana", "Etc/UTC", Rights.Operate), "bo")
        ).ShouldBeEmpty();
        using HttpResponseMessage awaited = await SignInAsync(running, provider, running.Browser(), "u-17");
        (await AccountsOf(running).SetDisabledAsync("ana", isDisabled: true, "bo")).ShouldBeNull();
        using HttpResponseMessage disabled = await SignInAsync(running, provider, running.Browser(), "u-17");
        using HttpResponseMessage odd = await SignInAsync(running, provider, running.Browser(), "u-19");

        (await stranger.Content.ReadAsStringAsync(Cancelled)).ShouldContain("has no account here");
        awaited.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        AccountsOf(running).Find("ana").ShouldNotBeNull().Rights.ShouldBe(Rights.Operate);
        (await disabled.Content.ReadAsStringAsync(Cancelled)).ShouldContain("is disabled");
        (await odd.Content.ReadAsStringAsync(Cancelled)).ShouldContain("does not hold an id");
    }

    [Fact]
    public async Task An_answer_is_taken_once_from_the_browser_that_asked()
    {
        await using NodeProvider provider = await NodeProvider.StartAsync();
        await using Running running = await StartAsync(provider);
        using HttpClient mine = running.Browser();
        using HttpClient victim = running.Browser();
        using HttpResponseMessage begun = await mine.GetAsync("/sign-in/provider", Cancelled);
        Uri answer = await provider.SignInAsync(begun.Headers.Location!, "u-17");

        using HttpResponseMessage planted = await victim.GetAsync(answer, Cancelled);
        using HttpResponseMessage otherState = await mine.GetAsync(
            answer.AbsoluteUri.Replace("state=", "state=x"),
            Cancelled
        );
        using HttpResponseMessage late = await mine.GetAsync(answer, Cancelled);

        foreach (HttpResponseMessage refused in new[] { planted, otherState, late })
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
            (await refused.Content.ReadAsStringAsync(Cancelled)).ShouldContain("belongs to no sign-in");
        }

        AccountsOf(running).IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public async Task What_the_provider_refuses_is_said()
    {
        await using NodeProvider provider = await NodeProvider.StartAsync();
        await using Running running = await StartAsync(provider);
        using HttpClient http = running.Browser();
        using HttpResponseMessage begun = await http.GetAsync("/sign-in/provider", Cancelled);
        using HttpResponseMessage calledOff = await http.GetAsync(
            await provider.SignInAsync(begun.Headers.Location!, "u-17", callsOff: true),
            Cancelled
        );
        using HttpResponseMessage again = await http.GetAsync("/sign-in/provider", Cancelled);
        Uri answer = await provider.SignInAsync(again.Headers.Location!, "u-17");
        string code = System.Web.HttpUtility.ParseQueryString(answer.Query)["code"].ShouldNotBeNull();
        string noCode = answer.AbsoluteUri.Replace(code, "mistyped");
        using HttpResponseMessage wrongCode = await http.GetAsync(noCode, Cancelled);

        (await calledOff.Content.ReadAsStringAsync(Cancelled)).ShouldContain("called off");
        (await wrongCode.Content.ReadAsStringAsync(Cancelled)).ShouldContain("/token answered 400");
    }

    [Fact]
    public async Task A_provider_that_is_away_is_named_and_local_accounts_still_get_in()
    {
        string issuer;
        await using (NodeProvider provider = await NodeProvider.StartAsync())
        {
            issuer = provider.Issuer;
        }

        await using Running running = await Running.StartAsync(change: options =>
            options with
            {
                OpenId = new OpenIdOptions { Issuer = issuer, ClientId = "lull" },
            }
        );
        using HttpClient ana = await running.SignedInAsync("ana");
        using HttpResponseMessage away = await running.Browser().GetAsync("/sign-in/provider", Cancelled);

        away.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await away.Content.ReadAsStringAsync(Cancelled)).ShouldContain("cannot be reached");
    }

    private static async Task<Running> StartAsync(
        NodeProvider provider,
        Func<OpenIdOptions, OpenIdOptions>? change = null
    )
    {
        string secret = Path.Combine(Directory.CreateTempSubdirectory("lull-openid-").FullName, "secret");
        await File.WriteAllTextAsync(secret, "a secret: with / signs & spaces", Cancelled);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        var options = new OpenIdOptions
        {
            Issuer = provider.Issuer,
            ClientId = "lull",
            ClientSecret = $"file:{secret}",
        };
        return await Running.StartAsync(change: server => server with { OpenId = change?.Invoke(options) ?? options });
    }

    private static async Task<HttpResponseMessage> SignInAsync(
        Running running,
        NodeProvider provider,
        HttpClient http,
        string login,
        string back = "/"
    )
    {
        using HttpResponseMessage begun = await http.GetAsync(
            $"/sign-in/provider?return={Uri.EscapeDataString(back)}",
            Cancelled
        );
        begun.StatusCode.ShouldBe(HttpStatusCode.Redirect, await begun.Content.ReadAsStringAsync(Cancelled));
        Uri answer = await provider.SignInAsync(begun.Headers.Location!, login);
        answer.GetLeftPart(UriPartial.Authority).ShouldBe(running.Server.Address.GetLeftPart(UriPartial.Authority));
        return await http.GetAsync(answer, Cancelled);
    }

    private static Accounts AccountsOf(Running running) => running.Server.Services.GetRequiredService<Accounts>();
}
