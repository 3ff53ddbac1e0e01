using System.Text;
using Lull.Core.Maintenances;
using Lull.Engine.Conducting;
using Lull.Engine.Events;
using Lull.Reports;
using Lull.Server.Callers;
using Lull.Server.Evidence;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Lull.Server.Api;

/// <summary>Reports, and the files that people attached.</summary>
internal static class ReportEndpoints
{
    internal static void MapReports(this IEndpointRouteBuilder routes)
    {
        MaintenanceEndpoints
            .Get(routes, "/maintenances/{id}/report", ReportAsync, "The report: json, markdown or html")
            .Refuses(400)
            .Produces<ReportPage>()
            .Produces<string>(StatusCodes.Status200OK, "text/markdown", "text/html");
        routes
            .MapPost("/maintenances/{id}/evidence", KeepAsync)
            .WithSummary("Attach a file; its hash goes into 'files' of a tick")
            .WithTags("Commands")
            .Needs(Rights.Operate)
            .Accepts<byte[]>(EvidenceContent.AnyType)
            .WithMetadata(new BodyLimit(EvidenceFiles.Largest))
            .Refuses(400, 401, 403, 404, 413);
        MaintenanceEndpoints
            .Get(routes, "/maintenances/{id}/evidence/{sha256}", FileAsync, "Get a file that was attached")
            .Produces<byte[]>(StatusCodes.Status200OK, EvidenceContent.AnyType);
    }

    private static async Task<IResult> ReportAsync(
        string id,
        string? format,
        MaintenanceEngine engine,
        CancellationToken cancellation
    )
    {
        if (
            !MaintenanceId.TryParse(id, null, out MaintenanceId? known)
            || await engine.StatusAsync(known, cancellation) is not { View: not null } status
        )
        {
            return Problems.NoMaintenance(id);
        }

        var events = new List<Published.Happened>();
        await foreach (Published published in engine.SubscribeAsync(known, 0, cancellation))
        {
            if (published is Published.Happened happened)
            {
                events.Add(happened);
                if (happened.Sequence >= status.Sequence)
                {
                    break;
                }
            }
        }

        ReportPage page = new ReportWriter(known, new Chronicle(events), head: "").Write();
        return (format ?? "json") switch
        {
            "json" => TypedResults.Json(page, LullJson.Options),
            "markdown" => TypedResults.Text(MarkdownReport.Write(page), "text/markdown", Encoding.UTF8),
            "html" => TypedResults.Text(HtmlReport.Write(page), "text/html", Encoding.UTF8),
            _ => Problems.Of("malformed", $"'{format}' is no format. Ask for json, markdown or html."),
        };
    }

    private static async Task<Results<Created<EvidenceFile>, ProblemHttpResult>> KeepAsync(
        string id,
        string name,
        HttpContext http,
        EvidenceFiles files,
        MaintenanceEngine engine,
        CancellationToken cancellation
    )
    {
        if (
            !MaintenanceId.TryParse(id, null, out MaintenanceId? known)
            || await engine.StatusAsync(known, cancellation) is null
        )
        {
            return Problems.NoMaintenance(id);
        }

        return await files.KeepAsync(http.Caller(), known, name, http.Request.Body, cancellation) is { } kept
            ? TypedResults.Created($"{ApiGate.Root}/maintenances/{id}/evidence/{kept.Sha256}", kept)
            : Problems.Of("body-too-large", EvidenceFiles.Refusal);
    }

    private static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> FileAsync(
        string id,
        string sha256,
        HttpContext http,
        EvidenceFiles files
    )
    {
        if (
            !MaintenanceId.TryParse(id, null, out MaintenanceId? known)
            || await files.FindAsync(known, sha256) is not { } file
            || files.Open(file.Sha256) is not { } content
        )
        {
            return Problems.Of("not-found", $"No such file was attached to '{id}'.");
        }

        // Whatever it holds, a browser must neither show it nor run it here.
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        return TypedResults.File(content.Bytes, EvidenceContent.AnyType, file.Name);
    }
}
