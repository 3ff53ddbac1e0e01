using Lull.Connectors.Tests.Contracts;
using Lull.Connectors.Tests.Support;
using Lull.Core.Actions;
using Lull.Engine.Connectors;
using Lull.Server.Tests.Kit;
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
        string.Join('\n', (await Server.MailboxAsync()).Select(mail => mail.Whole));

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
        mail.Whole.ShouldContain("\r\nMessage-ID: <lull.m-3f2a.e17@ops.example>\r\n");
        mail.Whole.ShouldContain("\r\nAuto-Submitted: auto-generated\r\n");
        mail.Whole.ShouldContain("\r\nSubject: Maintenance begins\r\n");
        mail.Whole.ShouldContain("\r\nTo: anna@ops.example\r\n");
        mail.Whole.ShouldEndWith("\r\n\r\nMaintenance begins\r\n\r\n.We begin at 14:00.\r\n..\r\n");
    }

    [Theory]
    [InlineData("Wartung läuft: größere Änderungen an Überwachung und Verfügbarkeit 🔧")]
    [InlineData("🔧🔧🔧🔧🔧🔧🔧🔧🔧🔧🔧🔧🔧🔧🔧🔧🔧🔧🔧🔧🔧🔧🔧🔧🔧🔧🔧🔧🔧🔧🔧🔧🔧🔧🔧🔧🔧🔧🔧🔧")]
    [InlineData("計画停止のお知らせ計画停止のお知らせ計画停止のお知らせ計画停止のお知らせ計画停止のお知らせ")]
    [InlineData("is =20 no letter, nor \"quoted\", a\\b or <a@b>?")]
    [InlineData(
        "Maintenance of everything that stands in the northern data centre, announced early so that nobody is surprised"
    )]
    public async Task Letters_of_every_language_arrive(string subject)
    {
        ActionRequest request = Request(
            ("to", List("anna@ops.example")),
            ("subject", Text(subject)),
            ("text", Text("Wir beginnen um 14 Uhr – für 2 Stunden."))
        );
        (await Action.ApplyAsync(request, Cancel)).ShouldBeOfType<Outcome.Done>();
        Mail mail = (await Server.MailboxAsync()).Single();
        mail.Whole.Split("\r\n").ShouldAllBe(line => line.Length <= 78);
        mail.Whole.Split([' ', '\r', '\n'])
            .ShouldAllBe(word => !word.StartsWith("=?", StringComparison.Ordinal) || word.Length <= 75);
        mail.Subject.ShouldBe(subject);
        mail.Text.ShouldBe("Wir beginnen um 14 Uhr – für 2 Stunden.");
    }

    [Fact]
    public async Task A_subject_is_not_read_as_code()
    {
        ActionRequest request = Request(
            ("to", List("anna@ops.example")),
            ("subject", Text("=?utf-8?B?DQpCY2M6IGV2ZQ==?= begins")),
            ("text", Text("x"))
        );
        (await Action.ApplyAsync(request, Cancel)).ShouldBeOfType<Outcome.Done>();
        (await Server.MailboxAsync()).Single().Subject.ShouldBe("= ?utf-8?B?DQpCY2M6IGV2ZQ== ?= begins");
    }

    [Fact]
    public async Task Names_may_be_in_any_language_and_hold_any_sign()
    {
        IConnector connection = Connection(
            Server.Port,
            "none",
            ("from", Text("\"Wartung, Ändern & Co. (日本)\" <lull@ops.example>"))
        );
        ActionRequest request = Request(("to", Text("Änne Groß <anna@ops.example>")), ("text", Text("x")));
        (await connection["send"].ApplyAsync(request, Cancel)).ShouldBeOfType<Outcome.Done>();
        Mail mail = (await Server.MailboxAsync()).Single();
        mail.From.ShouldBe("lull@ops.example");
        mail.ShownFrom.ShouldBe("\"Wartung, Ändern & Co. (日本)\" <lull@ops.example>");
        mail.ShownTo.ShouldBe("Änne Groß <anna@ops.example>");
    }

    [Theory]
    [InlineData("two\n.\n..\nMAIL FROM:<eve@evil.example>\n")]
    [InlineData(".\n")]
    [InlineData("tabs\tand trailing spaces   \n\n\nFrom here on, three lines were empty.\n")]
    [InlineData("equals = and =3D, signs \" < > & ; \\ stay\n")]
    [InlineData("\u001b[31mred\u0007\n")]
    public async Task A_text_arrives_as_it_was_written(string text)
    {
        (await Action.ApplyAsync(Mail(text), Cancel)).ShouldBeOfType<Outcome.Done>();
        Mail mail = (await Server.MailboxAsync()).Single();
        mail.Text.ShouldBe(text.ReplaceLineEndings("\r\n"));
        mail.To.ShouldBe(["anna@ops.example"]);
    }

    [Theory]
    [InlineData('a')]
    [InlineData('.')]
    [InlineData('ü')]
    public async Task A_line_longer_than_mail_allows_arrives_whole(char letter)
    {
        string text = $"{new string(letter, 5_000)}\n.{new string(letter, 998)}\nend\n";
        ActionRequest request = Request(("to", List("anna@ops.example")), ("subject", Text("x")), ("text", Text(text)));
        (await Action.ApplyAsync(request, Cancel)).ShouldBeOfType<Outcome.Done>();
        Mail mail = (await Server.MailboxAsync()).Single();
        mail.Text.ShouldBe(text.ReplaceLineEndings("\r\n"));
        mail.Whole.Split("\r\n").ShouldAllBe(line => line.Length <= 998);
    }

    [Fact]
    public async Task A_text_of_megabytes_arrives_whole()
    {
        string text = string.Concat(Enumerable.Range(0, 50_000).Select(number => $"{number}: größer\n"));
        ActionRequest request = Request(("to", List("anna@ops.example")), ("subject", Text("x")), ("text", Text(text)));
        (await Action.ApplyAsync(request, Cancel)).ShouldBeOfType<Outcome.Done>();
        (await Server.MailboxAsync()).Single().Text.ShouldBe(text.ReplaceLineEndings("\r\n"));
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
        mail.Whole.Split("\r\n").ShouldNotContain(line => line.StartsWith("Bcc", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("anna@ops.example\r\nRCPT TO:<eve@evil.example>")]
    [InlineData("anna@ops.example> ORCPT=x")]
    [InlineData("anna")]
    [InlineData("anna.@ops.example")]
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
        mails.ShouldAllBe(mail => mail.ShownTo == "undisclosed-recipients:;");
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
        (await Connection(FreePort.Next(), "none")["send"].ApplyAsync(Wanted(), Cancel))
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

    [Theory]
    [InlineData("::1", "::1")]
    [InlineData("localhost", "127.0.0.1")]
    public async Task A_server_is_found_by_name_and_by_addresses_of_both_kinds(string host, string listens)
    {
        await using MailServer server = await MailServer.StartAtAsync(listens, "starttls");
        IConnector connection = MailServer.Connection(
            host,
            server.Port,
            "starttls",
            ("authorities", Text(server.Authority))
        );
        (await connection["send"].ApplyAsync(Wanted(), Cancel)).ShouldBeOfType<Outcome.Done>();
        (await server.MailboxAsync()).Single().Tls.ShouldBeTrue();
    }

    [Theory]
    [InlineData("starttls")]
    [InlineData("implicit")]
    public async Task A_certificate_with_another_name_ends_it_before_anything_is_said(string tls)
    {
        await using MailServer server = await MailServer.StartAtAsync("127.0.0.2", tls);
        Outcome.Failed failed = (
            await MailServer
                .Connection("127.0.0.2", server.Port, tls, ("authorities", Text(server.Authority)))["send"]
                .ApplyAsync(Wanted(), Cancel)
        ).ShouldBeOfType<Outcome.Failed>();
        failed.Unreachable.ShouldBeTrue();
        failed.Reason.ShouldContain("did not match");
        failed.Reason.ShouldNotContain("\n");
        (await server.MailboxAsync()).ShouldBeEmpty();
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
        MailServer.Connection("127.0.0.1", port, tls, others);
}
