using System.Data.Common;
using Dapper;
using Lull.Server.Data;
using Microsoft.Data.Sqlite;
using NodaTime.Text;

namespace Lull.Server.Plans;

/// <summary>The library's tables. Times are texts in UTC of fixed width.</summary>
internal sealed class PlanTables(ServerDatabase database)
{
    private static readonly InstantPattern Written = InstantPattern.CreateWithInvariantCulture(
        "uuuu-MM-dd'T'HH:mm:ss.fff'Z'"
    );

    internal static SchemaPart Schema { get; } =
        new(
            "plans",
            [
                """
                CREATE TABLE plans (
                    id TEXT PRIMARY KEY, revision TEXT NOT NULL, changed_at TEXT NOT NULL) STRICT;
                CREATE TABLE plan_revisions (
                    plan TEXT NOT NULL REFERENCES plans (id), number INTEGER NOT NULL, revision TEXT NOT NULL,
                    title TEXT NOT NULL, author TEXT NOT NULL, at TEXT NOT NULL, note TEXT NOT NULL, body TEXT NOT NULL,
                    PRIMARY KEY (plan, number), UNIQUE (plan, revision)) STRICT;
                CREATE TABLE site_texts (
                    name TEXT NOT NULL, number INTEGER NOT NULL, author TEXT NOT NULL, at TEXT NOT NULL,
                    note TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (name, number)) STRICT;
                CREATE TABLE maintenance_links (
                    maintenance TEXT PRIMARY KEY, plan TEXT NOT NULL REFERENCES plans (id), revision TEXT NOT NULL,
                    site TEXT NOT NULL, site_number INTEGER NOT NULL, successor TEXT) STRICT;
                CREATE INDEX maintenance_links_by_plan ON maintenance_links (plan);
                """,
            ]
        );

    internal async Task<IReadOnlyList<KeptPlan>> PlansAsync()
    {
        await using SqliteConnection connection = await database.ConnectAsync();
        return
        [
            .. (
                await connection.QueryAsync<PlanRow>(
                    "SELECT p.id, r.title, p.revision, r.author, p.changed_at AS changedAt FROM plans p "
                        + "JOIN plan_revisions r ON r.plan = p.id AND r.revision = p.revision ORDER BY r.title, p.id"
                )
            ).Select(row => row.ToPlan()),
        ];
    }

    internal async Task<KeptPlan?> PlanAsync(string id)
    {
        await using SqliteConnection connection = await database.ConnectAsync();
        return (
            await connection.QuerySingleOrDefaultAsync<PlanRow>(
                "SELECT p.id, r.title, p.revision, r.author, p.changed_at AS changedAt FROM plans p "
                    + "JOIN plan_revisions r ON r.plan = p.id AND r.revision = p.revision WHERE p.id = @id",
                new { id }
            )
        )?.ToPlan();
    }

    /// <summary>Newest first.</summary>
    internal async Task<IReadOnlyList<PlanRevisionEntry>> RevisionsAsync(string plan)
    {
        await using SqliteConnection connection = await database.ConnectAsync();
        return
        [
            .. (
                await connection.QueryAsync<RevisionRow>(
                    "SELECT plan, number, revision, title, author, at, note FROM plan_revisions WHERE plan = @plan ORDER BY number DESC",
                    new { plan }
                )
            ).Select(row => row.ToEntry()),
        ];
    }

    internal async Task<(PlanRevisionEntry Entry, string Text)?> RevisionAsync(string plan, string revision)
    {
        await using SqliteConnection connection = await database.ConnectAsync();
        RevisionRow? row = await connection.QuerySingleOrDefaultAsync<RevisionRow>(
            "SELECT plan, number, revision, title, author, at, note, body FROM plan_revisions WHERE plan = @plan AND revision = @revision",
            new { plan, revision }
        );
        return row is null ? null : (row.ToEntry(), row.Body);
    }

    /// <summary>Makes a revision the present one of a plan, adding plan and revision where they are new.</summary>
    internal async Task<PlanRevisionEntry> KeepAsync(
        string plan,
        string revision,
        string title,
        string text,
        string author,
        Instant at,
        string note
    )
    {
        await using SqliteConnection connection = await database.ConnectAsync();
        await using SqliteTransaction transaction = connection.BeginTransaction();
        await connection.ExecuteAsync(
            """
            INSERT INTO plans (id, revision, changed_at) VALUES (@plan, @revision, @at)
                ON CONFLICT (id) DO UPDATE SET revision = @revision, changed_at = @at;
            INSERT INTO plan_revisions (plan, number, revision, title, author, at, note, body)
                VALUES (@plan, (SELECT coalesce(max(number), 0) + 1 FROM plan_revisions WHERE plan = @plan),
                    @revision, @title, @author, @at, @note, @text)
                ON CONFLICT (plan, revision) DO NOTHING;
            """,
            new
            {
                plan,
                revision,
                title,
                text,
                author,
                at = Written.Format(at),
                note,
            },
            transaction
        );
        RevisionRow row = await connection.QuerySingleAsync<RevisionRow>(
            "SELECT plan, number, revision, title, author, at, note FROM plan_revisions WHERE plan = @plan AND revision = @revision",
            new { plan, revision },
            transaction
        );
        await transaction.CommitAsync();
        return row.ToEntry();
    }

    internal async Task<IReadOnlyList<KeptSite>> SitesAsync()
    {
        await using SqliteConnection connection = await database.ConnectAsync();
        return
        [
            .. (
                await connection.QueryAsync<SiteRow>(
                    "SELECT name, max(number) AS number, author, at, note FROM site_texts GROUP BY name ORDER BY name"
                )
            ).Select(row => row.ToSite()),
        ];
    }

    /// <summary>A text of a site, newest unless numbered; null when there is none.</summary>
    internal async Task<(KeptSite Site, string Text)?> SiteAsync(string name, int? number)
    {
        await using SqliteConnection connection = await database.ConnectAsync();
        SiteRow? row = await connection.QueryFirstOrDefaultAsync<SiteRow>(
            "SELECT name, number, author, at, note, body FROM site_texts WHERE name = @name AND number = coalesce(@number, number) ORDER BY number DESC LIMIT 1",
            new { name, number }
        );
        return row is null ? null : (row.ToSite(), row.Body);
    }

    /// <summary>Newest first.</summary>
    internal async Task<IReadOnlyList<KeptSite>> SiteTextsAsync(string name)
    {
        await using SqliteConnection connection = await database.ConnectAsync();
        return
        [
            .. (
                await connection.QueryAsync<SiteRow>(
                    "SELECT name, number, author, at, note FROM site_texts WHERE name = @name ORDER BY number DESC",
                    new { name }
                )
            ).Select(row => row.ToSite()),
        ];
    }

    internal async Task<KeptSite> KeepSiteAsync(string name, string text, string author, Instant at, string note)
    {
        await using SqliteConnection connection = await database.ConnectAsync();
        return (
            await connection.QuerySingleAsync<SiteRow>(
                "INSERT INTO site_texts (name, number, author, at, note, body) VALUES (@name, "
                    + "(SELECT coalesce(max(number), 0) + 1 FROM site_texts WHERE name = @name), @author, @at, @note, @text) "
                    + "RETURNING name, number, author, at, note",
                new
                {
                    name,
                    text,
                    author,
                    at = Written.Format(at),
                    note,
                }
            )
        ).ToSite();
    }

    internal async Task LinkAsync(MaintenanceLink link, MaintenanceId? replaces)
    {
        await using SqliteConnection connection = await database.ConnectAsync();
        await using DbTransaction transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync(
            "INSERT INTO maintenance_links (maintenance, plan, revision, site, site_number) VALUES (@Maintenance, @Plan, @Revision, @Site, @SiteNumber); "
                + "UPDATE maintenance_links SET successor = @Maintenance WHERE maintenance = @replaces",
            new
            {
                Maintenance = link.Maintenance.Text,
                link.Plan,
                link.Revision,
                link.Site,
                link.SiteNumber,
                replaces = replaces?.Text,
            },
            transaction
        );
        await transaction.CommitAsync();
    }

    internal async Task<MaintenanceLink?> LinkAsync(MaintenanceId maintenance)
    {
        await using SqliteConnection connection = await database.ConnectAsync();
        return (
            await connection.QuerySingleOrDefaultAsync<LinkRow>(
                "SELECT maintenance, plan, revision, site, site_number AS siteNumber, successor FROM maintenance_links WHERE maintenance = @id",
                new { id = maintenance.Text }
            )
        )?.ToLink();
    }

    internal async Task<IReadOnlyList<MaintenanceLink>> LinksAsync(string plan)
    {
        await using SqliteConnection connection = await database.ConnectAsync();
        return
        [
            .. (
                await connection.QueryAsync<LinkRow>(
                    "SELECT maintenance, plan, revision, site, site_number AS siteNumber, successor FROM maintenance_links WHERE plan = @plan ORDER BY rowid DESC",
                    new { plan }
                )
            ).Select(row => row.ToLink()),
        ];
    }

    private sealed record PlanRow
    {
        public string Id { get; init; } = "";
        public string Title { get; init; } = "";
        public string Revision { get; init; } = "";
        public string Author { get; init; } = "";
        public string ChangedAt { get; init; } = "";

        internal KeptPlan ToPlan() => new(Id, Title, Revision, Author, Written.Parse(ChangedAt).Value);
    }

    private sealed record RevisionRow
    {
        public string Plan { get; init; } = "";
        public long Number { get; init; }
        public string Revision { get; init; } = "";
        public string Title { get; init; } = "";
        public string Author { get; init; } = "";
        public string At { get; init; } = "";
        public string Note { get; init; } = "";
        public string Body { get; init; } = "";

        internal PlanRevisionEntry ToEntry() =>
            new(Plan, (int)Number, Revision, Title, Author, Written.Parse(At).Value, Note);
    }

    private sealed record SiteRow
    {
        public string Name { get; init; } = "";
        public long Number { get; init; }
        public string Author { get; init; } = "";
        public string At { get; init; } = "";
        public string Note { get; init; } = "";
        public string Body { get; init; } = "";

        internal KeptSite ToSite() => new(Name, (int)Number, Author, Written.Parse(At).Value, Note);
    }

    private sealed record LinkRow
    {
        public string Maintenance { get; init; } = "";
        public string Plan { get; init; } = "";
        public string Revision { get; init; } = "";
        public string Site { get; init; } = "";
        public long SiteNumber { get; init; }
        public string? Successor { get; init; }

        internal MaintenanceLink ToLink() =>
            new(
                MaintenanceId.Of(Maintenance),
                Plan,
                Revision,
                Site,
                (int)SiteNumber,
                Successor is null ? null : MaintenanceId.Of(Successor)
            );
    }
}
