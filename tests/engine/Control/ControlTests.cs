using System.Net.Sockets;
using System.Text;
using Lull.Core.Common;
using Lull.Core.Maintenances;
using Lull.Core.Plans;
using Lull.Engine.Conducting;
using Lull.Engine.Control;
using Lull.Engine.Tests.Kit;
using Stage = Lull.Engine.Tests.Kit.Stage;

namespace Lull.Engine.Tests.Control;

public sealed class ControlTests
{
    [Fact]
    public async Task A_second_terminal_sees_and_steers_the_run()
    {
        await using var stage = new Stage();
        await using MaintenanceEngine engine = await stage.OpenAsync();
        string socket = ControlServer.SocketOf(stage.Store.Directory);
        await using ControlServer server = await ControlServer.StartAsync(
            engine,
            socket,
            isService: false,
            CancellationToken.None
        );
        using var client = new ControlClient(socket);
        MaintenanceId id = await engine.PlanAsync(
            Written.Procedure(new Step.Manual("Look at it.") { Title = "Look" }),
            "plan",
            "site",
            CancellationToken.None
        );
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(socket).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        (await client.SendAsync(id, new Input.Start("sam"), CancellationToken.None)).ShouldBe(
            new Decision.Refused("It has not been handed in for approval yet.", RefusalCode.NotNow)
        );
        (
            await client.SendAsync(id, new Input.Propose("sam"), CancellationToken.None)
        ).ShouldBeOfType<Decision.Accepted>();
        (
            await client.SendAsync(id, new Input.Start("sam"), CancellationToken.None)
        ).ShouldBeOfType<Decision.Accepted>();
        MaintenanceStatus? status = await client.StatusAsync(id, CancellationToken.None);
        WaitingView waiting = status!.View!.Waiting.ShouldHaveSingleItem();
        waiting.Instruction.ShouldBe("Look at it.");
        (
            await client.SendAsync(id, new Input.Tick("sam", waiting.Node, true, "seen"), CancellationToken.None)
        ).ShouldBeOfType<Decision.Accepted>();

        var published = new List<Published>();
        await foreach (Published what in client.EventsAsync(id, after: 2, CancellationToken.None))
        {
            published.Add(what);
        }

        published.OfType<Published.Happened>().First().Sequence.ShouldBe(3);
        published
            .OfType<Published.Happened>()
            .Select(happened => happened.Event)
            .OfType<MaintenanceEvent.Refused>()
            .ShouldHaveSingleItem()
            .Asked.ShouldBe("start");
        published.OfType<Published.Happened>().Last().Event.ShouldBeOfType<MaintenanceEvent.Ended>();
        (await client.ListAsync(CancellationToken.None))
            .ShouldHaveSingleItem()
            .View!.Stage.ShouldBe(Core.Maintenances.Stage.Closed);
    }

    [Fact]
    public async Task What_cannot_be_done_is_said_in_a_sentence()
    {
        await using var stage = new Stage();
        await using MaintenanceEngine engine = await stage.OpenAsync();
        string socket = ControlServer.SocketOf(stage.Store.Directory);
        using var client = new ControlClient(socket);
        MaintenanceId nobody = MaintenanceId.Of("m-springpatch");

        (
            await Should.ThrowAsync<ControlException>(() => client.ListAsync(CancellationToken.None))
        ).Message.ShouldStartWith($"No engine answers at '{socket}'");
        await using ControlServer server = await ControlServer.StartAsync(
            engine,
            socket,
            isService: false,
            CancellationToken.None
        );
        (await client.StatusAsync(nobody, CancellationToken.None)).ShouldBeNull();
        (await client.SendAsync(nobody, new Input.Start("sam"), CancellationToken.None))
            .ShouldBeOfType<Decision.Refused>()
            .Reason.ShouldStartWith("There is no maintenance m-springpatch in ");
        (
            await RawAsync(socket, "/maintenances/m-springpatch/commands", """{"input":"take-over","epoch":9}""")
        ).ShouldContain("This is no command");
        (await RawAsync(socket, "/maintenances/nonsense/commands", "{}")).ShouldContain("404");
        (
            await Should.ThrowAsync<ControlException>(() =>
                ControlServer.StartAsync(engine, "/" + new string('x', 200), isService: false, CancellationToken.None)
            )
        ).Message.ShouldContain("too long for a socket");
    }

    private static async Task<string> RawAsync(string socket, string path, string body)
    {
        using var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket));
        await using var stream = new NetworkStream(connection);
        byte[] request = Encoding.UTF8.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: lull\r\nConnection: close\r\nContent-Length: {body.Length}\r\n\r\n{body}"
        );
        await stream.WriteAsync(request);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}
