using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lull.Server.Status;

namespace Lull.Server.Tests.Status;

public sealed class LifeTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    [Fact]
    public async Task Every_state_is_said_in_words_and_in_the_words_of_each_format()
    {
        var text = new StringBuilder();
        foreach ((string name, Life life, Instant now) in Lives.All)
        {
            StatusBoard board = Shown.Board(now, life.Card);
            text.Append("=== ").Append(name).Append('\n');
            if (board.All.SingleOrDefault() is not { } one)
            {
                text.Append("the public knows nothing of it\n");
                Shown.Calendar(board).ShouldNotContain("VEVENT");
                continue;
            }

            JsonNode page = JsonNode.Parse(Shown.Statuspage(board, "summary.json"))!;
            JsonNode all = JsonNode.Parse(Shown.Statuspage(board, "scheduled-maintenances.json"))!;
            text.Append($"{one.State.Label}: {one.Sentence}\n");
            text.Append($"headline    {one.Headline}\n");
            text.Append(
                $"calendar    {Property(Shown.Calendar(board), "STATUS")} {Property(Shown.Calendar(board), "SEQUENCE")}\n"
            );
            text.Append($"notice      {Property(Shown.Notice(one), "X-MAINTNOTE-STATUS")}\n");
            text.Append(
                $"statuspage  {all["scheduled_maintenances"]![0]!["status"]}, {page["status"]!["indicator"]}\n"
            );
            text.Append($"component   {page["components"]![0]!["status"]}, {board.Components[0].Label}\n");
            text.Append($"reloads     {(board.IsActive ? "yes" : "no")}\n");
            foreach (PublicUpdate update in one.Updates)
            {
                text.Append($"- {update.Text}\n");
            }
        }

        await Golden.ShouldBeAsync("life.txt", text.ToString());
    }

    [Theory]
    [InlineData("summary.json")]
    [InlineData("status.json")]
    [InlineData("components.json")]
    [InlineData("incidents.json")]
    [InlineData("incidents/unresolved.json")]
    [InlineData("scheduled-maintenances.json")]
    [InlineData("scheduled-maintenances/upcoming.json")]
    [InlineData("scheduled-maintenances/active.json")]
    public async Task Statuspage_clients_find_every_key_they_know(string path)
    {
        Life coming = new Life("m-comingaa", procedure => procedure with { Pools = [] }).Approved();
        Life watched = Lives.All.Single(one => one.Name == "being watched").Life;
        StatusBoard board = Shown.Board(Life.Start - Duration.FromHours(1), coming.Card, watched.Card);

        string golden = JsonNode.Parse(Shown.Statuspage(board, path))!.ToJsonString(Indented) + "\n";

        await Golden.ShouldBeAsync(path.Replace('/', '-'), golden);
    }

    [Fact]
    public void Sequence_only_ever_rises_and_the_uid_never_changes()
    {
        Life life = new Life().Started();
        PublicMaintenance first = PublicMaintenance.Of(life.Card, new StatusOptions(), Life.Start).ShouldNotBeNull();
        life.Ended(Life.End, Core.Maintenances.Ending.Done);
        PublicMaintenance last = PublicMaintenance.Of(life.Card, new StatusOptions(), Life.End).ShouldNotBeNull();

        last.Edition.ShouldBeGreaterThan(first.Edition);
        last.Uid.ShouldBe(first.Uid);
        last.Updates.Take(first.Updates.Count).ShouldBe(first.Updates);
        last.UpdateUid(last.Updates[0]).ShouldBe(first.UpdateUid(first.Updates[0]));
    }

    [Fact]
    public void What_time_alone_changes_is_known_beforehand()
    {
        Instant day = Life.Start - Duration.FromDays(1);
        Shown.Board(day, new Life().Approved().Card).GoodUntil.ShouldBe(Life.Start);
        Shown.Board(Life.Start, new Life().Approved().Card).GoodUntil.ShouldBe(Life.End);
        Shown.Board(Life.Start, new Life().Started().Card).GoodUntil.ShouldBe(Life.End);
        Shown
            .Board(Life.Start - Duration.FromDays(70), new Life().Approved().Card)
            .GoodUntil.ShouldBe(Life.Start - StatusBoard.Ahead);
    }

    [Fact]
    public void What_is_cancelled_stays_thirty_days_and_then_leaves_every_feed()
    {
        (_, Life life, _) = Lives.All.Single(one => one.Name == "called off after it was announced");
        Instant off = life.Card.EndedAt!.Value;

        StatusBoard last = Shown.Board(off + StatusBoard.Back - Duration.FromSeconds(1), life.Card);
        StatusBoard gone = Shown.Board(last.GoodUntil, life.Card);

        Shown.Calendar(last).ShouldContain("STATUS:CANCELLED");
        Shown.Calendar(gone).ShouldNotContain("VEVENT");
        gone.Components.Count.ShouldBe(1);
    }

    [Fact]
    public void Only_maintenances_of_public_sites_are_public()
    {
        Life life = new Life().Approved();
        PublicMaintenance.Of(life.Card, new StatusOptions { Sites = ["production"] }, Life.Start).ShouldBeNull();
        PublicMaintenance
            .Of(life.Card, new StatusOptions { Sites = ["production", "zoo"] }, Life.Start)
            .ShouldNotBeNull();
    }

    [Fact]
    public void Private_calendars_hold_what_is_not_approved_as_tentative()
    {
        StatusBoard board = StatusBoard.OfTentative([new Life().Card], Life.Start - Duration.FromDays(3), Life.Start);

        string calendar = Shown.Calendar(board);

        Property(calendar, "STATUS").ShouldBe("TENTATIVE");
        Property(calendar, "CLASS").ShouldBe("CONFIDENTIAL");
    }

    private static string Property(string calendar, string name) =>
        calendar.Split("\r\n").Single(line => line.StartsWith(name + ":", StringComparison.Ordinal))[
            (name.Length + 1)..
        ];
}
