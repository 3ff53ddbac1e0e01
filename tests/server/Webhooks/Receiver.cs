using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Lull.Server.Tests.Webhooks;

/// <summary>What a team runs to hear of maintenances; on loopback.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Receiver(WebApplication app) => _app = app;

    /// <summary>What came, in order.</summary>
    internal ConcurrentQueue<(IHeaderDictionary Headers, string Body)> Received { get; } = new();

    /// <summary>What it answers.</summary>
    internal int Answer { get; set; } = 200;

    /// <summary>What it answers with, as text.</summary>
    internal string Says { get; set; } = "";

    /// <summary>It answers when this is done.</summary>
    internal Task Until { get; set; } = Task.CompletedTask;

    internal string Url =>
        _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    internal static async Task<Receiver> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        var receiver = new Receiver(app);
        app.Run(async http =>
        {
            using var reader = new StreamReader(http.Request.Body);
            receiver.Received.Enqueue(
                (new HeaderDictionary(http.Request.Headers.ToDictionary()), await reader.ReadToEndAsync())
            );
            await receiver.Until;
            http.Response.StatusCode = receiver.Answer;
            http.Response.Headers.Location = "http://127.0.0.1:1/elsewhere";
            await http.Response.WriteAsync(receiver.Says);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
