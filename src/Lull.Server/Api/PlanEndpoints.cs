using System.Globalization;
using Lull.Core.Forecasts;
using Lull.Plans;
using Lull.Server.Callers;
using Lull.Server.Plans;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Lull.Server.Api;

/// <summary>Plans with their revisions, sites, and the way from one of them to a maintenance.</summary>
internal static class PlanEndpoints
{
    /// <summary>UTF-8 can take four bytes for a character, and JSON two for a line end.</summary>
    private const long LongestBody = (PlanLibrary.LongestText * 4L) + 65_536;

    internal static void MapPlans(this IEndpointRouteBuilder routes)
    {
        Get(routes, "/plans", ListAsync, "List plans, ordered by id").Refuses(400);
        Get(routes, "/plans/{plan}", PlanAsync, "Get a plan with its present text; its ETag is its revision");
        Get(routes, "/plans/{plan}/revisions", RevisionsAsync, "List revisions, newest first").Refuses(400);
        Get(routes, "/plans/{plan}/revisions/{revision}", RevisionAsync, "Get one revision with its text");
        Get(
            routes,
            "/plans/{plan}/revisions/{revision}/findings",
            FindingsAsync,
            "What there is to say about a revision"
        );
        Get(
            routes,
            "/plans/{plan}/revisions/{revision}/diff/{other}",
            DiffAsync,
            "Where another revision differs from this one"
        );
        Get(
                routes,
                "/plans/{plan}/revisions/{revision}/forecast",
                ForecastAsync,
                "How a revision on a site will probably go"
            )
            .Refuses(422);
        Get(routes, "/plans/{plan}/maintenances", LinksAsync, "List the maintenances of a plan, newest first")
            .Refuses(400);
        Post(routes, "/plans", CreateAsync, "Keep a new plan").Refuses(400, 413, 415);
        Post(
                routes,
                "/plans/{plan}/revisions",
                ReviseAsync,
                "Keep a new revision; If-Match with the revision that was changed"
            )
            .Refuses(400, 409, 412, 413, 415);
        routes
            .MapPost("/plans/check", CheckAsync)
            .WithSummary("Check a text without keeping it")
            .WithTags("Plans")
            .Needs(Rights.View)
            .WithMetadata(new BodyLimit(LongestBody))
            .Refuses(400, 401, 403, 404, 413, 415);
        Get(routes, "/sites", SitesAsync, "List sites, ordered by name").Refuses(400);
        Get(
            routes,
            "/sites/{name}",
            SiteAsync,
            "Get a site with its present text, or the one of a number; its ETag is that number"
        );
        Get(routes, "/sites/{name}/texts", SiteTextsAsync, "List every text of a site, newest first").Refuses(400);
        routes
            .MapPut("/sites/{name}", PutSiteAsync)
            .WithSummary("Keep a new text of a site; If-Match with the number of the text that was changed")
            .WithTags("Plans")
            .Needs(Rights.Author)
            .WithMetadata(new BodyLimit(LongestBody))
            .Refuses(400, 401, 403, 409, 413, 415, 422);
        Post(routes, "/maintenances", BeginAsync, "Begin a maintenance from a plan, as a draft")
            .Refuses(400, 404, 409, 413, 415, 422);
    }

    private static RouteHandlerBuilder Get(
        IEndpointRouteBuilder routes,
        string path,
        Delegate handler,
        string summary
    ) => routes.MapGet(path, handler).WithSummary(summary).WithTags("Plans").Needs(Rights.View).Refuses(401, 403, 404);

    private static RouteHandlerBuilder Post(
        IEndpointRouteBuilder routes,
        string path,
        Delegate handler,
        string summary
    ) =>
        routes
            .MapPost(path, handler)
            .WithSummary(summary)
            .WithTags("Plans")
            .Needs(Rights.Author)
            .WithMetadata(new BodyLimit(LongestBody))
            .Refuses(401, 403);

    private static async Task<Results<Ok<Page<KeptPlan>>, ProblemHttpResult>> ListAsync(
        PlanLibrary library,
        int? limit,
        string? cursor
    )
    {
        int most = Paging.Limit(limit);
        return (cursor is null ? "" : Paging.Read(cursor)) is { } after
            ? TypedResults.Ok(Paging.Of(await library.PlansAfterAsync(after, most + 1), most, plan => plan.Id))
            : Paging.Refusal();
    }

    private static async Task<Results<Ok<PlanDetail>, ProblemHttpResult>> PlanAsync(
        string plan,
        PlanLibrary library,
        HttpContext http
    )
    {
        if (
            await library.PlanAsync(plan) is not { } kept
            || await library.RevisionAsync(plan, kept.Revision) is not { } present
        )
        {
            return NoPlan(plan);
        }

        http.Response.Headers.ETag = $"\"{kept.Revision}\"";
        return TypedResults.Ok(new PlanDetail(kept, present.Entry, present.Text));
    }

    private static async Task<Results<Ok<Page<PlanRevisionEntry>>, ProblemHttpResult>> RevisionsAsync(
        string plan,
        PlanLibrary library,
        int? limit,
        string? cursor
    ) =>
        await Paging.BackwardAsync(
            limit,
            cursor,
            async () => await library.PlanAsync(plan) is null ? NoPlan(plan) : null,
            (before, most) => library.RevisionsBeforeAsync(plan, before, most),
            entry => entry.Number
        );

    private static async Task<Results<Ok<RevisionDetail>, ProblemHttpResult>> RevisionAsync(
        string plan,
        string revision,
        PlanLibrary library
    ) =>
        await library.RevisionAsync(plan, revision) is { } found
            ? TypedResults.Ok(new RevisionDetail(found.Entry, found.Text))
            : NoRevision(plan, revision);

    private static async Task<Results<Ok<FindingsAnswer>, ProblemHttpResult>> FindingsAsync(
        string plan,
        string revision,
        string? site,
        PlanLibrary library
    )
    {
        if (await library.CheckAsync(plan, revision, site) is not { } files)
        {
            return Problems.Of("not-found", "There is no such revision or no such site.");
        }

        files.CompileAsAnnounced();
        return TypedResults.Ok(AnswerOf(files));
    }

    private static async Task<Results<Ok<DiffAnswer>, ProblemHttpResult>> DiffAsync(
        string plan,
        string revision,
        string other,
        PlanLibrary library
    ) =>
        await library.RevisionAsync(plan, revision) is { } before
        && await library.RevisionAsync(plan, other) is { } after
            ? TypedResults.Ok(new DiffAnswer(revision, other, [.. LineDifference.Of(before.Text, after.Text)]))
            : NoRevision(plan, $"{revision} or {other}");

    private static async Task<Results<Ok<ForecastResult>, ProblemHttpResult>> ForecastAsync(
        string plan,
        string revision,
        string site,
        PlanLibrary library,
        CancellationToken cancellation
    )
    {
        if (await library.CheckAsync(plan, revision, site) is not { } files)
        {
            return Problems.Of("not-found", "There is no such revision or no such site.");
        }

        files.CompileAsAnnounced();
        return await library.ForecastAsync(plan, revision, site, window: null, cancellation) is { } forecast
            ? TypedResults.Ok(forecast)
            : Problems.Of("findings", "It cannot run there as it stands. Its findings say why.", files.Findings);
    }

    private static async Task<Results<Ok<Page<MaintenanceLink>>, ProblemHttpResult>> LinksAsync(
        string plan,
        PlanLibrary library,
        int? limit,
        string? cursor
    )
    {
        Results<Ok<Page<(long Place, MaintenanceLink Link)>>, ProblemHttpResult> answer = await Paging.BackwardAsync(
            limit,
            cursor,
            async () => await library.PlanAsync(plan) is null ? NoPlan(plan) : null,
            (before, most) => library.LinksBeforeAsync(plan, before, most),
            one => one.Place
        );
        return answer.Result is Ok<Page<(long Place, MaintenanceLink Link)>> { Value: { } page }
            ? TypedResults.Ok(new Page<MaintenanceLink>([.. page.Items.Select(one => one.Link)], page.Next))
            : (ProblemHttpResult)answer.Result;
    }

    private static async Task<Results<Created<PlanRevisionEntry>, ProblemHttpResult>> CreateAsync(
        PlanBody body,
        HttpContext http,
        PlanLibrary library
    ) => CreatedOr(await library.CreateAsync(http.Caller(), body.Text, body.Note), LocationOf);

    private static async Task<Results<Created<PlanRevisionEntry>, ProblemHttpResult>> ReviseAsync(
        string plan,
        PlanBody body,
        HttpContext http,
        PlanLibrary library
    ) =>
        CreatedOr(
            await library.ReviseAsync(
                http.Caller(),
                plan,
                http.Request.Headers.IfMatch.ToString().Trim('"', '*'),
                body.Text,
                body.Note
            ),
            LocationOf
        );

    private static async Task<Results<Ok<FindingsAnswer>, ProblemHttpResult>> CheckAsync(
        CheckBody body,
        PlanLibrary library
    ) =>
        body.Site is { } site && await library.SiteAsync(site) is null
            ? Problems.Of("not-found", $"There is no site '{site}'.")
            : TypedResults.Ok(AnswerOf(await library.CheckTextAsync("plan.yaml", body.Text, body.Site)));

    private static async Task<Results<Ok<Page<KeptSite>>, ProblemHttpResult>> SitesAsync(
        PlanLibrary library,
        int? limit,
        string? cursor
    )
    {
        int most = Paging.Limit(limit);
        return (cursor is null ? "" : Paging.Read(cursor)) is { } after
            ? TypedResults.Ok(Paging.Of(await library.SitesAfterAsync(after, most + 1), most, site => site.Name))
            : Paging.Refusal();
    }

    private static async Task<Results<Ok<SiteDetail>, ProblemHttpResult>> SiteAsync(
        string name,
        int? number,
        PlanLibrary library,
        HttpContext http
    )
    {
        if (await library.SiteAsync(name, number) is not { } found)
        {
            return Problems.Of("not-found", $"There is no site '{name}'.");
        }

        http.Response.Headers.ETag = FormattableString.Invariant($"\"{found.Site.Number}\"");
        return TypedResults.Ok(new SiteDetail(found.Site, found.Text));
    }

    private static async Task<Results<Ok<Page<KeptSite>>, ProblemHttpResult>> SiteTextsAsync(
        string name,
        PlanLibrary library,
        int? limit,
        string? cursor
    ) =>
        await Paging.BackwardAsync(
            limit,
            cursor,
            async () =>
                await library.SiteAsync(name) is null ? Problems.Of("not-found", $"There is no site '{name}'.") : null,
            (before, most) => library.SiteTextsBeforeAsync(name, before, most),
            text => text.Number
        );

    private static async Task<Results<Ok<KeptSite>, ProblemHttpResult>> PutSiteAsync(
        string name,
        SiteBody body,
        HttpContext http,
        PlanLibrary library
    )
    {
        string condition = http.Request.Headers.IfMatch.ToString().Trim('"', '*');
        int seen = 0;
        if (condition.Length > 0 && !int.TryParse(condition, NumberStyles.None, CultureInfo.InvariantCulture, out seen))
        {
            return Problems.Of("malformed", "If-Match is the ETag of the site, such as \"3\".");
        }

        return await library.PutSiteAsync(
            http.Caller(),
            name,
            body.Text,
            body.Note,
            condition.Length > 0 ? seen : null
        ) switch
        {
            LibraryAnswer<KeptSite>.Done done => TypedResults.Ok(done.Value),
            LibraryAnswer<KeptSite>.Refused refused => Problems.Of(refused.Code, refused.Reason, refused.Findings),
        };
    }

    private static async Task<Results<Created<BegunAnswer>, ProblemHttpResult>> BeginAsync(
        BeginBody body,
        HttpContext http,
        PlanLibrary library,
        CancellationToken cancellation
    )
    {
        bool isWhole = (body.Start is null) == (body.End is null) && (body.Start is null) == (body.Zone is null);
        if (!isWhole || body.End <= body.Start)
        {
            return Problems.Of("malformed", "A window has a start, a later end, and a zone; or leave all three out.");
        }

        if (body.Zone is { } zone && DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is null)
        {
            return Problems.Of("malformed", $"'{zone}' is not a time zone. Write one such as Europe/Lisbon.");
        }

        MaintenanceId? replaces = null;
        if (body.Replaces is { } replaced && !MaintenanceId.TryParse(replaced, null, out replaces))
        {
            return Problems.NoMaintenance(replaced);
        }

        LibraryAnswer<MaintenanceId> answer = await library.BeginAsync(
            http.Caller(),
            body.Plan,
            body.Revision,
            body.Site,
            body.Window(),
            replaces,
            cancellation
        );
        return answer switch
        {
            LibraryAnswer<MaintenanceId>.Done done => TypedResults.Created(
                $"{ApiGate.Root}/maintenances/{done.Value}",
                new BegunAnswer(done.Value)
            ),
            LibraryAnswer<MaintenanceId>.Refused refused => Problems.Of(refused.Code, refused.Reason, refused.Findings),
        };
    }

    private static Results<Created<T>, ProblemHttpResult> CreatedOr<T>(
        LibraryAnswer<T> answer,
        Func<T, string> location
    ) =>
        answer switch
        {
            LibraryAnswer<T>.Done done => TypedResults.Created(location(done.Value), done.Value),
            LibraryAnswer<T>.Refused refused => Problems.Of(refused.Code, refused.Reason, refused.Findings),
        };

    private static string LocationOf(PlanRevisionEntry entry) =>
        $"{ApiGate.Root}/plans/{entry.Plan}/revisions/{entry.Revision}";

    private static FindingsAnswer AnswerOf(CheckedPlan files) => new(files.CanRun, files.Findings);

    private static ProblemHttpResult NoPlan(string plan) => Problems.Of("not-found", $"There is no plan '{plan}'.");

    private static ProblemHttpResult NoRevision(string plan, string revision) =>
        Problems.Of("not-found", $"The plan '{plan}' has no revision {revision}.");
}
