using Lull.Connectors.Tests.Support;
using Lull.Core.Actions;
using Lull.Engine.Connectors;
using static Lull.Connectors.Tests.Support.World;

namespace Lull.Connectors.Tests.Smtp;

/// <summary>What <c>smtp.send</c> says when a mail server refuses, puts off or hangs up, at every stage of the conversation.</summary>
/// <remarks>A mail that certainly was not taken is failed, one that may have been taken is unknown; never the other way round.</remarks>
public sealed class SmtpFaultTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GREETING=554 5.3.2 go away", "does not want us: 554 5.3.2 go away")]
    [InlineData("GREETING=421 4.3.2 too busy", "does not want us: 421 4.3.2 too busy")]
    [InlineData("EHLO=502 5.5.1 only HELO here", "offers no way to sign in")]
    [InlineData("AUTH=454 4.7.0 cannot look you up", "454: 4.7.0 cannot look you up. Check 'user' and 'password'.")]
    [InlineData("AUTH=535 5.7.8 no such user", "535: 5.7.8 no such user. Check 'user' and 'password'.")]
    [InlineData("MAIL=550 5.7.1 not you", "anna@ops.example: 550 5.7.1 not you")]
    [InlineData("MAIL=530 5.7.0 sign in", "anna@ops.example: 530 5.7.0 sign in")]
    [InlineData("RCPT=550 5.7.1 not her", "anna@ops.example: 550 5.7.1 not her")]
    [InlineData("RCPT=530 5.7.0 sign in", "anna@ops.example: 530 5.7.0 sign in")]
    [InlineData("RCPT=354 confused", "confused")]
    [InlineData("DATA=554 5.5.0 nobody is left", "anna@ops.example: 554 5.5.0 nobody is left")]
    [InlineData("DATA=250 sure", "sure")]
    [InlineData("END=554 5.6.0 too long", "anna@ops.example: 554 5.6.0 too long")]
    public async Task What_the_server_refuses_is_failed_in_its_words(string wrong, string reason)
    {
        foreach (string offer in new[] { "OFFER=", "OFFER=PIPELINING" })
        {
            await using MailServer server = await MailServer.StartAsync("none", wrong, offer);
            Outcome.Failed failed = (await SendAsync(server)).ShouldBeOfType<Outcome.Failed>();
            failed.Reason.ShouldContain(reason);
            failed.Unreachable.ShouldBeFalse();
            (await server.MailboxAsync()).ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData("GREETING=hang up", true)]
    [InlineData("EHLO=hang up", true)]
    [InlineData("AUTH=hang up", true)]
    [InlineData("MAIL=hang up", false)]
    [InlineData("RCPT=hang up", false)]
    [InlineData("RCPT#2=hang up", false)]
    [InlineData("DATA=hang up", false)]
    public async Task Who_hangs_up_before_the_mail_was_sent_certainly_does_not_have_it(string wrong, bool isUnreachable)
    {
        foreach (string offer in new[] { "OFFER=", "OFFER=PIPELINING" })
        {
            await using MailServer server = await MailServer.StartAsync("none", wrong, offer);
            Outcome.Failed failed = (
                await SendAsync(server, "anna@ops.example", "bert@ops.example")
            ).ShouldBeOfType<Outcome.Failed>();
            failed.Unreachable.ShouldBe(isUnreachable);
            (await server.MailboxAsync()).ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData("STARTTLS=454 4.7.0 no TLS today", false)]
    [InlineData("STARTTLS=hang up", true)]
    public async Task Without_the_protection_that_was_offered_nothing_is_said(string wrong, bool isUnreachable)
    {
        await using MailServer server = await MailServer.StartAsync("starttls", wrong);
        (await SendAsync(server, "starttls", Users(1), Cancel))
            .ShouldBeOfType<Outcome.Failed>()
            .Unreachable.ShouldBe(isUnreachable);
        (await server.MailboxAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_slipped_in_before_the_protection_is_not_heard()
    {
        await using MailServer server = await MailServer.StartAsync(
            "starttls",
            "TLS=220 go ahead\r\n554-slipped in\r\n554 slipped in"
        );
        (await SendAsync(server, "starttls", Users(1), Cancel)).ShouldBeOfType<Outcome.Done>();
        (await server.MailboxAsync()).Single().Tls.ShouldBeTrue();
    }

    [Theory]
    [InlineData("TEXT=hang up", 0)]
    [InlineData("END=hang up", 1)]
    [InlineData("END=354 confused", 0)]
    public async Task Who_breaks_off_after_the_mail_began_may_have_it(string wrong, int mails)
    {
        await using MailServer server = await MailServer.StartAsync("none", wrong);
        (await SendAsync(server))
            .ShouldBeOfType<Outcome.Unknown>()
            .Reason.ShouldContain("may or may not be on its way");
        (await server.MailboxAsync()).Length.ShouldBe(mails);
    }

    [Fact]
    public async Task Time_that_is_over_after_the_mail_was_sent_leaves_it_unknown()
    {
        await using MailServer server = await MailServer.StartAsync("none", "END=say nothing");
        using var time = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        ValueTask<Outcome> sending = SendAsync(server, "none", Users(1), time.Token);
        await Until.HoldsAsync(async () => (await server.MailboxAsync()).Length == 1, "the server to have the mail");
        await time.CancelAsync();
        (await sending).ShouldBeOfType<Outcome.Unknown>().Reason.ShouldContain("may or may not be on its way");
    }

    [Theory]
    [InlineData("MAIL#1=451 4.3.0 not now")]
    [InlineData("RCPT#1=452 4.2.2 mailbox full")]
    [InlineData("DATA#1=451 4.3.0 not now")]
    [InlineData("END#1=451 4.7.1 greylisted")]
    public async Task What_is_put_off_is_sent_once_at_the_next_try(string wrong)
    {
        foreach (string offer in new[] { "OFFER=", "OFFER=PIPELINING" })
        {
            await using MailServer server = await MailServer.StartAsync("none", wrong, offer);
            (await SendAsync(server)).ShouldBeOfType<Outcome.Done>();
            (await server.MailboxAsync()).Single().To.ShouldBe(["anna@ops.example"]);
        }
    }

    [Fact]
    public async Task A_refusal_stays_one_when_the_server_hangs_up_after_it()
    {
        await using MailServer server = await MailServer.StartAsync("none", "END=554 5.7.1 spam", "RSET=hang up");
        (await SendAsync(server)).ShouldBeOfType<Outcome.Failed>().Reason.ShouldContain("554 5.7.1 spam");
    }

    [Theory]
    [InlineData("OFFER=")]
    [InlineData("OFFER=PIPELINING")]
    [InlineData("OFFER=PIPELINING CHUNKING BINARYMIME DSN")]
    public async Task Some_recipients_are_refused_and_the_others_are_mailed_whatever_the_server_offers(string offer)
    {
        await using MailServer server = await MailServer.StartAsync("none", offer);
        Outcome.Done done = (
            await SendAsync(server, "nobody@ops.example", "anna@ops.example", "nobody2@ops.example")
        ).ShouldBeOfType<Outcome.Done>();
        done.Evidence.Summary.ShouldContain("1 of 3");
        done.Evidence.Output.ShouldBe(
            "nobody@ops.example: 550 5.1.1 no such mailbox; nobody2@ops.example: 550 5.1.1 no such mailbox"
        );
        (await server.MailboxAsync()).Single().To.ShouldBe(["anna@ops.example"]);
    }

    [Fact]
    public async Task A_server_that_goes_between_two_parts_has_the_first()
    {
        await using MailServer server = await MailServer.StartAsync("none", "MAIL#2=hang up");
        (await SendAsync(server, Users(60))).ShouldBeOfType<Outcome.Done>().Evidence.Summary.ShouldContain("50 of 60");
        (await server.MailboxAsync()).Single().To.Length.ShouldBe(50);
    }

    [Fact]
    public async Task A_server_that_goes_with_the_second_part_leaves_it_unknown()
    {
        await using MailServer server = await MailServer.StartAsync("none", "END#2=hang up");
        (await SendAsync(server, Users(60))).ShouldBeOfType<Outcome.Unknown>();
        (await server.MailboxAsync()).Select(mail => mail.To.Length).ShouldBe([50, 10]);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_a_goodbye_is_not_waited_for_long()
    {
        await using MailServer server = await MailServer.StartAsync("none", "QUIT=say nothing");
        (await SendAsync(server)).ShouldBeOfType<Outcome.Done>();
    }

    private static string[] Users(int count) =>
        [.. Enumerable.Range(1, count).Select(number => $"user{number}@ops.example")];

    private static ValueTask<Outcome> SendAsync(MailServer server, params string[] to) =>
        SendAsync(server, "none", to is [] ? ["anna@ops.example"] : to, Cancel);

    private static ValueTask<Outcome> SendAsync(
        MailServer server,
        string tls,
        string[] to,
        CancellationToken cancellation
    )
    {
        IConnector connection = MailServer.Connection(
            server.Host,
            server.Port,
            tls,
            ("authorities", Text(server.Authority))
        );
        return connection["send"].ApplyAsync(Request(("to", List(to)), ("text", Text("We begin."))), cancellation);
    }
}
