using System.Text;
using Lull.Server.Pages.Status;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging;

namespace Lull.Server.Status;

/// <summary>Renders the public pages: components without script, to bytes that all readers get.</summary>
public sealed class StatusPages(IServiceProvider services, ILoggerFactory logging)
{
    /// <summary>The status page, or that of one component.</summary>
    internal Task<ReadOnlyMemory<byte>> BoardAsync(StatusBoard board, string? component) =>
        RenderAsync<BoardPage>(("Board", board), ("Component", component));

    /// <summary>The page of one maintenance.</summary>
    internal Task<ReadOnlyMemory<byte>> MaintenanceAsync(PublicMaintenance one) =>
        RenderAsync<MaintenancePage>(("One", one));

    /// <summary>The months of the archive.</summary>
    internal Task<ReadOnlyMemory<byte>> ArchiveAsync(IReadOnlyList<ArchiveMonth> months) =>
        RenderAsync<ArchivePage>(("Months", months));

    /// <summary>One month of the archive.</summary>
    internal Task<ReadOnlyMemory<byte>> ArchiveAsync(ArchiveMonth month) =>
        RenderAsync<ArchiveMonthPage>(("Month", month));

    /// <summary>The page for what is not there.</summary>
    internal Task<ReadOnlyMemory<byte>> MissingAsync() => RenderAsync<MissingPage>();

    private async Task<ReadOnlyMemory<byte>> RenderAsync<TPage>(params (string Name, object? Value)[] parameters)
        where TPage : IComponent
    {
        await using var renderer = new HtmlRenderer(services, logging);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var given = ParameterView.FromDictionary(
                parameters.ToDictionary(one => one.Name, one => one.Value, StringComparer.Ordinal)
            );
            var rendered = await renderer.RenderComponentAsync<TPage>(given);
            return (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(rendered.ToHtmlString());
        });
    }
}
