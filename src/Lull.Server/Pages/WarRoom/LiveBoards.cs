using System.Runtime.CompilerServices;
using Lull.Server.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging;

namespace Lull.Server.Pages.WarRoom;

/// <summary>The boards of the maintenances that are looked at; each renders its fragments once for all its viewers.</summary>
internal sealed class LiveBoards(IServiceProvider services, ILoggerFactory logging)
{
    private readonly ConditionalWeakTable<LiveMaintenance, LiveBoard> _boards = [];

    internal LiveBoard Of(LiveMaintenance live) => _boards.GetValue(live, one => new LiveBoard(one, RenderAsync));

    private async Task<IReadOnlyDictionary<string, string>> RenderAsync(LiveSnapshot snapshot)
    {
        await using var renderer = new HtmlRenderer(services, logging);
        var parameters = ParameterView.FromDictionary(
            new Dictionary<string, object?>(StringComparer.Ordinal) { ["Snapshot"] = snapshot }
        );
        return await renderer.Dispatcher.InvokeAsync(async () =>
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["head"] = (await renderer.RenderComponentAsync<WarHead>(parameters)).ToHtmlString(),
                ["clocks"] = (await renderer.RenderComponentAsync<WarClocks>(parameters)).ToHtmlString(),
                ["pools"] = (await renderer.RenderComponentAsync<WarPools>(parameters)).ToHtmlString(),
                ["tracks"] = (await renderer.RenderComponentAsync<WarTracks>(parameters)).ToHtmlString(),
                ["brackets"] = (await renderer.RenderComponentAsync<WarBrackets>(parameters)).ToHtmlString(),
            }
        );
    }
}
