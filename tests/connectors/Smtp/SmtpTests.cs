using Lull.Connectors.Tests.Contracts;
using Lull.Connectors.Tests.Support;
using Lull.Core.Actions;
using Lull.Engine.Connectors;
using static Lull.Connectors.Tests.Support.World;

namespace Lull.Connectors.Tests.Smtp;

/// <summary><c>smtp.send</c> against a real mail server.</summary>
public sealed class SmtpTests : ChangeContract, IAsyncLifetime
{
    private MailServer? _server;
    private CuttingProxy? _proxy;

    protected override IAction Action => Connection(Server.Port, "none")["send"];

    private MailServer Server => _server ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync()
    {
        _server = await MailServer.StartAsync("none");
        _proxy = new CuttingProxy(_server.Port, said => said.Contains("\r\n.\r\n", StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy!.DisposeAsync();
        await Server.DisposeAsync();
    }

    protected override ActionRequest Wanted() => Mail("Maintenance begins\n\nWe begin at 14:00.");

    protected override IAction LosingAnswers() => Connection(_proxy!.Port, "none")["send"];

    protected override async Task<string> WorldAsync() =>
        string.Join('\n', (await Server.MailboxAsync()).Select(mail => mail.Text));

    [Fact]
    public async Task A_mail_has_what_mails_must_have()
    {
        ActionRequest request = Mail("Maintenance begins\n\n.We begin at 14:00.\n..\n") with
        {
            Marker = "lull:m-3f2a/e17",
        };
        (await Action.ApplyAsync(request, Cancel)).ShouldBeOfType<Outcome.Done>();
        Mail mail = (await Server.MailboxAsync()).Single();
        mail.From.ShouldBe("lull@ops.example");
        mail.To.ShouldBe(["anna@ops.example"]);
        mail.Name.ShouldBe("ops.example");
        mail.User.ShouldBe("lull");
        mail.Text.ShouldContain("\r\nMessage-ID: <lull.m-3f2a.e17@ops.example>\r\n");
        mail.Text.ShouldContain("\r\nAuto-Submitted: auto-generated\r\n");
        mail.Text.ShouldContain("\r\nSubject: Maintenance begins\r\n");
        mail.Text.ShouldContain("\r\nTo: <anna@ops.example>\r\n");
        mail.Text.ShouldEndWith("\r\n\r\nMaintenance begins\r\n\r\n.We begin at 14:00.\r\n..\r\n");
    }

    [Fact]
    public async Task Letters_of_every_language_arrive()
    {
        string subject = "Wartung läuft: größere Änderungen an Überwachung und Verfügbarkeit 🔧";
        ActionRequest request = Request(
            ("to", List("anna@ops.example")),
            ("subject", Text(subject)),
            ("text", Text("Wir beginnen um 14 Uhr – für 2 Stunden."))
        );
        (await Action.ApplyAsync(request, Cancel)).ShouldBeOfType<Outcome.Done>();
        string mail = (await Server.MailboxAsync()).Single().Text;
        mail.Split("\r\n").ShouldAllBe(line => line.Length <= 78);
        DecodedSubject(mail).ShouldBe(subject);
        System
            .Text.Encoding.UTF8.GetString(Convert.FromBase64String(mail.Split("\r\n\r\n")[1]))
            .ShouldBe("Wir beginnen um 14 Uhr – für 2 Stunden.");
    }

    [Fact]
    public async Task A_subject_cannot_become_a_header()
    {
        ActionRequest request = Request(
            ("to", List("anna@ops.example")),
            ("subject", Text("Hello\r\nBcc: eve@evil.example\r\n\r\nbody")),
            ("text", Text("x"))
        );
        (await Action.ApplyAsync(request, Cancel)).ShouldBeOfType<Outcome.Done>();
        Mail mail = (await Server.MailboxAsync()).Single();
        mail.To.ShouldBe(["anna@ops.example"]);
        mail.Text.Split("\r\n").ShouldNotContain(line => line.StartsWith("Bcc", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("anna@ops.example\r\nRCPT TO:<eve@evil.example>")]
    [InlineData("anna@ops.example> ORCPT=x")]
    [InlineData("anna")]
    [InlineData("änna@ops.example")]
    public async Task An_address_that_is_none_fails_before_anything_is_sent(string address)
    {
        ActionRequest request = Request(("to", List(address)), ("text", Text("x")));
        (await Action.ApplyAsync(request, Cancel))
            .ShouldBeOfType<Outcome.Failed>()
            .Reason.ShouldContain("not a mail address");
        (await Server.MailboxAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Each_recipient_has_an_answer_and_those_put_off_are_tried_again()
    {
        ActionRequest request = Request(
            ("to", List("anna@ops.example", "nobody@ops.example", "later@ops.example")),
            ("text", Text("We begin."))
        );
        Outcome.Done done = (await Action.ApplyAsync(request, Cancel)).ShouldBeOfType<Outcome.Done>();
        done.Evidence.Summary.ShouldContain("2 of 3");
        done.Evidence.Output.ShouldBe("nobody@ops.example: 550 5.1.1 no such mailbox");
        Mail[] mails = await Server.MailboxAsync();
        mails.SelectMany(mail => mail.To).ShouldBe(["anna@ops.example", "later@ops.example"], ignoreOrder: true);
        mails.ShouldAllBe(mail => mail.Text.Contains("To: undisclosed-recipients:;", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Many_recipients_are_mailed_in_parts_of_fifty()
    {
        string[] all = [.. Enumerable.Range(1, 120).Select(number => $"user{number}@ops.example")];
        (
            await Action.ApplyAsync(Request(("to", List(all)), ("text", Text("We begin."))), Cancel)
        ).ShouldBeOfType<Outcome.Done>();
        (await Server.MailboxAsync()).Select(mail => mail.To.Length).ShouldBe([50, 50, 20]);
    }

    [Fact]
    public async Task A_mail_that_the_server_does_not_want_is_failed() =>
        (await Action.ApplyAsync(Mail("REFUSE-THIS"), Cancel))
            .ShouldBeOfType<Outcome.Failed>()
            .Reason.ShouldContain("554 5.7.1 not wanted");

    [Fact]
    public async Task A_server_that_is_not_there_is_unreachable() =>
        (await Connection(RealProgram.FreePort(), "none")["send"].ApplyAsync(Wanted(), Cancel))
            .ShouldBeOfType<Outcome.Failed>()
            .Unreachable.ShouldBeTrue();

    [Theory]
    [InlineData("starttls", "starttls", true)]
    [InlineData("implicit", "implicit", true)]
    [InlineData("login", "none", false)]
    public async Task The_connection_is_protected_and_signed_in_as_the_site_says(
        string mode,
        string tls,
        bool isProtected
    )
    {
        await using MailServer server = await MailServer.StartAsync(mode);
        IConnector connection = Connection(server.Port, tls, ("authorities", Text(server.Authority)));
        (await connection.CheckHealthAsync(Cancel)).ShouldBe(
            new Health(Good: true, $"127.0.0.1:{server.Port} lets us in.")
        );
        (await connection["send"].ApplyAsync(Wanted(), Cancel)).ShouldBeOfType<Outcome.Done>();
        Mail mail = (await server.MailboxAsync()).Single();
        mail.User.ShouldBe("lull");
        (mail.Tls || mode == "implicit").ShouldBe(isProtected);
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_ends_it_before_anything_is_said()
    {
        await using MailServer server = await MailServer.StartAsync("starttls");
        (await Connection(server.Port, "starttls")["send"].ApplyAsync(Wanted(), Cancel))
            .ShouldBeOfType<Outcome.Failed>()
            .Unreachable.ShouldBeTrue();
        (await server.MailboxAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_server_without_STARTTLS_gets_neither_password_nor_mail()
    {
        (await Connection(Server.Port, "starttls")["send"].ApplyAsync(Wanted(), Cancel))
            .ShouldBeOfType<Outcome.Failed>()
            .Reason.ShouldContain("no STARTTLS");
        (await Server.MailboxAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_wrong_password_is_failed_and_not_shown()
    {
        IConnector connection = Connect(
            "smtp",
            Map(
                ("host", Text("127.0.0.1")),
                ("port", Text($"{Server.Port}")),
                ("tls", Text("none")),
                ("from", Text("lull@ops.example")),
                ("user", Text("lull")),
                ("password", Text("env:PATH"))
            )
        );
        string reason = (await connection["send"].ApplyAsync(Wanted(), Cancel)).ShouldBeOfType<Outcome.Failed>().Reason;
        reason.ShouldContain("Check 'user' and 'password'");
        reason.ShouldNotContain(Environment.GetEnvironmentVariable("PATH")!);
    }

    [Fact]
    public void Mail_over_the_network_without_protection_is_refused() =>
        Should
            .Throw<OptionsException>(() =>
                Connect(
                    "smtp",
                    Map(("host", Text("mail.example.com")), ("tls", Text("none")), ("from", Text("lull@ops.example")))
                )
            )
            .Message.ShouldContain("unprotected");

    private static ActionRequest Mail(string text) => Request(("to", Text("anna@ops.example")), ("text", Text(text)));

    private static IConnector Connection(int port, string tls, params (string Name, Argument Value)[] others) =>
        Connect(
            "smtp",
            Map([
                ("host", Text("127.0.0.1")),
                ("port", Text($"{port}")),
                ("tls", Text(tls)),
                ("from", Text("Lull <lull@ops.example>")),
                ("user", Text("lull")),
                ("password", Text(CanaryReference)),
                .. others,
            ])
        );

    private static string DecodedSubject(string mail)
    {
        string subject = mail.Split("\r\nSubject: ")[1].Split("\r\nMessage-ID")[0];
        return string.Concat(
            subject
                .Split("\r\n ")
                .Select(word =>
                    System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(word["=?utf-8?B?".Length..^2]))
                )
        );
    }
}
