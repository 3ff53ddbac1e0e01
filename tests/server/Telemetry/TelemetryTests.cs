using System.Net;
using System.Text.RegularExpressions;
using Lull.Core.Maintenances;
using Lull.Server.Callers;
using Lull.Server.Tests.Kit;
using Lull.Server.Tests.Pages;
using Lull.Server.Tests.Webhooks;

namespace Lull.Server.Tests.Telemetry;

public sealed partial class TelemetryTests
{
    private const string Secret = "Nobody outside may read this";

    private const string Plan = $$"""
        maintenance: {{Secret}}
        author: ana
        impact: None.
        window: { start: 2026-12-03 14:00, end: 16:00, zone: America/Denver }
        change:
          - title: {{Secret}}
            shell.run: echo hello
            estimate: 1s
        rollback: { none: Nothing is changed. }
        """;

    [Fact]
    public async Task Metrics_and_traces_arrive_at_a_strict_receiver_and_are_those_of_the_manual()
    {
        await using OtlpReceiver otlp = await OtlpReceiver.StartAsync();
        await using Receiver hook = await Receiver.StartAsync();
        string manual = await File.ReadAllTextAsync(
            Path.Combine(Repository(), "docs", "operating.md"),
            TestContext.Current.CancellationToken
        );
        await using (
            Running running = await Running.StartAsync(change: options =>
                options with
                {
                    Otlp = otlp.Url,
                    WebhookHosts = ["127.0.0.1"],
                }
            )
        )
        {
            await BusyAsync(running, hook);
        }

        otlp.Wrong.ShouldBeEmpty();
        otlp.Services.Distinct(StringComparer.Ordinal).ShouldBe(["lull"]);
        otlp.Metrics.Keys.Order(StringComparer.Ordinal)
            .ShouldBe([
                "http.server.active_requests",
                "http.server.request.duration",
                "lull.commands",
                "lull.effects.duration",
                "lull.journal.append.duration",
                "lull.journal.events",
                "lull.stream.viewers",
                "lull.webhooks.tries",
            ]);
        foreach (ReceivedMetric metric in otlp.Metrics.Values)
        {
            manual.ShouldContain($"| `{metric.Name}` | {metric.Unit} |");
            metric.Description.ShouldNotBeEmpty();
        }

        (string name, IReadOnlyList<string> attributes) = otlp.Spans.ShouldHaveSingleItem();
        name.ShouldBe("effect step");
        attributes.ShouldBe(
            ["lull.maintenance", "lull.effect", "lull.attempt", "lull.action", "lull.outcome"],
            ignoreOrder: true
        );
    }

    [Fact]
    public async Task Prometheus_reads_the_same_numbers_when_it_may_view()
    {
        await using Receiver hook = await Receiver.StartAsync();
        await using Running running = await Running.StartAsync(change: options =>
            options with
            {
                WebhookHosts = ["127.0.0.1"],
            }
        );
        using HttpClient bo = await running.SignedInAsync("bo", Rights.View);
        using HttpClient nobody = running.Browser();
        using HttpClient chitra = await running.SignedInAsync("chitra", Rights.Operate);
        await BusyAsync(running, hook);

        string text = await bo.ReadAsync("/metrics");

        text.ShouldContain("# TYPE lull_commands_total counter");
        text.ShouldMatch(
            "lull_commands_total\\{[^}]*command=\"[a-z-]*propose[a-z-]*\"[^}]*decision=\"accepted\"[^}]*\\} [1-9]"
        );
        text.ShouldContain("lull_effects_duration_seconds_bucket{");
        text.ShouldContain("lull_journal_events_total");
        text.ShouldContain("http_server_request_duration_seconds_count{");
        text.ShouldNotContain(Secret);
        foreach (string line in text.Split('\n').Where(line => line.Length > 0))
        {
            Line().IsMatch(line).ShouldBeTrue(line);
        }

        chitra.DefaultRequestHeaders.Add("Accept", "text/plain");
        using HttpResponseMessage refused = await chitra.GetAsync(new Uri("/metrics", UriKind.Relative));
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using HttpResponseMessage closed = await nobody.GetAsync(new Uri("/metrics", UriKind.Relative));
        closed.StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    /// <summary>One step by the machine, from its plan to its end, a webhook that is told, and a viewer who looks on.</summary>
    private static async Task BusyAsync(Running running, Receiver hook)
    {
        using HttpClient ana = await running.SignedInAsync("ana");
        string webhook = (string)
            (await ana.TellAsync("/webhooks", new { url = hook.Url, kinds = (string[])["ended"] })).Good()["webhook"]![
                "id"
            ]!;
        MaintenanceId id = await running.PlanAsync(Plan);
        await using var stream = await EventStream.OpenAsync(ana, $"/maintenances/{id}/events/stream", null);
        await running.SendAsync(id, new Input.Propose("ana"), new Input.Start("ana"));
        await stream.NextAsync("end");
        // That it came is no answer yet: a try is counted when its answer was read.
        await Until.HoldsAsync(async () =>
            (await ana.AskAsync($"/webhooks/{webhook}/deliveries")).Good().AsArray() is [{ } told]
            && (string?)told["state"] == "delivered"
        );
    }

    private static string Repository()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Lull.slnx")))
        {
            folder = folder.Parent;
        }

        return folder.ShouldNotBeNull().FullName;
    }

    /// <summary>A line of the text format: a remark, or a name with labels, a number and perhaps a time.</summary>
    [GeneratedRegex(
        "\\A(# (HELP|TYPE|UNIT|EOF).*|[a-zA-Z_:][a-zA-Z0-9_:]*(\\{([a-z_]+=\"[^\"]*\",?)*\\})? (NaN|[+-]?Inf|[-+0-9.eE]+)( [0-9.]+)?)\\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Line();
}
