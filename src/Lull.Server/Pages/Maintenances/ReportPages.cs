using Lull.Engine.Conducting;
using Lull.Engine.Journal;
using Lull.Reports;
using Lull.Server.Live;
using Lull.Server.Pages.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lull.Server.Pages.Maintenances;

/// <summary>What came of a maintenance: as a page, and as a file to keep.</summary>
internal static class ReportPages
{
    internal static void MapReports(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/maintenances/{id}/report", ShowAsync);
        routes.MapGet(
            "/maintenances/{id}/report.md",
            (string id, HttpContext http, LiveMaintenances live, MaintenanceEngine engine) =>
                FileAsync(id, http, live, engine, "md", "text/markdown; charset=utf-8", MarkdownReport.Write)
        );
        routes.MapGet(
            "/maintenances/{id}/report.html",
            (string id, HttpContext http, LiveMaintenances live, MaintenanceEngine engine) =>
                FileAsync(id, http, live, engine, "html", "text/html; charset=utf-8", HtmlReport.Write)
        );
    }

    private static async Task<IResult> ShowAsync(
        string id,
        HttpContext http,
        LiveMaintenances live,
        MaintenanceEngine engine
    ) =>
        await ReadAsync(id, http, live, engine) is { } read
            ? http.Page<ReportShowPage>(
                ("Live", read.Live),
                ("Report", read.Page),
                ("Journal", read.Journal),
                ("Zone", ViewerZone.Of(http))
            )
            : http.Missing($"There is no maintenance {id} here, or its journal cannot be read.");

    private static async Task<IResult> FileAsync(
        string id,
        HttpContext http,
        LiveMaintenances live,
        MaintenanceEngine engine,
        string extension,
        string type,
        Func<ReportPage, string> write
    ) =>
        await ReadAsync(id, http, live, engine) is { } read
            ? Results.File(System.Text.Encoding.UTF8.GetBytes(write(read.Page)), type, $"{id}.{extension}")
            : http.Missing($"There is no maintenance {id} here, or its journal cannot be read.");

    private static async Task<(LiveMaintenance Live, ReportPage Page, VerifiedJournal Journal)?> ReadAsync(
        string id,
        HttpContext http,
        LiveMaintenances live,
        MaintenanceEngine engine
    )
    {
        if (
            await MaintenancePages.FindAsync(id, live) is not { } found
            || await engine.VerifyAsync(found.Id, http.RequestAborted) is not { } journal
        )
        {
            return null;
        }

        var events = new List<Published.Happened>();
        await foreach (Published published in engine.SubscribeAsync(found.Id, 0, http.RequestAborted))
        {
            if (published is Published.Happened happened)
            {
                events.Add(happened);
                if (happened.Sequence >= journal.Head.Sequence)
                {
                    break;
                }
            }
        }

        return (found, new ReportWriter(found.Id, new Chronicle(events), journal.Head.Short).Write(), journal);
    }
}
