using System.Text;
using Lull.Engine.Journal;
using Lull.Engine.Timers;
using Lull.Server.Catalogue;
using Lull.Server.Status;
using Lull.Server.Status.Calendars;
using Lull.Server.Status.News;
using Lull.Server.Status.Statuspage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lull.Server.Tests.Status;

/// <summary>Everything the public can fetch, made from cards, without a server.</summary>
internal static class Shown
{
    internal const string Name = "Example Status";

    internal static StatusLinks Links { get; } = new(() => "https://status.example.org/", "");

    internal static StatusBoard Board(Instant now, params IEnumerable<MaintenanceCard> cards) =>
        StatusBoard.Of(cards, new StatusOptions(), now, Instant.FromUtc(2026, 1, 1, 0, 0));

    /// <summary>All answers by address, of the board as a whole, of each component, and of each maintenance.</summary>
    internal static async Task<Dictionary<string, string>> AllAsync(StatusBoard board)
    {
        var shown = new Dictionary<string, string>(StringComparer.Ordinal);
        StatusPages pages = Pages();
        foreach (string? component in board.Components.Select(one => (string?)one.Component.Name).Prepend(null))
        {
            StatusBoard part = component is null ? board : board.Of(component).ShouldNotBeNull();
            string at = component is null ? "/status" : $"/status/components/{component}";
            shown[at] = Text(await pages.BoardAsync(part, component));
            shown[at + "/calendar.ics"] = Calendar(part);
            shown[at + "/atom.xml"] = Text(
                AtomFeed.Of(part, Name, Links.Root + at + "/atom.xml", Links.Root + at, Links)
            );
            shown[at + "/feed.json"] = Text(
                JsonNews.Of(part, Name, Links.Root + at + "/feed.json", Links.Root + at, Links)
            );
        }

        foreach (PublicMaintenance one in board.All)
        {
            shown[$"/status/maintenances/{one.Id}"] = Text(await pages.MaintenanceAsync(one));
            shown[$"/status/maintenances/{one.Id}.ics"] = Notice(one);
        }

        foreach (string path in StatuspageAnswers.Paths.Keys)
        {
            shown["/api/v2/" + path] = Statuspage(board, path);
        }

        return shown;
    }

    internal static string Calendar(StatusBoard board) =>
        Text(SubscriptionCalendar.Of(board, Name, Links.Page + "/calendar.ics", Links.Page, Links.Of));

    internal static string Notice(PublicMaintenance one) =>
        Text(MaintenanceNotice.Of(one, Name, Links.Host, Links.Contact, Links.Of(one)));

    internal static string Statuspage(StatusBoard board, string path) =>
        Text(new StatuspageAnswers(board, Name, Links).For(path));

    internal static StatusPages Pages()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(
            new ServerOptions
            {
                Store = new Store(Path.GetTempPath()),
                Listen = new Uri("http://127.0.0.1:0"),
                Clock = new RealClock(TimeProvider.System),
                Name = Name,
            }
        );
        services.AddSingleton(Links);
        ServiceProvider provider = services.BuildServiceProvider();
        return new StatusPages(provider, provider.GetRequiredService<ILoggerFactory>());
    }

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
