using Lull.Core.Maintenances;
using Lull.Core.Plans;
using Lull.Core.Procedures;

namespace Lull.Server.Catalogue;

/// <summary>What lists, calendars, the status page and feeds need of a maintenance.</summary>
public sealed record MaintenanceCard
{
    /// <summary>Which.</summary>
    public required MaintenanceId Id { get; init; }

    /// <summary>The plan's title.</summary>
    public required string Title { get; init; }

    /// <summary>The site's name.</summary>
    public required string Site { get; init; }

    /// <summary>The plan's revision.</summary>
    public required string Revision { get; init; }

    /// <summary>Who wrote it; empty when unknown.</summary>
    public required string Author { get; init; }

    /// <summary>The window's start.</summary>
    public required Instant Start { get; init; }

    /// <summary>The window's end as first announced.</summary>
    public required Instant AnnouncedEnd { get; init; }

    /// <summary>The window's end now, extensions included.</summary>
    public required Instant End { get; init; }

    /// <summary>IANA zone of the window.</summary>
    public required string Zone { get; init; }

    /// <summary>IANA zones that the plan shows beside the window's.</summary>
    public ValueList<string> AlsoShow { get; init; } = [];

    /// <summary>Where it is in its life.</summary>
    public required Stage Stage { get; init; }

    /// <summary>True while nothing new starts by a person's order.</summary>
    public required bool IsPaused { get; init; }

    /// <summary>True while a failed roll back waits for people.</summary>
    public required bool InRecovery { get; init; }

    /// <summary>The open questions about undos that failed, by number; <see cref="InRecovery"/> lasts until they are answered.</summary>
    public ValueList<int> FailedUndos { get; init; } = [];

    /// <summary>How it ended; null while that is open.</summary>
    public required Ending? Ending { get; init; }

    /// <summary>What was left for people at the end.</summary>
    public required ValueList<string> NeedsRecovery { get; init; }

    /// <summary>What people outside will notice.</summary>
    public required Impact Impact { get; init; }

    /// <summary>The pools of the site that it touches: what the public knows as components.</summary>
    public required ValueList<string> Pools { get; init; }

    /// <summary>The hosts that it touches.</summary>
    public required ValueList<string> Hosts { get; init; }

    /// <summary>When it was planned.</summary>
    public required Instant PlannedAt { get; init; }

    /// <summary>When its first step could run; null before.</summary>
    public required Instant? StartedAt { get; init; }

    /// <summary>When the soak began; null before or when there is none.</summary>
    public required Instant? SoakingSince { get; init; }

    /// <summary>When it was over; null before.</summary>
    public required Instant? EndedAt { get; init; }

    /// <summary>When the last thing happened that changes this card.</summary>
    public required Instant ChangedAt { get; init; }

    /// <summary>Rises with every change that a notice tells: window, stage, extension. From 0; the SEQUENCE of calendar entries.</summary>
    public required int Edition { get; init; }

    /// <summary>The number of its last change among those of all cards; rises over restarts too.</summary>
    public long Change { get; init; }

    /// <summary>The last event it includes.</summary>
    public required long Sequence { get; init; }

    /// <summary>What was told, oldest first: one for each change of stage or window.</summary>
    public required ValueList<CardUpdate> Updates { get; init; }

    /// <summary>True when nothing happens in it any more.</summary>
    public bool IsOver => Ending is not null;
}

/// <summary>One change in the life of a maintenance, as the public may know it.</summary>
/// <param name="At">When.</param>
/// <param name="Stage">The stage from then on.</param>
/// <param name="Text">A sentence.</param>
public sealed record CardUpdate(Instant At, Stage Stage, string Text);
