using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Lull.Core.Maintenances;
using Lull.Engine.Conducting;
using Lull.Engine.Connectors;
using Lull.Engine.Events;
using Lull.Engine.Journal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Lull.Engine.Control;

/// <summary>Lets other terminals of the same user talk to the running engine: HTTP and JSON over a socket beside the store.</summary>
/// <remarks>
/// The store's directory is for its owner only, and so is the socket; whoever can open it may act. Who acts is what the client
/// says, and is recorded.
/// </remarks>
public sealed class ControlServer : IAsyncDisposable
{
    /// <summary>Longer paths cannot be bound on any system we know (104 bytes on macOS, 108 on Linux, one for the end).</summary>
    private const int LongestPath = 103;

    private const long LargestBody = 1 << 20;
    private readonly WebApplication _app;

    private ControlServer(WebApplication app) => _app = app;

    /// <summary>Where the engine of a store listens.</summary>
    public static string SocketOf(string storeDirectory) => Path.Combine(storeDirectory, "control.sock");

    /// <summary>Listens. The caller owns the store, so that a socket that is there already is a leftover and is replaced.</summary>
    /// <param name="engine">Whom commands are for.</param>
    /// <param name="socket">Absolute path of the socket.</param>
    /// <param name="isService">True when the engine stays after its maintenances are over, so that others may hand it plans.</param>
    /// <param name="cancellation">Ends the starting.</param>
    /// <exception cref="ControlException">It cannot listen there; says why and what to do.</exception>
    public static async Task<ControlServer> StartAsync(
        MaintenanceEngine engine,
        string socket,
        bool isService,
        CancellationToken cancellation
    )
    {
        if (Encoding.UTF8.GetByteCount(socket) > LongestPath)
        {
            throw new ControlException(
                $"'{socket}' is too long for a socket ({LongestPath} bytes at most). Put the store in a shorter directory."
            );
        }

        try
        {
            File.Delete(socket);
            WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore();
            builder.WebHost.ConfigureKestrel(kestrel =>
            {
                kestrel.ListenUnixSocket(socket);
                kestrel.Limits.MaxRequestBodySize = LargestBody;
            });
            builder.Services.AddRoutingCore();
            builder.Services.AddSingleton<IHostLifetime, LifeOfItsOwn>();
            builder.Services.AddSingleton(engine);
            WebApplication app = builder.Build();
            Map(app, isService);
            await app.StartAsync(cancellation);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(socket, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            return new ControlServer(app);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new ControlException(
                $"Cannot listen at '{socket}': {refused.Message} Look at the directory's rights.",
                refused
            );
        }
    }

    /// <summary>Listens no more; requests that are being answered are cut off.</summary>
    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync();
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
    }

    private static void Map(IEndpointRouteBuilder routes, bool isService)
    {
        if (isService)
        {
            routes.MapGet("/service", (RequestDelegate)(http => Task.CompletedTask));
        }

        routes.MapGet("/audit", (RequestDelegate)AuditAsync);
        routes.MapGet("/maintenances", (RequestDelegate)ListAsync);
        routes.MapPost("/maintenances", (RequestDelegate)PlanAsync).WithMetadata(new LargePlans());
        routes.MapGet("/maintenances/{id}", (RequestDelegate)StatusAsync);
        routes.MapPost("/maintenances/{id}/commands", (RequestDelegate)CommandAsync);
        routes.MapGet("/maintenances/{id}/events", (RequestDelegate)EventsAsync);
        routes.MapGet("/maintenances/{id}/journal", (RequestDelegate)JournalAsync);
    }

    private static async Task ListAsync(HttpContext http)
    {
        MaintenanceEngine engine = EngineOf(http);
        var all = new List<MaintenanceStatus>();
        foreach (MaintenanceId id in await engine.ListAsync(http.RequestAborted))
        {
            if (await engine.StatusAsync(id, http.RequestAborted) is { } status)
            {
                all.Add(status);
            }
        }

        await Json(all).ExecuteAsync(http);
    }

    private static async Task AuditAsync(HttpContext http)
    {
        var witnesses = new List<Head>();
        foreach (string? written in http.Request.Query["anchor"])
        {
            if (!Anchor.TryParse(written, provider: null, out Anchor? anchor))
            {
                await Problem(http, $"'{written}' is not an anchor.");
                return;
            }

            witnesses.Add(anchor.Head);
        }

        var reports = new List<ChainReport>();
        await foreach (ChainReport report in EngineOf(http).VerifyAsync(witnesses, http.RequestAborted))
        {
            reports.Add(report);
        }

        await Json(reports).ExecuteAsync(http);
    }

    private static async Task PlanAsync(HttpContext http)
    {
        MaintenanceEvent.Planned? planned;
        try
        {
            planned = await JsonSerializer.DeserializeAsync<MaintenanceEvent.Planned>(
                http.Request.Body,
                LullJson.Options,
                http.RequestAborted
            );
        }
        catch (Exception wrong) when (wrong is JsonException or NotSupportedException)
        {
            await Problem(http, $"This is no plan: {wrong.Message}");
            return;
        }

        if (planned is null || planned.Rules != Machine.Rules)
        {
            await Problem(
                http,
                $"The plan was compiled under rules {planned?.Rules}; the engine that has the store knows {Machine.Rules}. Use the same version of Lull for both."
            );
            return;
        }

        try
        {
            MaintenanceId id = await EngineOf(http)
                .PlanAsync(planned.Procedure, planned.PlanText, planned.SiteText, CancellationToken.None);
            await Json(id).ExecuteAsync(http);
        }
        catch (OptionsException refused)
        {
            await Problem(http, refused.Message);
        }
        catch (ConductorException unrecorded)
        {
            await Problem(http, unrecorded.Message, StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static Task Problem(HttpContext http, string reason, int status = StatusCodes.Status400BadRequest) =>
        TypedResults.Problem(reason, statusCode: status).ExecuteAsync(http);

    private static async Task StatusAsync(HttpContext http)
    {
        MaintenanceStatus? status = IdOf(http) is { } id
            ? await EngineOf(http).StatusAsync(id, http.RequestAborted)
            : null;
        await (status is null ? NotFound(http) : (IResult)Json(status)).ExecuteAsync(http);
    }

    private static async Task CommandAsync(HttpContext http)
    {
        if (IdOf(http) is not { } id)
        {
            await NotFound(http).ExecuteAsync(http);
            return;
        }

        Input? command;
        try
        {
            command = await JsonSerializer.DeserializeAsync<Input>(
                http.Request.Body,
                LullJson.Options,
                http.RequestAborted
            );
        }
        catch (Exception wrong) when (wrong is JsonException or NotSupportedException)
        {
            await Problem(http, $"This is no command: {wrong.Message}");
            return;
        }

        // A command that has arrived is carried out, also when its sender does not wait for the answer.
        Decision decision = command is null
            ? new Decision.Refused("This is no command.", RefusalCode.Malformed)
            : await EngineOf(http).SendAsync(id, command, CancellationToken.None);
        await Json(decision).ExecuteAsync(http);
    }

    private static async Task EventsAsync(HttpContext http)
    {
        string asked = http.Request.Headers["Last-Event-ID"].FirstOrDefault() ?? http.Request.Query["after"].ToString();
        if (IdOf(http) is not { } id || await EngineOf(http).StatusAsync(id, http.RequestAborted) is null)
        {
            await NotFound(http).ExecuteAsync(http);
            return;
        }

        _ = long.TryParse(asked, CultureInfo.InvariantCulture, out long after);
        await TypedResults
            .ServerSentEvents(ItemsAsync(EngineOf(http), id, after, http.RequestAborted))
            .ExecuteAsync(http);
    }

    private static async Task JournalAsync(HttpContext http)
    {
        if (IdOf(http) is not { } id)
        {
            await NotFound(http).ExecuteAsync(http);
            return;
        }

        http.Response.ContentType = JournalLines.MediaType;
        await foreach (Envelope happened in EngineOf(http).ExportAsync(id, http.RequestAborted))
        {
            await http.Response.WriteAsync($"{JournalLines.Of(happened)}\n", http.RequestAborted);
        }
    }

    private static async IAsyncEnumerable<SseItem<string>> ItemsAsync(
        MaintenanceEngine engine,
        MaintenanceId id,
        long after,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        await foreach (Published what in engine.SubscribeAsync(id, after, cancellation))
        {
            yield return new SseItem<string>(JsonSerializer.Serialize(what, LullJson.Options))
            {
                EventId = what is Published.Happened happened
                    ? FormattableString.Invariant($"{happened.Sequence}")
                    : null,
            };
        }
    }

    private static MaintenanceEngine EngineOf(HttpContext http) =>
        http.RequestServices.GetRequiredService<MaintenanceEngine>();

    private static MaintenanceId? IdOf(HttpContext http) =>
        MaintenanceId.TryParse(http.Request.RouteValues["id"] as string, provider: null, out MaintenanceId? id)
            ? id
            : null;

    private static JsonHttpResult<T> Json<T>(T value) => TypedResults.Json(value, LullJson.Options);

    private static ProblemHttpResult NotFound(HttpContext http) =>
        TypedResults.Problem(
            $"There is no maintenance '{http.Request.RouteValues["id"]}' in this store.",
            statusCode: StatusCodes.Status404NotFound
        );

    /// <summary>A procedure of ten thousand hosts with every step written out is long.</summary>
    private sealed class LargePlans : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => 256 << 20;
    }

    /// <summary>The program around decides when to stop; signals are none of ours.</summary>
    private sealed class LifeOfItsOwn : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

/// <summary>The engine cannot be talked to. The message says why and what to do.</summary>
public sealed class ControlException(string message, Exception? cause = null) : Exception(message, cause);
