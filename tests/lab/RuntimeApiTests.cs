using System.Net;

namespace Lull.Lab.Tests;

public sealed class RuntimeApiTests
{
    private static readonly LabOptions Small = new() { WebServers = 2, RequestsPerSecond = 0 };

    /// <summary>Commands whose whole answer must be the same, byte for byte, in this order.</summary>
    private static readonly string[] SameAnswers =
    [
        "get weight web/web1",
        "get weight web/nope",
        "get weight nope/web1",
        "get weight web",
        "get weight",
        "set server web/web1 weight 100",
        "get weight web/web1",
        "set server web/web1 weight 50%",
        "get weight web/web1",
        "set server web/web1 weight 150%",
        "get weight web/web1",
        "set server web/web1 weight 0",
        "set server web/web1 weight 300",
        "set server web/web1 weight -1",
        "set server web/web1 weight -1%",
        "set server web/web1 weight 10x",
        "set server web/web1 weight abc",
        "set server web/web1 weight",
        "set server web/web1 weight 100%",
        "get weight web/web1; get weight web/web2",
        "set server web/nope state drain",
        "set server nope/web1 state drain",
        "set server web/web1 state foo",
        "set server web/web1 state",
        "set server web/web1",
        "set server web",
        "set server",
        "set server web/web1 foo bar",
        "set server web/web1 state drain",
        "set server web/web1 state drain",
        "set server web/web1 state maint",
        "set server web/web1 state drain; set server web/web2 state drain",
        "set server web/web1 state ready; set server web/web2 state ready; get weight web/web1",
        "shutdown sessions server web/web1",
        "shutdown sessions server web/nope",
        "shutdown sessions server",
        "show servers state nope",
        "show stat nope 4 -1",
        "show backend",
    ];

    [Fact]
    public async Task It_answers_what_the_real_one_answers()
    {
        await using DataCentre lab = await DataCentre.StartAsync(Small);
        await using RealHaProxy real = await RealHaProxy.StartAsync(lab);

        foreach (string command in SameAnswers)
        {
            (await RuntimeClient.Ask(lab, command)).ShouldBe(await RuntimeClient.Ask(real.Runtime, command), command);
        }
    }

    [Theory]
    [InlineData("show servers state web")]
    [InlineData("show servers state")]
    [InlineData("show stat web 4 -1")]
    [InlineData("show stat -1 4 -1")]
    [InlineData("show stat web 4")]
    [InlineData("show stat")]
    [InlineData("show stat web 4 2")]
    public async Task Its_tables_have_the_columns_and_rows_of_the_real_ones(string command)
    {
        await using DataCentre lab = await DataCentre.StartAsync(Small);
        await using RealHaProxy real = await RealHaProxy.StartAsync(lab);

        Shape(await RuntimeClient.Ask(lab, command)).ShouldBe(Shape(await RuntimeClient.Ask(real.Runtime, command)));
    }

    [Theory]
    [InlineData("set server web/web1 state drain")]
    [InlineData("set server web/web1 state maint")]
    [InlineData("set server web/web1 state maint; set server web/web1 state drain")]
    [InlineData("set server web/web1 state maint; set server web/web1 state ready")]
    [InlineData("set server web/web1 weight 0")]
    public async Task A_member_looks_the_same_right_after(string commands)
    {
        string[] columns =
        [
            "status",
            "weight",
            "check_status",
            "check_code",
            "check_health",
            "check_rise",
            "act",
            "svname",
            "addr",
        ];
        await using DataCentre lab = await DataCentre.StartAsync(
            Small with
            {
                CheckInterval = TimeSpan.FromMinutes(1),
            }
        );
        await using RealHaProxy real = await RealHaProxy.StartAsync(lab);

        // One line, so that no check comes in between.
        string line = $"{commands}; show servers state web; show stat web 4 1";
        string[] here = (await RuntimeClient.Ask(lab, line)).Split('\n');
        string[] there = (await RuntimeClient.Ask(real.Runtime, line)).Split('\n');

        here.Length.ShouldBe(there.Length);
        Cells(here, columns).ShouldBe(Cells(there, columns));
        StateCells(here).ShouldBe(StateCells(there));
    }

    [Fact]
    public async Task A_member_that_comes_back_from_maintenance_is_up_for_sure_only_after_a_check()
    {
        await using DataCentre lab = await DataCentre.StartAsync(Small);

        string answer = await RuntimeClient.Ask(
            lab,
            "set server web/web1 state maint; set server web/web1 state ready; show stat web 4 1"
        );
        answer.ShouldContain(",UP 1/3,");
        await Until.Holds(async () => (await RuntimeClient.Stat(lab, "web1"))["status"] == "UP", "web1 is UP");
        (await RuntimeClient.Stat(lab, "web1"))["check_status"].ShouldBe("L7OK");
    }

    [Fact]
    public async Task A_broken_server_goes_down_and_comes_up_again()
    {
        await using DataCentre lab = await DataCentre.StartAsync(
            Small with
            {
                CheckInterval = TimeSpan.FromMilliseconds(20),
            }
        );
        using var client = new LabClient(lab);

        await client.Plant("web1", "bad-health");
        await Until.Holds(async () => (await RuntimeClient.Stat(lab, "web1"))["status"] == "DOWN", "web1 is DOWN");
        (await RuntimeClient.Stat(lab, "web1"))["check_status"].ShouldBe("L7STS");

        await client.Plant("web1", "unreachable");
        await Until.Holds(
            async () => (await RuntimeClient.Stat(lab, "web1"))["check_status"] == "L4CON",
            "web1 refuses"
        );

        await client.Clear("web1");
        await Until.Holds(async () => (await RuntimeClient.Stat(lab, "web1"))["status"] == "UP", "web1 is UP");
    }

    [Fact]
    public async Task It_listens_on_a_tcp_port_as_well()
    {
        await using DataCentre lab = await DataCentre.StartAsync(Small);
        (
            await RuntimeClient.Ask(IPEndPoint.Parse(lab.Endpoints.RuntimeAddress), "set server web/web2 state drain")
        ).ShouldBe("\n");
        (await RuntimeClient.Ask(lab, "show info")).ShouldStartWith("Name: HAProxy\nVersion: 2.6");
        (await RuntimeClient.Ask(lab, "nonsense")).ShouldStartWith("Unknown command");
        lab.Look().Summary.DrainedMembers.ShouldBe(["web2"]);
    }

    /// <summary>Header lines as they are; of every row only who it is about and how many cells it has.</summary>
    private static string Shape(string answer) =>
        string.Join(
            '\n',
            answer
                .Split('\n')
                .Select(line =>
                    line.StartsWith('#') || line.Length < 2 ? line
                    : line.Contains(',', StringComparison.Ordinal)
                        ? $"{string.Join(',', line.Split(',')[..2])} has {line.Split(',').Length}"
                    : $"{string.Join(' ', line.Split(' ')[..4])} has {line.Split(' ').Length}"
                )
        );

    private static string[] Cells(string[] lines, string[] columns)
    {
        string[] names = lines.Single(line => line.StartsWith("# pxname", StringComparison.Ordinal))[2..].Split(',');
        string[] cells = lines.Single(line => line.StartsWith("web,web1", StringComparison.Ordinal)).Split(',');
        return [.. columns.Select(column => $"{column}={cells[Array.IndexOf(names, column)]}")];
    }

    /// <summary>Names, operational and administrative state, weights, and the check's columns; not the seconds since the last change.</summary>
    private static string[] StateCells(string[] lines)
    {
        string[] cells = lines.Single(line => line.Contains(" web 1 web1 ", StringComparison.Ordinal)).Split(' ');
        return [.. cells[..9], .. cells[10..]];
    }
}
