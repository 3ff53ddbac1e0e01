using System.Globalization;
using Lull.Connectors;
using Lull.Core.Findings;
using Lull.Core.Maintenances;
using Lull.Plans;
using Lull.Server.Callers;
using Lull.Server.Pages.Shared;
using Lull.Server.Plans;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Lull.Server.Pages.Plans;

/// <summary>Sites that are kept: seen by everyone, written by authors.</summary>
internal static class SitePages
{
    internal static void MapSites(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/sites/{name}", ShowAsync);
        RouteGroupBuilder writing = routes.MapGroup("").Needs(Rights.Author);
        writing.MapGet("/sites/new", (HttpContext http) => Editor(http, Draft.Empty, []));
        writing.MapPost("/sites/new", KeepAsync);
        writing.MapPost("/sites/{name}", KeepAsync);
    }

    private static async Task<IResult> ShowAsync(string name, HttpContext http, PlanLibrary library) =>
        await library.SiteAsync(name) is { } site
            ? Editor(
                http,
                Draft.Empty with
                {
                    Plan = name,
                    Text = site.Text,
                    Seen = site.Site.Number.ToString(CultureInfo.InvariantCulture),
                },
                FindingsOf(site.Text)
            )
            : http.Missing($"There is no site {name} here.");

    private static async Task<IResult> KeepAsync(HttpContext http, PlanLibrary library)
    {
        Draft draft = (await Draft.OfAsync(http.Request)) with { Plan = $"{http.Request.RouteValues["name"]}" };
        ValueList<Finding> findings = FindingsOf(draft.Text);
        string name = SiteReader.Read(FileName, draft.Text, ConnectorKinds.Catalogue).Site?.Name ?? draft.Plan;
        if (draft.Problem.Length > 0)
        {
            http.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        }
        else if (!draft.IsOnlyChecked)
        {
            switch (
                await library.PutSiteAsync(
                    http.Caller(),
                    draft.Plan.Length > 0 ? draft.Plan : name,
                    draft.Text,
                    draft.Note,
                    // On the page for new ones no text was seen, so one that is there already is not written over.
                    int.TryParse(draft.Seen, CultureInfo.InvariantCulture, out int seen)
                        ? seen
                        : 0
                )
            )
            {
                case LibraryAnswer<KeptSite>.Done done:
                    return http.SeeOther($"/sites/{Uri.EscapeDataString(done.Value.Name)}");
                case LibraryAnswer<KeptSite>.Refused refused:
                    http.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
                    draft = draft with
                    {
                        Problem =
                            draft.Plan.Length == 0 && refused.Code == RefusalCode.WrongRevision
                                ? $"There is a site '{name}' already. Change it on its own page, or give this one another name."
                                : refused.Reason,
                    };
                    break;
            }
        }

        return Editor(http, draft, findings);
    }

    /// <summary>How findings name the text.</summary>
    internal const string FileName = "the site";

    private static ValueList<Finding> FindingsOf(string text) =>
        SiteReader.Read(FileName, text, ConnectorKinds.Catalogue).Findings;

    private static RazorComponentResult<SitePage> Editor(HttpContext http, Draft draft, ValueList<Finding> findings) =>
        http.Page<SitePage>(("Draft", draft), ("Findings", findings), ("Zone", ViewerZone.Of(http)));
}
