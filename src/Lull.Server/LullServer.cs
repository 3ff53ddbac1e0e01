using Lull.Engine.Conducting;
using Lull.Engine.Timers;
using Lull.Server.Api;
using Lull.Server.Callers;
using Lull.Server.Catalogue;
using Lull.Server.Commands;
using Lull.Server.Data;
using Lull.Server.Engines;
using Lull.Server.Evidence;
using Lull.Server.Live;
using Lull.Server.Pages;
using Lull.Server.Pages.People;
using Lull.Server.Pages.WarRoom;
using Lull.Server.People;
using Lull.Server.Plans;
using Lull.Server.Security;
using Lull.Server.Status;
using Lull.Server.Telemetry;
using Lull.Server.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Lull.Server;

/// <summary>The service: it owns the conductors of its store and shows them over the web, the API and the socket beside the store.</summary>
public sealed class LullServer : IAsyncDisposable
{
    private readonly EngineHost _host;
    private readonly WebApplication _app;
    private readonly TelemetryServices _telemetry;
    private int _isClosed;

    private LullServer(EngineHost host, WebApplication app, TelemetryServices telemetry)
    {
        _telemetry = telemetry;
        _host = host;
        _app = app;
    }

    /// <summary>Where it really listens.</summary>
    public Uri Address =>
        new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>The engine behind it.</summary>
    public MaintenanceEngine Engine => _host.Engine;

    /// <summary>The link that makes the first administrator, for whoever started the program; null when an account exists.</summary>
    public Uri? FirstLink { get; private set; }

    /// <summary>What the server is made of, for the program around it and for tests.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Opens the store, goes on with what is not over, and listens.</summary>
    public static async Task<LullServer> StartAsync(ServerOptions options, CancellationToken cancellation)
    {
        Reach.Check(options);
        EngineHost host = await EngineHost.OpenAsync(
            options.Store,
            options.Clock,
            isService: true,
            options.PublicUrl,
            cancellation
        );
        var telemetry = new TelemetryServices(options);
        try
        {
            ServerDatabase database = await ServerDatabase.OpenAsync(
                options.Store,
                [
                    MaintenanceCatalogue.Schema,
                    PlanLibrary.Schema,
                    EvidenceFiles.Schema,
                    Idempotency.Schema,
                    WebhookLibrary.Schema,
                    .. PeopleServices.Schemas,
                    FeedTokens.Schema,
                ]
            );
            WebApplication app = await BuildAsync(options, host, database, telemetry, cancellation);
            await app.StartAsync(cancellation);
            var server = new LullServer(host, app, telemetry);
            FirstStart first = app.Services.GetRequiredService<FirstStart>();
            server.FirstLink = await first.LinkAsync(options.PublicUrl ?? server.Address);
            return server;
        }
        catch
        {
            await host.DisposeAsync();
            telemetry.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Starts no new effects and waits for those under way, at most so long; meanwhile everything can be looked at, and
    /// <c>/readyz</c> says so. Then takes no more requests and closes the store.
    /// </summary>
    public async Task StopAsync(TimeSpan limit)
    {
        Readiness readiness = _app.Services.GetRequiredService<Readiness>();
        readiness.Drains();
        await _host.DrainAsync(limit);
        readiness.IsSafeToRestart();
        await CloseAsync(TimeSpan.FromSeconds(1));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await CloseAsync(TimeSpan.Zero);

    private async Task CloseAsync(TimeSpan patience)
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 1)
        {
            return;
        }

        using var limit = new CancellationTokenSource(patience);
        await _app.StopAsync(limit.Token);
        await _app.DisposeAsync();
        await _host.DisposeAsync();
        _telemetry.Dispose();
    }

    private static async Task<WebApplication> BuildAsync(
        ServerOptions options,
        EngineHost host,
        ServerDatabase database,
        TelemetryServices telemetry,
        CancellationToken cancellation
    )
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.AddListening(options);
        builder.Services.AddRoutingCore();
        builder.Services.AddServerLog(options);
        builder.Services.AddSingleton<IHostLifetime, LifeOfItsOwn>();
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<IMaintenanceClock>(options.Clock);
        builder.Services.AddSingleton(options.Clock.Time);
        builder.Services.AddSingleton(host.Engine);
        builder.Services.AddSingleton(database);
        builder.Services.AddSingleton(
            await MaintenanceCatalogue.OpenAsync(host.Engine, database, options.Clock, cancellation)
        );
        builder.Services.AddSingleton<LiveMaintenances>();
        builder.Services.AddSingleton<CommandDesk>();
        builder.Services.AddSingleton<Readiness>();
        builder.Services.AddSingleton<PlanLibrary>();
        builder.Services.AddSingleton(options.Store);
        builder.Services.AddSingleton<Instruments>();
        builder.Services.AddApi();
        builder.Services.AddWebhooks(options);
        builder.Services.AddRazorComponents();
        await builder.Services.AddPeopleAsync(options, database);
        builder.Services.AddStatus();
        builder.Services.AddAntiforgery();
        // Pages hold no secret but the antiforgery token, which is another one each time; so compressing over TLS tells nothing.
        builder.Services.AddResponseCompression(compression => compression.EnableForHttps = true);
        builder.Services.AddWarRoom();

        WebApplication app = builder.Build();
        app.UseResponseCompression();
        app.UseSecurityHeaders(options);
        app.UseFaultAnswers();
        app.UseHostGuard(options);
        app.UseApiGate();
        app.UseAuthentication();
        app.UseCallers();
        app.UseRouting();
        app.UseAccessGuard();
        app.UseForeignRequestGuard(options);
        app.UseAntiforgery();
        app.UseBodyLimits();
        app.UseIdempotency();
        app.MapAssets();
        app.MapHealth();
        telemetry.MapMetrics(app);
        app.MapApi();
        app.MapPages();
        app.MapStatus();
        app.MapFeedTokens();
        app.MapWarRoom();
        return app;
    }

    /// <summary>The program around decides when to stop; signals are none of ours.</summary>
    private sealed class LifeOfItsOwn : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
