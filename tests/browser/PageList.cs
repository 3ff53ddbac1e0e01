using System.Net;
using System.Text.RegularExpressions;
using Lull.Core.Maintenances;
using Lull.Server.Status;
using Lull.Server.Tests.Kit;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lull.Browser.Tests;

/// <summary>The addresses of every page that a server has, made from its routes, so that a page that is added later is looked at too.</summary>
internal static partial class PageList
{
    /// <summary>Pages of a server in which much is going on: each with every example, the war room in every state.</summary>
    internal static async Task<IReadOnlyList<PageAddress>> OfAsync(Scenes scenes)
    {
        MaintenanceView asking = (
            await scenes.Running.Server.Engine.StatusAsync(scenes.Ids["asking"], TestContext.Current.CancellationToken)
        )!.View!;
        int failed = asking.Questions[0].Question.Subject;
        var examples = new Dictionary<string, string[]>(StringComparer.Ordinal)
        {
            ["/maintenances/{id}/procedure/{node:int}: node:int"] =
            [
                $"{asking.Nodes.First(node => node.Kind == Core.Procedures.NodeKind.Rolling).Number}",
            ],
            ["/maintenances/{id}/orders/{name}: name"] =
            [
                "pause",
                "extend",
                "abort",
                "cancel",
                "roll-back",
                "waive-point-of-no-return",
                "note",
                "add-step",
                "report-incident",
            ],
            ["/settings/webhooks/{id}: id"] = [scenes.Webhook],
            ["/sites/{name}: name"] = ["production"],
            ["/status/components/{name}: name"] = ["Web"],
            ["id"] = [scenes.Ids["asking"].Text],
            ["node:int"] = [$"{failed}"],
            ["host"] = ["web5"],
            ["site"] = ["frankfurt"],
            ["plan"] = [scenes.Kept.Plan, scenes.Faulty.Plan],
            ["code"] = ["LULL0205"],
            ["person"] = ["bo"],
            ["name"] = ["web"],
            ["month"] = [Month(scenes)],
            ["hash"] = ["none"],
            ["token"] = ["none"],
            ["edition"] = ["none"],
            ["**name"] = ["none"],
            ["**rest"] = ["nothing-here"],
        };
        string[] states =
        [
            .. from state in scenes.Ids
            where state.Key != "asking"
            from page in (string[])["", "/live", "/hand-over", "/report"]
            where page is "/live" || state.Key is "needs-recovery" or "proposed"
            select $"/maintenances/{state.Value}{page}",
        ];
        string[] views =
        [
            "/?view=week",
            "/?view=list",
            $"/maintenances/{scenes.Ids["asking"]}/revisions?view=side",
            $"/maintenances/{scenes.Ids["asking"]}/journal?raw=1",
            $"/maintenances/{scenes.Ids["asking"]}/live?only=changing",
            $"/maintenances/{scenes.Ids["asking"]}/items?state=not-doing",
            "/nothing-here",
        ];
        return await ShownAsync(
            scenes.Running,
            [.. RoutesOf(scenes.Running).SelectMany(route => Filled(route, examples)), .. states, .. views]
        );
    }

    /// <summary>Pages of a server in which there is nothing yet: those whose addresses name nothing.</summary>
    internal static async Task<IReadOnlyList<PageAddress>> OfAsync(Running empty) =>
        await ShownAsync(empty, [.. RoutesOf(empty).Where(route => !route.Contains('{', StringComparison.Ordinal))]);

    /// <summary>The newest month in which something is over.</summary>
    private static string Month(Scenes scenes) =>
        ArchiveMonth.Of(scenes.Running.Server.Services.GetRequiredService<StatusBoards>().Past())[0].Name;

    private static IEnumerable<string> RoutesOf(Running running) =>
        running
            .Server.Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint =>
                endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("GET") != false
            )
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.Trim('/'))
            .Where(route => !route.StartsWith("/api/", StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal);

    /// <summary>An address for every example of every parameter.</summary>
    private static IEnumerable<string> Filled(string route, IReadOnlyDictionary<string, string[]> examples)
    {
        IEnumerable<string> filled = [route];
        foreach (Match parameter in Parameter().Matches(route))
        {
            string name = parameter.Groups["name"].Value;
            string[] values =
                examples.GetValueOrDefault($"{route}: {name}")
                ?? examples.GetValueOrDefault(name)
                ?? throw new InvalidOperationException($"Name an example for {parameter} of {route} in PageList.");
            filled = filled.SelectMany(path =>
                values.Select(value => path.Replace(parameter.Value, value, StringComparison.Ordinal))
            );
        }

        return filled;
    }

    /// <summary>Those that are whole pages, for somebody who has signed in or else for a stranger; fragments, streams and data are not.</summary>
    private static async Task<IReadOnlyList<PageAddress>> ShownAsync(Running running, IEnumerable<string> paths)
    {
        using HttpClient ana = await running.SignedInAsync("ana");
        using HttpClient nobody = running.Browser();
        var pages = new List<PageAddress>();
        foreach (string path in paths)
        {
            if (await IsPageAsync(ana, path))
            {
                pages.Add(new PageAddress(path, IsForStrangers: false));
            }
            else if (await IsPageAsync(nobody, path))
            {
                pages.Add(new PageAddress(path, IsForStrangers: true));
            }
        }

        return pages;
    }

    private static async Task<bool> IsPageAsync(HttpClient http, string path)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var asked = new HttpRequestMessage(HttpMethod.Get, path);
        asked.Headers.Accept.ParseAdd("text/html");
        using HttpResponseMessage answer = await http.SendAsync(
            asked,
            HttpCompletionOption.ResponseHeadersRead,
            cancellation
        );
        return answer.StatusCode is not (HttpStatusCode.Found or HttpStatusCode.SeeOther)
            && answer.Content.Headers.ContentType?.MediaType == "text/html"
            && answer.Content.Headers.ContentDisposition is null
            && (await answer.Content.ReadAsStringAsync(cancellation)).StartsWith(
                "<!DOCTYPE html>",
                StringComparison.Ordinal
            );
    }

    [GeneratedRegex(@"\{(?<name>[^}]+)\}", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Parameter();
}

/// <summary>Where a page is.</summary>
/// <param name="Path">Path and query.</param>
/// <param name="IsForStrangers">True when only somebody who has not signed in is shown it.</param>
internal sealed record PageAddress(string Path, bool IsForStrangers);
