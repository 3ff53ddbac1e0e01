using System.Security.Cryptography;
using System.Text;
using Lull.Core.Maintenances;
using Lull.Core.Plans;
using Lull.Server.Catalogue;

namespace Lull.Server.Status;

/// <summary>
/// What people outside may know of a maintenance: no hosts, no people, no steps, no tickets, nothing of the plan but its title,
/// its window and its impact. Everything public is made from this and from nothing else.
/// </summary>
public sealed record PublicMaintenance
{
    /// <summary>The maintenance's id; random, so it tells nothing.</summary>
    public required string Id { get; init; }

    /// <summary>The plan's title.</summary>
    public required string Title { get; init; }

    /// <summary>How much will be noticed.</summary>
    public required ImpactKind Impact { get; init; }

    /// <summary>What will be noticed, in words; never empty.</summary>
    public required string ImpactText { get; init; }

    /// <summary>What it touches.</summary>
    public required ValueList<PublicComponent> Components { get; init; }

    /// <summary>The window's start.</summary>
    public required Instant Start { get; init; }

    /// <summary>The window's end as first announced.</summary>
    public required Instant AnnouncedEnd { get; init; }

    /// <summary>The window's end, extensions included.</summary>
    public required Instant End { get; init; }

    /// <summary>IANA zone of the window.</summary>
    public required string Zone { get; init; }

    /// <summary>IANA zones that the plan shows beside it.</summary>
    public required ValueList<string> AlsoShow { get; init; }

    /// <summary>Where it is.</summary>
    public required PublicState State { get; init; }

    /// <summary>Where it is, as a sentence.</summary>
    public required string Sentence { get; init; }

    /// <summary>When the work began; null before.</summary>
    public required Instant? StartedAt { get; init; }

    /// <summary>When watching began; null before or when there is none.</summary>
    public required Instant? SoakingSince { get; init; }

    /// <summary>When it was over; null before.</summary>
    public required Instant? EndedAt { get; init; }

    /// <summary>When it was first told to the public; when it was planned, if it was not told yet.</summary>
    public required Instant PublishedAt { get; init; }

    /// <summary>When the last thing happened in it.</summary>
    public required Instant ChangedAt { get; init; }

    /// <summary>Rises with every notice.</summary>
    public required int Edition { get; init; }

    /// <summary>What was told, oldest first.</summary>
    public required ValueList<PublicUpdate> Updates { get; init; }

    /// <summary>A UUID of its own, the same for ever: the UID of its calendar entry.</summary>
    public string Uid => Uuid(Id);

    /// <summary>The title, after the outcome when it is another than readers expect.</summary>
    public string Headline =>
        State switch
        {
            PublicState.Cancelled => $"Cancelled: {Title}",
            PublicState.TakenBack => $"Taken back: {Title}",
            PublicState.Stopped => $"Stopped: {Title}",
            _ => Title,
        };

    /// <summary>Until when calendars show it: the window's end, or the end of the work when that was later.</summary>
    public Instant CalendarEnd =>
        Instant.Max(End, State == PublicState.Cancelled ? End : SoakingSince ?? EndedAt ?? End);

    /// <summary>The UUID of one of its updates, the same for ever.</summary>
    public string UpdateUid(PublicUpdate update) => Uuid($"{Id}#{update.Number}");

    /// <summary>True when it touches a component.</summary>
    public bool Touches(string component) => Components.Any(one => one.Name == component);

    /// <summary>What the public may know of a maintenance now; null when it may not know of it at all.</summary>
    public static PublicMaintenance? Of(MaintenanceCard card, StatusOptions options, Instant now) =>
        IsPublic(card, options) ? Make(card, wasAnnounced: true, now) : null;

    /// <summary>What insiders subscribe to: those that are not approved yet are told too, as tentative; null for those that never were and never will be.</summary>
    public static PublicMaintenance? OfTentative(MaintenanceCard card, Instant now) =>
        WasAnnounced(card) ? Make(card, wasAnnounced: true, now)
        : card.IsOver ? null
        : Make(card, wasAnnounced: false, now);

    /// <summary>True when the public may know of it: once approved, for ever.</summary>
    internal static bool IsPublic(MaintenanceCard card, StatusOptions options) =>
        (options.Sites.Count == 0 || options.Sites.Contains(card.Site)) && WasAnnounced(card);

    private static bool WasAnnounced(MaintenanceCard card) =>
        card.Updates.Any(update => update.Stage == Stage.Scheduled);

    private static PublicMaintenance Make(MaintenanceCard card, bool wasAnnounced, Instant now)
    {
        PublicState state = PublicStates.Of(card, wasAnnounced, now);
        var told = card.Updates.SkipWhile(update => update.Stage != Stage.Scheduled).ToList();
        return new PublicMaintenance
        {
            Id = card.Id.Text,
            Title = PublicText.Of(card.Title, card.Hosts),
            Impact = card.Impact.Kind,
            ImpactText = PublicText.Of(card.Impact.Statement, card.Hosts) is { Length: > 0 } statement
                ? statement
                : card.Impact.Kind switch
                {
                    ImpactKind.None => "Nothing should be noticed.",
                    ImpactKind.Degraded => "The service can be slower, or interrupted for moments.",
                    ImpactKind.Outage => "The service is not available during the window.",
                },
            Components = [.. card.Pools.Select(pool => new PublicComponent(pool))],
            Start = card.Start,
            AnnouncedEnd = card.AnnouncedEnd,
            End = card.End,
            Zone = card.Zone,
            AlsoShow = card.AlsoShow,
            State = state,
            Sentence = PublicStates.Sentence(state, card, now),
            StartedAt = card.StartedAt,
            SoakingSince = card.SoakingSince,
            EndedAt = card.EndedAt,
            PublishedAt = told is [var first, ..] ? first.At : card.PlannedAt,
            ChangedAt = card.ChangedAt,
            Edition = card.Edition,
            Updates =
            [
                .. told.Select((update, index) => new PublicUpdate(index + 1, update.At, update.Stage, update.Text)),
            ],
        };
    }

    /// <summary>A UUID (RFC 9562, version 8) made of a hash, so that the same thing has the same one on every server and after every restart.</summary>
    private static string Uuid(string of)
    {
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes("lull maintenance " + of), bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes[..16], bigEndian: true).ToString();
    }
}
