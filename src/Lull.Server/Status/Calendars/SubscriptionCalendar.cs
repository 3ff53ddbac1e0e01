using System.Text;
using Lull.Reports;

namespace Lull.Server.Status.Calendars;

/// <summary>The calendar that people subscribe to: everything that is on, coming, or was over within the last 30 days.</summary>
internal static class SubscriptionCalendar
{
    /// <summary>The calendar of a board.</summary>
    /// <param name="board">What it holds.</param>
    /// <param name="name">The calendar's name.</param>
    /// <param name="address">Where the calendar itself is; empty for private ones, whose address is a secret.</param>
    /// <param name="page">The page it belongs to.</param>
    /// <param name="pageOf">The page of one maintenance.</param>
    internal static ReadOnlyMemory<byte> Of(
        StatusBoard board,
        string name,
        string address,
        string page,
        Func<PublicMaintenance, string> pageOf
    )
    {
        var writer = new CalendarWriter();
        PublicMaintenance[] all =
        [
            .. board.All.OrderBy(one => one.Start).ThenBy(one => one.Id, StringComparer.Ordinal),
        ];
        writer.Begin("VCALENDAR");
        writer.Raw("VERSION", "2.0");
        writer.Text("PRODID", "-//Lull//Maintenance calendar//EN");
        writer.Raw("CALSCALE", "GREGORIAN");
        writer.Text("NAME", name);
        writer.Text("X-WR-CALNAME", name);
        writer.Text(
            "DESCRIPTION",
            "Planned maintenance. Late changes are told by mail and chat: calendars can be hours late."
        );
        writer.Raw("URL", page);
        if (address.Length > 0)
        {
            writer.Raw("SOURCE", address, ("VALUE", "URI"));
        }

        writer.Utc("LAST-MODIFIED", board.UpdatedAt);
        writer.Raw("REFRESH-INTERVAL", "PT1H", ("VALUE", "DURATION"));
        writer.Raw("X-PUBLISHED-TTL", "PT1H");
        foreach (
            var zone in all.GroupBy(one => one.Zone, StringComparer.Ordinal)
                .OrderBy(zone => zone.Key, StringComparer.Ordinal)
        )
        {
            DateTimeZone known = Times.ZoneOf(zone.Key);
            if (!CalendarWriter.IsUtc(known))
            {
                CalendarZone.Write(writer, known, zone.Min(one => one.Start), zone.Max(one => one.CalendarEnd));
            }
        }

        foreach (PublicMaintenance one in all)
        {
            Write(writer, one, pageOf(one));
        }

        writer.End("VCALENDAR");
        return writer.Written;
    }

    private static void Write(CalendarWriter writer, PublicMaintenance one, string page)
    {
        DateTimeZone zone = Times.ZoneOf(one.Zone);
        writer.Begin("VEVENT");
        writer.Raw("UID", one.Uid);
        writer.Utc("DTSTAMP", one.ChangedAt);
        writer.Utc("CREATED", one.PublishedAt);
        writer.Utc("LAST-MODIFIED", one.ChangedAt);
        writer.Number("SEQUENCE", one.Edition);
        writer.Zoned("DTSTART", one.Start, zone);
        writer.Zoned("DTEND", one.CalendarEnd, zone);
        writer.Text("SUMMARY", one.Headline);
        writer.Text("DESCRIPTION", Description(one));
        if (one.Components.Count > 0)
        {
            writer.Texts("CATEGORIES", one.Components.Select(component => component.Title));
        }

        writer.Raw("STATUS", Status(one.State));
        writer.Raw("TRANSP", "TRANSPARENT");
        writer.Raw("CLASS", one.State == PublicState.Tentative ? "CONFIDENTIAL" : "PUBLIC");
        writer.Raw("URL", page);
        writer.End("VEVENT");
    }

    /// <summary>The texts of an entry: what is noticed, where it is, what it touches.</summary>
    internal static string Description(PublicMaintenance one)
    {
        var text = new StringBuilder(one.ImpactText).Append('\n').Append(one.Sentence);
        if (one.Components.Count > 0)
        {
            text.Append("\nConcerns: ")
                .AppendJoin(", ", one.Components.Select(component => component.Title))
                .Append('.');
        }

        return text.ToString();
    }

    private static string Status(PublicState state) =>
        state switch
        {
            PublicState.Tentative or PublicState.Reconsidered => "TENTATIVE",
            PublicState.Cancelled => "CANCELLED",
            PublicState.Planned
            or PublicState.Late
            or PublicState.Running
            or PublicState.Extended
            or PublicState.Overrunning
            or PublicState.Stopping
            or PublicState.RollingBack
            or PublicState.InRecovery
            or PublicState.Soaking
            or PublicState.Finishing
            or PublicState.Finished
            or PublicState.TakenBack
            or PublicState.Stopped => "CONFIRMED",
        };
}
