using Lull.Core.Plans;

namespace Lull.Server.Status.Calendars;

/// <summary>
/// One maintenance as the notice that network operators' programs read: iCalendar with the MAINTNOTE properties. Stricter than the
/// convention, as its best known reader is: one complete event, UTC, an end after the start, every word from the lists.
/// </summary>
internal static class MaintenanceNotice
{
    /// <summary>The notice.</summary>
    /// <param name="one">Of what.</param>
    /// <param name="name">Of the installation; the object when no component is known.</param>
    /// <param name="provider">A domain name.</param>
    /// <param name="contact">The organizer's mail address.</param>
    /// <param name="page">The maintenance's page.</param>
    internal static ReadOnlyMemory<byte> Of(
        PublicMaintenance one,
        string name,
        string provider,
        string contact,
        string page
    )
    {
        string impact = Impact(one.Impact);
        var writer = new CalendarWriter();
        writer.Begin("VCALENDAR");
        writer.Raw("VERSION", "2.0");
        writer.Text("PRODID", "-//Lull//Maintenance notice//EN");
        writer.Begin("VEVENT");
        writer.Text("SUMMARY", one.Headline);
        writer.Utc("DTSTART", one.Start);
        writer.Utc("DTEND", one.CalendarEnd);
        writer.Utc("DTSTAMP", one.ChangedAt);
        writer.Raw("UID", one.Uid);
        writer.Number("SEQUENCE", one.Edition);
        writer.Raw("ORGANIZER", "mailto:" + contact, ("CN", PublicText.Clean(name)));
        writer.Text("DESCRIPTION", SubscriptionCalendar.Description(one));
        writer.Raw("TRANSP", "TRANSPARENT");
        writer.Raw("URL", page);
        writer.Text("X-MAINTNOTE-PROVIDER", provider);
        writer.Text("X-MAINTNOTE-ACCOUNT", "public");
        writer.Text("X-MAINTNOTE-MAINTENANCE-ID", one.Id, ("X-MAINTNOTE-PRECEDENCE", "PRIMARY"));
        foreach (string touched in one.Components.Select(component => component.Name).DefaultIfEmpty(name))
        {
            writer.Text("X-MAINTNOTE-OBJECT-ID", touched, ("X-MAINTNOTE-OBJECT-IMPACT", impact));
        }

        writer.Raw("X-MAINTNOTE-IMPACT", impact);
        writer.Raw("X-MAINTNOTE-STATUS", Status(one));
        writer.End("VEVENT");
        writer.End("VCALENDAR");
        return writer.Written;
    }

    private static string Impact(ImpactKind impact) =>
        impact switch
        {
            ImpactKind.None => "NO-IMPACT",
            ImpactKind.Degraded => "DEGRADED",
            ImpactKind.Outage => "OUTAGE",
        };

    private static string Status(PublicMaintenance one) =>
        one.State switch
        {
            PublicState.Tentative or PublicState.Reconsidered => "TENTATIVE",
            PublicState.Planned or PublicState.Late => one.End > one.AnnouncedEnd ? "RE-SCHEDULED" : "CONFIRMED",
            PublicState.Running
            or PublicState.Extended
            or PublicState.Overrunning
            or PublicState.Stopping
            or PublicState.RollingBack
            or PublicState.InRecovery
            or PublicState.Soaking
            or PublicState.Finishing => "IN-PROCESS",
            // There is no word for a change that was taken back; the summary says it.
            PublicState.Finished or PublicState.TakenBack or PublicState.Stopped => "COMPLETED",
            PublicState.Cancelled => "CANCELLED",
        };
}
