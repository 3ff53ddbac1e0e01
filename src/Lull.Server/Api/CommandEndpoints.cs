using System.Globalization;
using Lull.Core.Maintenances;
using Lull.Engine.Conducting;
using Lull.Reports;
using Lull.Server.Callers;
using Lull.Server.Commands;
using Lull.Server.Evidence;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lull.Server.Api;

/// <summary>One POST for each command. Who lacks the right is refused by the desk, so that it stands in the journal.</summary>
internal static class CommandEndpoints
{
    internal static void MapCommands(this IEndpointRouteBuilder routes)
    {
        Map(routes, "propose", "Hand the plan in for approval", by => new Input.Propose(by));
        Map<ApproveBody>(
            routes,
            "approve",
            "Approve in a role, before the start",
            (by, body) => new Input.Approve(by, body.Role, body.Revision)
        );
        Map<WithdrawBody>(
            routes,
            "withdraw",
            "Take one's approval back",
            (by, body) => new Input.WithdrawApproval(by, body.Role, body.Reason)
        );
        Map(routes, "start", "Let steps start", by => new Input.Start(by));
        MapReasoned(routes, "cancel", "Call it off before it starts", (by, reason) => new Input.Cancel(by, reason));
        Map<StepBody>(routes, "claim", "Say that one does a manual step", (by, body) => new Input.Claim(by, body.Node));
        MapTick(routes);
        Map<StepBody>(
            routes,
            "approve-step",
            "Approve at an approval step",
            (by, body) => new Input.ApproveStep(by, body.Node)
        );
        Map<StepReasonBody>(
            routes,
            "skip",
            "Leave a step or block out",
            (by, body) => new Input.Skip(by, body.Node, body.Reason)
        );
        Map<StepReasonBody>(
            routes,
            "retry",
            "Try a failed step again",
            (by, body) => new Input.Retry(by, body.Node, body.Reason)
        );
        Map<AnswerBody>(
            routes,
            "answer",
            "Answer a question",
            (by, body) => new Input.Answer(by, body.Question, body.Choice, body.Reason)
        );
        MapReasoned(routes, "pause", "Start nothing new", (by, reason) => new Input.Pause(by, reason));
        Map(routes, "resume", "Go on after a pause", by => new Input.Resume(by));
        Map<ExtendBody>(
            routes,
            "extend",
            "Make the window longer",
            (by, body) => new Input.Extend(by, body.Length, body.Reason)
        );
        MapReasoned(
            routes,
            "abort",
            "Stop, and close everything that is open",
            (by, reason) => new Input.Abort(by, reason)
        );
        Map<RollBackBody>(
            routes,
            "roll-back",
            "Undo everything, a rolling block, or one host of it",
            (by, body) => new Input.RollBack(by, body.Node, body.Reason)
        );
        MapReasoned(
            routes,
            "waive",
            "Go on past the point of no return",
            (by, reason) => new Input.WaivePointOfNoReturn(by, reason)
        );
        Map<DisownBody>(
            routes,
            "disown",
            "Take over the duty to close a bracket",
            (by, body) => new Input.Disown(by, body.Bracket, body.Reason)
        );
        Map<ItemBody>(
            routes,
            "item",
            "Set an item's state",
            (by, body) => new Input.ChangeItem(by, body.Item, body.State, body.Reason)
        );
        Map<NoteBody>(routes, "note", "Write something down", (by, body) => new Input.Note(by, body.Text, body.Node));
        Map<AddStepBody>(
            routes,
            "add-step",
            "Add a manual step that must be done before the end",
            (by, body) => new Input.AddStep(by, body.Title, body.Role)
        );
        Map<FinishAddedStepBody>(
            routes,
            "finish-added-step",
            "Say that an added step is done",
            (by, body) => new Input.FinishAddedStep(by, body.Number, body.Evidence)
        );
        Map<IncidentBody>(
            routes,
            "incident",
            "Report an incident during the soak",
            (by, body) => new Input.ReportIncident(by, body.Severity, body.Text)
        );
    }

    private static void Map(IEndpointRouteBuilder routes, string name, string summary, Func<string, Input> input) =>
        Describe(
            routes.MapPost(
                $"/maintenances/{{id}}/{name}",
                (string id, HttpContext http) => SendAsync(http, id, input(http.Caller().Person))
            ),
            name,
            summary
        );

    private static void Map<TBody>(
        IEndpointRouteBuilder routes,
        string name,
        string summary,
        Func<string, TBody, Input> input
    )
        where TBody : class =>
        Describe(
            routes.MapPost(
                $"/maintenances/{{id}}/{name}",
                (string id, TBody body, HttpContext http) => SendAsync(http, id, input(http.Caller().Person, body))
            ),
            name,
            summary
        );

    /// <summary>A command that only takes a reason, which may be left out with the whole body.</summary>
    private static void MapReasoned(
        IEndpointRouteBuilder routes,
        string name,
        string summary,
        Func<string, string, Input> input
    ) =>
        Describe(
            routes.MapPost(
                $"/maintenances/{{id}}/{name}",
                (string id, ReasonBody? body, HttpContext http) =>
                    SendAsync(http, id, input(http.Caller().Person, body?.Reason ?? ""))
            ),
            name,
            summary
        );

    private static void MapTick(IEndpointRouteBuilder routes) =>
        Describe(
            routes.MapPost(
                "/maintenances/{id}/tick",
                async Task<Results<Ok<CommandAnswer>, ProblemHttpResult>> (
                    string id,
                    TickBody body,
                    HttpContext http,
                    EvidenceFiles files
                ) =>
                {
                    string evidence = body.Evidence;
                    if (
                        MaintenanceId.TryParse(id, null, out MaintenanceId? known) && body.Files is { Count: > 0 } named
                    )
                    {
                        var attached = new List<EvidenceFile>();
                        foreach (string hash in named)
                        {
                            if (await files.FindAsync(known, hash) is not { } file)
                            {
                                return Problems.Of("not-found", $"No file {hash} was attached to {id}.");
                            }

                            attached.Add(file);
                        }

                        evidence = EvidenceFiles.Say(evidence, attached);
                    }

                    return await SendAsync(
                        http,
                        id,
                        new Input.Tick(http.Caller().Person, body.Node, body.Succeeded, evidence)
                    );
                }
            ),
            "tick",
            "Tick a manual step off, or say that it failed"
        );

    private static void Describe(RouteHandlerBuilder endpoint, string name, string summary) =>
        endpoint
            .WithName(name)
            .WithSummary(summary)
            .WithTags("Commands")
            .Needs(Rights.None)
            .Produces<CommandAnswer>()
            .Refuses(400, 401, 403, 404, 409, 412, 413, 415, 422, 503);

    private static async Task<Results<Ok<CommandAnswer>, ProblemHttpResult>> SendAsync(
        HttpContext http,
        string id,
        Input command
    )
    {
        if (!MaintenanceId.TryParse(id, null, out MaintenanceId? known))
        {
            return Problems.NoMaintenance(id);
        }

        long? seen = null;
        string condition = http.Request.Headers.IfMatch.ToString();
        if (condition.Length > 0 && condition != "*")
        {
            if (!long.TryParse(condition.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out long sequence))
            {
                return Problems.Of("malformed", "If-Match is the ETag of the maintenance, such as \"17\".");
            }

            seen = sequence;
        }

        CommandDesk desk = http.RequestServices.GetRequiredService<CommandDesk>();
        switch (await desk.SendAsync(http.Caller(), known, command, seen))
        {
            case Decision.Refused refused:
                return Problems.Of(refused.Code, refused.Reason);
            case Decision.Accepted accepted:
                MaintenanceStatus? status = await http
                    .RequestServices.GetRequiredService<MaintenanceEngine>()
                    .StatusAsync(known, CancellationToken.None);
                long last = status?.Sequence ?? 0;
                http.Response.Headers.ETag = FormattableString.Invariant($"\"{last}\"");
                return TypedResults.Ok(new CommandAnswer(last, [.. accepted.Events]));
        }

        return Problems.Of("fault", "The engine gave no decision.");
    }
}
