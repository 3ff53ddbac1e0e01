using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Lull.Core.Maintenances;
using Lull.Core.Plans;
using NodaTime.Text;

namespace Lull.Server.Status.Statuspage;

/// <summary>The status as programs read it that know the public JSON of Statuspage, version 2. Read only.</summary>
internal sealed class StatuspageAnswers
{
    /// <summary>Clients get at most so many maintenances in the list of all.</summary>
    private const int Newest = 50;

    /// <summary>What can be asked for, below <c>/api/v2/</c>.</summary>
    internal static readonly FrozenDictionary<string, Func<StatuspageAnswers, EnvelopeShape>> Paths = new Dictionary<
        string,
        Func<StatuspageAnswers, EnvelopeShape>
    >(StringComparer.Ordinal)
    {
        ["summary.json"] = answers => new EnvelopeShape(answers._page)
        {
            Components = answers._components,
            Incidents = [],
            ScheduledMaintenances = answers.Maintenances(answers._board.Now.Concat(answers._board.Coming)),
            Status = answers.Indicator(),
        },
        ["status.json"] = answers => new EnvelopeShape(answers._page) { Status = answers.Indicator() },
        ["components.json"] = answers => new EnvelopeShape(answers._page) { Components = answers._components },
        ["incidents.json"] = answers => new EnvelopeShape(answers._page) { Incidents = [] },
        ["incidents/unresolved.json"] = answers => new EnvelopeShape(answers._page) { Incidents = [] },
        ["scheduled-maintenances.json"] = answers => new EnvelopeShape(answers._page)
        {
            ScheduledMaintenances = answers.Maintenances(
                answers._board.All.OrderByDescending(one => one.Start).Take(Newest)
            ),
        },
        ["scheduled-maintenances/upcoming.json"] = answers => new EnvelopeShape(answers._page)
        {
            ScheduledMaintenances = answers.Maintenances(
                answers._board.Now.Concat(answers._board.Coming).Where(one => Status(one) == "scheduled")
            ),
        },
        ["scheduled-maintenances/active.json"] = answers => new EnvelopeShape(answers._page)
        {
            ScheduledMaintenances = answers.Maintenances(answers._board.Now.Where(one => one.State.IsActive)),
        },
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly JsonSerializerOptions Shape = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    private static readonly InstantPattern Milliseconds = InstantPattern.CreateWithInvariantCulture(
        "uuuu-MM-dd'T'HH:mm:ss.fff'Z'"
    );

    private readonly StatusBoard _board;
    private readonly StatusLinks _links;
    private readonly PageShape _page;
    private readonly List<ComponentShape> _components;

    internal StatuspageAnswers(StatusBoard board, string name, StatusLinks links)
    {
        _board = board;
        _links = links;
        string id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(links.Root)))[..12];
        _page = new PageShape(id, name, links.Page, "Etc/UTC", Milliseconds.Format(board.UpdatedAt));
        _components =
        [
            .. board.Components.Select(
                (one, index) =>
                    new ComponentShape(
                        one.Component.Name,
                        one.Component.Title,
                        Status(one.IsOut, one.IsAtRisk),
                        Milliseconds.Format(one.KnownSince),
                        Milliseconds.Format(one.UpdatedAt),
                        index + 1,
                        Description: null,
                        Showcase: true,
                        StartDate: null,
                        GroupId: null,
                        id,
                        Group: false,
                        OnlyShowIfDegraded: false
                    )
            ),
        ];
    }

    /// <summary>The answer for a path.</summary>
    internal byte[] For(string path) => JsonSerializer.SerializeToUtf8Bytes(Paths[path](this), Shape);

    private static string Status(bool isOut, bool isAtRisk) =>
        isOut ? "under_maintenance"
        : isAtRisk ? "degraded_performance"
        : "operational";

    private static string Status(bool isWorkedOn, ImpactKind impact) =>
        Status(isWorkedOn && impact == ImpactKind.Outage, isWorkedOn && impact == ImpactKind.Degraded);

    private static string Status(PublicMaintenance one) =>
        one.State switch
        {
            PublicState.Soaking => "verifying",
            { IsActive: true } => "in_progress",
            { IsOver: true } => "completed",
            _ => "scheduled",
        };

    private static string Status(Stage stage) =>
        stage switch
        {
            Stage.Draft or Stage.Proposed or Stage.Scheduled => "scheduled",
            Stage.InProgress or Stage.Aborting or Stage.RollingBack or Stage.Deployed or Stage.Concluding =>
                "in_progress",
            Stage.Soaking => "verifying",
            Stage.Closed or Stage.RolledBack or Stage.Aborted or Stage.Cancelled => "completed",
        };

    private IndicatorShape Indicator() =>
        _board.Now.Any(one => one.State == PublicState.InRecovery)
            ? new IndicatorShape("minor", "Maintenance met a problem; people are at it")
        : _board.Now.Any(one => one.State.IsWorking) ? new IndicatorShape("maintenance", "Service Under Maintenance")
        : new IndicatorShape("none", "All Systems Operational");

    private List<MaintenanceShape> Maintenances(IEnumerable<PublicMaintenance> some) => [.. some.Select(Maintenance)];

    private MaintenanceShape Maintenance(PublicMaintenance one) =>
        new(
            one.Id,
            one.Headline,
            Status(one),
            Milliseconds.Format(one.PublishedAt),
            Milliseconds.Format(one.ChangedAt),
            Time(one.SoakingSince),
            Time(one.EndedAt),
            "maintenance",
            _links.Of(one),
            Time(one.StartedAt),
            _page.Id,
            [.. Updates(one).Reverse()],
            [.. _components.Where(component => one.Touches(component.Id))],
            Milliseconds.Format(one.Start),
            Milliseconds.Format(one.End)
        );

    /// <summary>Oldest first.</summary>
    private static IEnumerable<UpdateShape> Updates(PublicMaintenance one)
    {
        string before = Status(isOut: false, isAtRisk: false);
        foreach (PublicUpdate update in one.Updates)
        {
            string status = Status(update.Stage);
            string after = Status(status == "in_progress" && update.Stage != Stage.Concluding, one.Impact);
            string at = Milliseconds.Format(update.At);
            yield return new UpdateShape(
                $"{one.Id}-{update.Number}",
                status,
                update.Text + (update.Number == 1 ? " " + one.ImpactText : ""),
                one.Id,
                at,
                at,
                at,
                one.Components.Count == 0
                    ? null
                    :
                    [
                        .. one.Components.Select(component => new AffectedShape(
                            component.Name,
                            component.Title,
                            before,
                            after
                        )),
                    ],
                DeliverNotifications: false,
                CustomTweet: null,
                TweetId: null
            );
            before = after;
        }
    }

    private static string? Time(Instant? at) => at is { } moment ? Milliseconds.Format(moment) : null;
}
