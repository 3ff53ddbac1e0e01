using System.Xml.Linq;
using Lull.Core.Maintenances;
using Lull.Server.Status;
using Lull.Server.Status.News;

namespace Lull.Server.Tests.Status;

/// <summary>Notices are posts: dated when they were told, whatever day they tell of.</summary>
public sealed class NewsTests
{
    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";

    [Fact]
    public void Posts_stand_in_the_order_in_which_they_were_told_and_name_the_day_of_the_event()
    {
        // The nearer window was told of last, and changed again before it opened.
        Life far = new Life(
            "m-farfaraa",
            procedure =>
                procedure with
                {
                    Window = procedure.Window with
                    {
                        Start = Life.Start + Duration.FromDays(30),
                        End = Life.End + Duration.FromDays(30),
                    },
                }
        ).Then(
            Life.Start - Duration.FromDays(10),
            new MaintenanceEvent.Proposed("wilhelmina"),
            new MaintenanceEvent.AllApproved()
        );
        Life near = new Life("m-nearaaaa")
            .Then(
                Life.Start - Duration.FromDays(5),
                new MaintenanceEvent.Proposed("wilhelmina"),
                new MaintenanceEvent.AllApproved()
            )
            .Then(
                Life.Start - Duration.FromDays(2),
                new MaintenanceEvent.WindowExtended(Life.End + Duration.FromHours(1), "wilhelmina", "slow quails")
            );
        StatusBoard board = Shown.Board(Life.Start - Duration.FromDays(1), near.Card, far.Card);

        var feed = XDocument.Parse(
            System.Text.Encoding.UTF8.GetString(AtomFeed.Of(board, Shown.Name, "self", "page", Shown.Links))
        );

        feed.Descendants(Atom + "entry")
            .Select(entry =>
                $"{(string?)entry.Element(Atom + "published")} {(string?)entry.Element(Atom + "category")?.Attribute("term")}"
            )
            .ShouldBe([
                "2026-12-01T21:00:00Z m-nearaaaa",
                "2026-11-28T21:00:00Z m-nearaaaa",
                "2026-11-23T21:00:00Z m-farfaraa",
            ]);
        string[] told = [.. feed.Descendants(Atom + "content").Select(content => content.Value)];
        told[1].ShouldContain("Thu 3 Dec 2026, 14:00");
        told[2].ShouldContain("Sat 2 Jan 2027, 14:00");
        feed.Descendants(Atom + "link")
            .Select(link => (string?)link.Attribute("href"))
            .ShouldContain("https://status.example.org/status/maintenances/m-farfaraa#update-1");
    }
}
