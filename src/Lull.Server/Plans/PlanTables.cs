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

    /// <summary>Plans behind an id, ordered by id, at most so many.</summary>
    internal async Task<IReadOnlyList<KeptPlan>> PlansAfterAsync(string after, int most)
    {
        await using SqliteConnection connection = await database.ConnectAsync();
        return
        [
            .. (
                await connection.QueryAsync<PlanRow>(
                    "SELECT p.id, r.title, p.revision, r.author, p.changed_at AS changedAt FROM plans p "
                        + "JOIN plan_revisions r ON r.plan = p.id AND r.revision = p.revision WHERE p.id > @after ORDER BY p.id LIMIT @most",
                    new { after, most }
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

    /// <summary>Newest first, from below a number on, at most so many; below 0 for all.</summary>
    internal async Task<IReadOnlyList<PlanRevisionEntry>> RevisionsAsync(
        string plan,
        long before = long.MaxValue,
        int most = -1
    )
    {
        await using SqliteConnection connection = await database.ConnectAsync();
        return
        [
            .. (
                await connection.QueryAsync<RevisionRow>(
                    "SELECT plan, number, revision, title, author, at, note FROM plan_revisions WHERE plan = @plan AND number < @before ORDER BY number DESC LIMIT @most",
                    new
                    {
                        plan,
                        before,
                        most,
                    }
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

    /// <summary>
    /// Makes a revision the present one of a plan, adding plan and revision where they are new; null when another one than
    /// <paramref name="seen"/> is present. An empty <paramref name="seen"/> is any.
    /// </summary>
    internal async Task<PlanRevisionEntry?> KeepAsync(
        string plan,
        string revision,
        string title,
        string text,
        string author,
        Instant at,
        string note,
        string seen
    )
    {
        await using SqliteConnection connection = await database.ConnectAsync();
        await using SqliteTransaction transaction = connection.BeginTransaction();
        if (
            seen.Length > 0
            && await connection.ExecuteScalarAsync<string>(
                "SELECT revision FROM plans WHERE id = @plan",
                new { plan },
                transaction
            ) != seen
        )
        {
            return null;
        }

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

    /// <summary>Ordered by name, behind one, at most so many; below 0 for all.</summary>
    internal async Task<IReadOnlyList<KeptSite>> SitesAsync(string after = "", int most = -1)
    {
        await using SqliteConnection connection = await database.ConnectAsync();
        return
        [
            .. (
                await connection.QueryAsync<SiteRow>(
                    "SELECT name, max(number) AS number, author, at, note FROM site_texts WHERE name > @after GROUP BY name ORDER BY name LIMIT @most",
                    new { after, most }
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

    /// <summary>Newest first, from below a number on, at most so many; below 0 for all.</summary>
    internal async Task<IReadOnlyList<KeptSite>> SiteTextsAsync(string name, long before = long.MaxValue, int most = -1)
    {
        await using SqliteConnection connection = await database.ConnectAsync();
        return
        [
            .. (
                await connection.QueryAsync<SiteRow>(
                    "SELECT name, number, author, at, note FROM site_texts WHERE name = @name AND number < @before ORDER BY number DESC LIMIT @most",
                    new
                    {
                        name,
                        before,
                        most,
                    }
                )
            ).Select(row => row.ToSite()),
        ];
    }

    /// <summary>A new text of a site; null when another one than the number <paramref name="seen"/> is present. Null is any.</summary>
    internal async Task<KeptSite?> KeepSiteAsync(
        string name,
        string text,
        string author,
        Instant at,
        string note,
        int? seen
    )
    {
        await using SqliteConnection connection = await database.ConnectAsync();
        return (
            await connection.QuerySingleOrDefaultAsync<SiteRow>(
                "INSERT INTO site_texts (name, number, author, at, note, body) SELECT @name, present + 1, @author, @at, @note, @text "
                    + "FROM (SELECT coalesce(max(number), 0) AS present FROM site_texts WHERE name = @name) "
                    + "WHERE present = coalesce(@seen, present) RETURNING name, number, author, at, note",
                new
                {
                    name,
                    text,
                    author,
                    at = Written.Format(at),
                    note,
                    seen,
                }
            )
        )?.ToSite();
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

    /// <summary>Newest first, from below a place on, at most so many; below 0 for all. Each with its place.</summary>
    internal async Task<IReadOnlyList<(long Place, MaintenanceLink Link)>> LinksAsync(
        string plan,
        long before = long.MaxValue,
        int most = -1
    )
    {
        await using SqliteConnection connection = await database.ConnectAsync();
        return
        [
            .. (
                await connection.QueryAsync<LinkRow>(
                    "SELECT rowid AS place, maintenance, plan, revision, site, site_number AS siteNumber, successor FROM maintenance_links "
                        + "WHERE plan = @plan AND rowid < @before ORDER BY rowid DESC LIMIT @most",
                    new
                    {
                        plan,
                        before,
                        most,
                    }
                )
            ).Select(row => (row.Place, row.ToLink())),
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
        public long Place { get; init; }
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
