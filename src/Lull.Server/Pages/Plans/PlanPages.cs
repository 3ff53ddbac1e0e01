using Lull.Core.Findings;
using Lull.Core.Maintenances;
using Lull.Core.Windows;
using Lull.Engine.Timers;
using Lull.Plans;
using Lull.Reports;
using Lull.Server.Callers;
using Lull.Server.Commands;
using Lull.Server.Pages.Shared;
using Lull.Server.Plans;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Lull.Server.Pages.Plans;

/// <summary>Plans that are kept: written, checked, revised, and begun as maintenances.</summary>
internal static class PlanPages
{
    internal static void MapPlans(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/plans", (HttpContext http) => http.Page<PlanListPage>(("Zone", ViewerZone.Of(http))));
        routes.MapGet("/plans/{plan}", ShowAsync);
        routes.MapGet(
            "/docs/findings/{code}",
            IResult (string code, HttpContext http) =>
                FindingHelp.Of(code) is { } help
                    ? http.Page<FindingPage>(("Text", help))
                    : http.Missing($"There is no finding {code}.")
        );
        RouteGroupBuilder writing = routes.MapGroup("").Needs(Rights.Author);
        writing.MapGet("/plans/new", (HttpContext http) => Editor(http, Draft.Empty));
        writing.MapPost("/plans/new", KeepNewAsync);
        writing.MapGet("/plans/{plan}/revise", ReviseAsync);
        writing.MapPost("/plans/{plan}/revise", KeepRevisionAsync);
        writing.MapPost("/plans/{plan}/begin", BeginAsync);
    }

    private static async Task<IResult> ShowAsync(string plan, HttpContext http, PlanLibrary library) =>
        await PlanModel.OfAsync(plan, http.Request.Query["site"], http.Request.Query["revision"], library) is { } model
            ? http.Page<PlanPage>(("Model", model), ("Zone", ViewerZone.Of(http)))
            : http.Missing($"There is no plan {plan} here, or it has no such revision.");

    private static async Task<IResult> KeepNewAsync(HttpContext http, PlanLibrary library)
    {
        Draft draft = await Draft.OfAsync(http.Request);
        if (draft.IsOnlyChecked || draft.Text.Length == 0 || draft.Problem.Length > 0)
        {
            return await CheckedAsync(http, draft, library);
        }

        return await library.CreateAsync(http.Caller(), draft.Text, draft.Note) switch
        {
            LibraryAnswer<PlanRevisionEntry>.Done done => http.SeeOther(AddressOf(done.Value.Plan, draft.Site)),
            LibraryAnswer<PlanRevisionEntry>.Refused refused => await CheckedAsync(
                http,
                draft with
                {
                    Problem = refused.Reason,
                },
                library
            ),
        };
    }

    private static async Task<IResult> ReviseAsync(string plan, HttpContext http, PlanLibrary library) =>
        await library.PlanAsync(plan) is { } kept && await library.RevisionAsync(plan, kept.Revision) is { } present
            ? Editor(
                http,
                Draft.Empty with
                {
                    Plan = plan,
                    Seen = kept.Revision,
                    Text = present.Text,
                    Site = $"{http.Request.Query["site"]}",
                }
            )
            : http.Missing($"There is no plan {plan} here.");

    private static async Task<IResult> KeepRevisionAsync(string plan, HttpContext http, PlanLibrary library)
    {
        Draft draft = (await Draft.OfAsync(http.Request)) with { Plan = plan };
        if (draft.IsOnlyChecked || draft.Text.Length == 0 || draft.Problem.Length > 0)
        {
            return await CheckedAsync(http, draft, library);
        }

        return await library.ReviseAsync(http.Caller(), plan, draft.Seen, draft.Text, draft.Note) switch
        {
            LibraryAnswer<PlanRevisionEntry>.Done => http.SeeOther(AddressOf(plan, draft.Site)),
            LibraryAnswer<PlanRevisionEntry>.Refused refused => await CheckedAsync(
                http,
                draft with
                {
                    Problem = refused.Reason,
                },
                library
            ),
        };
    }

    private static async Task<IResult> BeginAsync(
        string plan,
        HttpContext http,
        PlanLibrary library,
        CommandDesk desk,
        IMaintenanceClock clock
    )
    {
        IFormCollection form = await http.Request.ReadFormAsync();
        string site = $"{form["site"]}";
        string revision = $"{form["revision"]}";
        var sent = BeginForm.Of(form);
        if (await PlanModel.OfAsync(plan, site, revision, library) is not { } model)
        {
            return http.Missing($"There is no plan {plan} here, or it has no such revision.");
        }

        if (
            !ChosenWindow.TryRead(
                sent.Start,
                sent.Length,
                model.Check.Plan,
                model.Check.AnnouncedWindow(),
                out Window? window,
                out string problem
            )
        )
        {
            return Again(http, model, sent, problem);
        }

        // The announced window of a plan is often long past when the plan is begun again.
        if ((window ?? model.Check.AnnouncedWindow()) is { } when && when.End <= clock.Now)
        {
            return Again(
                http,
                model,
                sent,
                $"That window is over since {when.End.Spoken(Times.ZoneOf(when.Zone))}. Name a start."
            );
        }

        switch (
            await library.BeginAsync(http.Caller(), plan, revision, site, window, replaces: null, http.RequestAborted)
        )
        {
            case LibraryAnswer<MaintenanceId>.Done done:
                if (sent.IsProposed)
                {
                    await desk.SendAsync(http.Caller(), done.Value, new Input.Propose(http.Caller().Person));
                }

                return http.SeeOther($"/maintenances/{done.Value}");
            case LibraryAnswer<MaintenanceId>.Refused refused:
                return Again(http, model, sent, refused.Reason, [.. refused.Findings.Except(model.Check.Findings)]);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static RazorComponentResult<PlanPage> Again(
        HttpContext http,
        PlanModel model,
        BeginForm sent,
        string problem,
        params IReadOnlyList<Finding> refused
    )
    {
        http.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return http.Page<PlanPage>(
            ("Model", model),
            ("Zone", ViewerZone.Of(http)),
            ("Problem", problem),
            ("Refused", refused),
            ("Sent", sent)
        );
    }

    private static async Task<IResult> CheckedAsync(HttpContext http, Draft draft, PlanLibrary library)
    {
        CheckedPlan check = await library.CheckTextAsync(
            Draft.Name,
            draft.Text,
            draft.Site.Length > 0 ? draft.Site : null
        );
        http.Response.StatusCode = draft is { IsOnlyChecked: true, Problem.Length: 0 }
            ? StatusCodes.Status200OK
            : StatusCodes.Status422UnprocessableEntity;
        string problem = draft is { Text.Length: 0, Problem.Length: 0 }
            ? "Paste a plan or choose a file first."
            : draft.Problem;
        return Editor(http, draft with { Problem = problem, Check = draft.Text.Length == 0 ? null : check });
    }

    private static RazorComponentResult<PlanEditorPage> Editor(HttpContext http, Draft draft) =>
        http.Page<PlanEditorPage>(("Draft", draft));

    private static string AddressOf(string plan, string site) =>
        site.Length == 0 ? $"/plans/{plan}" : $"/plans/{plan}?site={Uri.EscapeDataString(site)}";
}
