using System.Net;
using System.Net.Mail;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Lull.Lab.Tests;

public sealed class MessageTests : IAsyncLifetime
{
    private DataCentre lab = null!;
    private LabClient client = null!;

    public async ValueTask InitializeAsync()
    {
        lab = await DataCentre.StartAsync(new LabOptions { WebServers = 1, RequestsPerSecond = 0 });
        client = new LabClient(lab);
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await lab.DisposeAsync();
    }

    [Fact]
    public async Task Chat_keeps_messages_with_their_metadata_and_threads()
    {
        string channel = (await Call("conversations.list", new { }))["channels"]!
            .AsArray()
            .First(it => it!["name"]!.GetValue<string>() == "dailyops")!["id"]!.GetValue<string>();
        JsonNode head = await Call(
            "chat.postMessage",
            new
            {
                channel,
                text = "We begin.",
                metadata = new { event_type = "lull_effect", event_payload = new { key = "lull:2026-11/e4" } },
            }
        );
        string ts = head["ts"]!.GetValue<string>();
        await Call(
            "chat.postMessage",
            new
            {
                channel = "#dailyops",
                text = "web1 is out of the pool.",
                thread_ts = ts,
            }
        );
        await Call(
            "chat.update",
            new
            {
                channel,
                ts,
                text = "We are at work.",
            }
        );

        JsonArray history = (await Call("conversations.history", new { channel, include_all_metadata = true }))[
            "messages"
        ]!.AsArray();
        history.Count.ShouldBe(1);
        history[0]!["text"]!.GetValue<string>().ShouldBe("We are at work.");
        history[0]!["metadata"]!["event_payload"]!["key"]!.GetValue<string>().ShouldBe("lull:2026-11/e4");
        (await Call("conversations.replies", new { channel, ts }))["messages"]!.AsArray().Count.ShouldBe(2);
        lab.Look().Messages.Select(message => message.Channel).ShouldBe(["dailyops", "dailyops"]);
    }

    [Fact]
    public async Task History_is_newest_first_and_can_be_cut_by_time()
    {
        await Call("chat.postMessage", new { channel = "war-room", text = "one" });
        string ts = (await Call("chat.postMessage", new { channel = "war-room", text = "two" }))[
            "ts"
        ]!.GetValue<string>();
        await Call("chat.postMessage", new { channel = "war-room", text = "three" });
        (await Texts(new { channel = "war-room" })).ShouldBe(["three", "two", "one"]);
        (await Texts(new { channel = "war-room", oldest = ts })).ShouldBe(["three"]);
        (
            await Texts(
                new
                {
                    channel = "war-room",
                    oldest = ts,
                    inclusive = true,
                }
            )
        ).ShouldBe(["three", "two"]);
        (await Texts(new { channel = "war-room", limit = 1 })).ShouldBe(["three"]);

        async Task<string[]> Texts(object query) =>
            [
                .. (await Call("conversations.history", query))["messages"]!
                    .AsArray()
                    .Select(message => message!["text"]!.GetValue<string>()),
            ];
    }

    [Theory]
    [InlineData("chat.postMessage", """{"channel":"nope","text":"x"}""", "xoxb-lab", "channel_not_found")]
    [InlineData("chat.postMessage", """{"channel":"dailyops"}""", "xoxb-lab", "no_text")]
    [InlineData("chat.postMessage", """{"channel":"dailyops","blocks":{}}""", "xoxb-lab", "invalid_blocks")]
    [InlineData("chat.update", """{"channel":"dailyops","ts":"1.0","text":"x"}""", "xoxb-lab", "message_not_found")]
    [InlineData("auth.test", "{}", "wrong", "invalid_auth")]
    [InlineData("auth.test", "{}", null, "not_authed")]
    [InlineData("auth.test", "[", "xoxb-lab", "invalid_json")]
    public async Task An_error_of_the_chat_is_told_with_status_200(
        string method,
        string body,
        string? token,
        string error
    )
    {
        (string, string)[] headers = token is null ? [] : [("Authorization", $"Bearer {token}")];
        (HttpStatusCode status, JsonNode? answer) = await client.Send(HttpMethod.Post, $"api/{method}", body, headers);
        status.ShouldBe(HttpStatusCode.OK);
        answer!["ok"]!.GetValue<bool>().ShouldBeFalse();
        answer["error"]!.GetValue<string>().ShouldBe(error);
    }

    [Theory]
    [InlineData("customers", """{"text":"We are done."}""", 200, "ok")]
    [InlineData("customers", "nonsense", 400, "invalid_payload")]
    [InlineData("customers", "{}", 400, "no_text")]
    [InlineData("nope", """{"text":"x"}""", 404, "no_service")]
    public async Task A_webhook_answers_with_a_word(string channel, string body, int status, string word)
    {
        (HttpStatusCode answered, JsonNode? text) = await client.Post($"services/{channel}", body);
        ((int)answered).ShouldBe(status);
        text!.GetValue<string>().ShouldBe(word);
        lab.Look().Messages.Count.ShouldBe(status == 200 ? 1 : 0);
    }

    [Fact]
    public async Task A_mail_client_can_send()
    {
        IPEndPoint address = IPEndPoint.Parse(lab.Endpoints.Mail);
        using var smtp = new SmtpClient(address.Address.ToString(), address.Port);
        using var mail = new MailMessage(
            "lull@example.com",
            "ops@example.com",
            "Maintenance planned",
            "Hello.\r\n.\r\n..dots\r\n"
        );
        mail.To.Add("customers@example.com");
        await smtp.SendMailAsync(mail);

        var kept = lab.Look().Mails.ShouldHaveSingleItem();
        kept.From.ShouldBe("lull@example.com");
        kept.To.ShouldBe(["ops@example.com", "customers@example.com"]);
        kept.Subject.ShouldBe("Maintenance planned");
    }

    [Fact]
    public async Task The_dialogue_follows_the_protocol()
    {
        string answers = await Converse(
            "MAIL FROM:<a@example.com>",
            "EHLO here",
            "RCPT TO:<b@example.com>",
            "MAIL FROM:<a@example.com> SIZE=100",
            "DATA",
            "RCPT TO:b@example.com",
            "RCPT TO:<b@example.com>",
            "DATA",
            "Subject: dots",
            " and folds",
            "Message-ID: <lull.1.2@here>",
            "",
            "..",
            "..two",
            ".",
            "DATA",
            "NOOP",
            "WHAT",
            "QUIT"
        );
        answers
            .Split("\r\n", StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line[3] == ' ')
            .Select(line => line[..3])
            .ShouldBe([
                "220",
                "503",
                "250",
                "503",
                "250",
                "503",
                "501",
                "250",
                "354",
                "250",
                "503",
                "250",
                "500",
                "221",
            ]);
        var kept = lab.Look().Mails.ShouldHaveSingleItem();
        kept.Subject.ShouldBe("dots and folds");
        kept.MessageId.ShouldBe("<lull.1.2@here>");
        kept.Text.ShouldEndWith("\r\n\r\n.\r\n.two\r\n");
    }

    /// <summary>Sends everything at once, as a client that pipelines does, and returns what the server said.</summary>
    private async Task<string> Converse(params IEnumerable<string> lines)
    {
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPEndPoint.Parse(lab.Endpoints.Mail), end.Token);
        NetworkStream stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(string.Concat(lines.Select(line => line + "\r\n"))), end.Token);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return await reader.ReadToEndAsync(end.Token);
    }

    private async Task<JsonNode> Call(string method, object body)
    {
        (_, JsonNode? answer) = await client.Send(
            HttpMethod.Post,
            $"api/{method}",
            body,
            ("Authorization", "Bearer xoxb-lab")
        );
        answer!["ok"]!.GetValue<bool>().ShouldBeTrue(answer.ToJsonString());
        return answer;
    }
}
