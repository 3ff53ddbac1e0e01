using System.Text.Json.Serialization;

namespace Lull.Server.Status.Statuspage;

/// <summary>Whose page it is.</summary>
internal sealed record PageShape(string Id, string Name, string Url, string TimeZone, string UpdatedAt);

/// <summary>How everything is. Indicator: <c>none</c> or <c>maintenance</c>.</summary>
internal sealed record IndicatorShape(string Indicator, string Description);

/// <summary>A component; what Lull does not know is null, for clients want every key.</summary>
internal sealed record ComponentShape(
    string Id,
    string Name,
    string Status,
    string CreatedAt,
    string UpdatedAt,
    int Position,
    string? Description,
    bool Showcase,
    string? StartDate,
    string? GroupId,
    string PageId,
    bool Group,
    bool OnlyShowIfDegraded
);

/// <summary>What an update did to a component.</summary>
internal sealed record AffectedShape(string Code, string Name, string OldStatus, string NewStatus);

/// <summary>An update.</summary>
internal sealed record UpdateShape(
    string Id,
    string Status,
    string Body,
    string IncidentId,
    string CreatedAt,
    string UpdatedAt,
    string DisplayAt,
    IReadOnlyList<AffectedShape>? AffectedComponents,
    bool DeliverNotifications,
    string? CustomTweet,
    string? TweetId
);

/// <summary>A maintenance. Status: <c>scheduled</c>, <c>in_progress</c>, <c>verifying</c>, <c>completed</c>.</summary>
internal sealed record MaintenanceShape(
    string Id,
    string Name,
    string Status,
    string CreatedAt,
    string UpdatedAt,
    string? MonitoringAt,
    string? ResolvedAt,
    string Impact,
    string Shortlink,
    string? StartedAt,
    string PageId,
    IReadOnlyList<UpdateShape> IncidentUpdates,
    IReadOnlyList<ComponentShape> Components,
    string ScheduledFor,
    string ScheduledUntil
);

/// <summary>An answer: the page and the lists that were asked for; those that were not are left out.</summary>
internal sealed record EnvelopeShape(PageShape Page)
{
    /// <summary>Components, if asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ComponentShape>? Components { get; init; }

    /// <summary>Always empty where asked for: Lull tells of maintenances, not of incidents.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<MaintenanceShape>? Incidents { get; init; }

    /// <summary>Maintenances, if asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<MaintenanceShape>? ScheduledMaintenances { get; init; }

    /// <summary>How everything is, if asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IndicatorShape? Status { get; init; }
}
