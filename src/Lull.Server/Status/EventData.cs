using System.Text.Json;
using Lull.Reports;
using NodaTime.Text;

namespace Lull.Server.Status;

/// <summary>Maintenances as schema.org events, for search engines and assistants.</summary>
internal static class EventData
{
    private static readonly OffsetDateTimePattern Local = OffsetDateTimePattern.Rfc3339;

    /// <summary>JSON-LD for the inside of a script element: whatever a title holds, no markup is in it.</summary>
    internal static string Of(IEnumerable<PublicMaintenance> some, string name, StatusLinks links)
    {
        // The default encoder writes every '<', '>' and '&' as an escape, so the element cannot be closed from inside.
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            writer.WriteString("@context", "https://schema.org");
            writer.WriteStartArray("@graph");
            foreach (PublicMaintenance one in some)
            {
                Write(writer, one, name, links);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static void Write(Utf8JsonWriter writer, PublicMaintenance one, string name, StatusLinks links)
    {
        DateTimeZone zone = Times.ZoneOf(one.Zone);
        bool isMoved = one.State != PublicState.Cancelled && one.End > one.AnnouncedEnd;
        writer.WriteStartObject();
        writer.WriteString("@type", "Event");
        writer.WriteString("@id", links.Of(one));
        writer.WriteString("url", links.Of(one));
        writer.WriteString("name", one.Headline);
        writer.WriteString("description", one.ImpactText + " " + one.Sentence);
        writer.WriteString("startDate", Text(one.Start, zone));
        writer.WriteString("endDate", Text(one.CalendarEnd, zone));
        if (isMoved)
        {
            writer.WriteString("previousStartDate", Text(one.Start, zone));
        }

        writer.WriteString(
            "eventStatus",
            "https://schema.org/"
                + (
                    one.State == PublicState.Cancelled ? "EventCancelled"
                    : isMoved ? "EventRescheduled"
                    : "EventScheduled"
                )
        );
        writer.WriteString("eventAttendanceMode", "https://schema.org/OnlineEventAttendanceMode");
        writer.WriteStartObject("location");
        writer.WriteString("@type", "VirtualLocation");
        writer.WriteString("url", links.Page);
        writer.WriteEndObject();
        writer.WriteStartObject("organizer");
        writer.WriteString("@type", "Organization");
        writer.WriteString("name", name);
        writer.WriteString("url", links.Page);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static string Text(Instant at, DateTimeZone zone) => Local.Format(at.InZone(zone).ToOffsetDateTime());
}
