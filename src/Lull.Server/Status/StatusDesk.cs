using System.Text;
using Lull.Server.Callers;
using Lull.Server.People;
using Lull.Server.Status.Calendars;
using Lull.Server.Status.News;
using Lull.Server.Status.Statuspage;
using Microsoft.AspNetCore.Http;

namespace Lull.Server.Status;

/// <summary>Finds what an address means and hands out the answer.</summary>
internal sealed class StatusDesk(
    StatusBoards boards,
    StatusAnswers answers,
    StatusPages pages,
    StatusLinks links,
    FeedTokens tokens,
    Accounts accounts,
    ServerOptions options,
    TimeProvider time
)
{
    private const string Html = "text/html; charset=utf-8";
    private const string Calendar = "text/calendar; charset=utf-8";
    private const string Json = "application/json; charset=utf-8";

    internal Task<StatusAnswer> BoardAsync(string? component) =>
        BoardAnswerAsync(component, "page", Html, board => pages.BoardAsync(board, component));

    internal Task<StatusAnswer> CalendarAsync(string? component) =>
        BoardAnswerAsync(
            component,
            "calendar",
            Calendar,
            board =>
                Task.FromResult(
                    SubscriptionCalendar.Of(
                        board,
                        Name(component),
                        links.Of(component) + "/calendar.ics",
                        links.Of(component),
                        links.Of
                    )
                )
        );

    internal Task<StatusAnswer> AtomAsync(string? component) =>
        BoardAnswerAsync(
            component,
            "atom",
            "application/atom+xml; charset=utf-8",
            board =>
                Bytes(
                    AtomFeed.Of(board, Name(component), links.Of(component) + "/atom.xml", links.Of(component), links)
                )
        );

    internal Task<StatusAnswer> NewsAsync(string? component) =>
        BoardAnswerAsync(
            component,
            "news",
            "application/feed+json; charset=utf-8",
            board =>
                Bytes(
                    JsonNews.Of(board, Name(component), links.Of(component) + "/feed.json", links.Of(component), links)
                )
        );

    internal async Task<StatusAnswer> MaintenanceAsync(string id)
    {
        StatusBoard board = boards.Public;
        return Find(id) is { } one
            ? await answers.GetAsync(board, $"maintenance {one.Id}", Html, () => pages.MaintenanceAsync(one))
            : await MissingAsync();
    }

    /// <summary>The months in which anything is over; no page costs more than what it lists.</summary>
    internal Task<StatusAnswer> ArchiveAsync() =>
        answers.GetAsync(boards.Public, "archive", Html, () => pages.ArchiveAsync(ArchiveMonth.Of(boards.Past())));

    /// <summary>What began in a month, such as <c>2026-12</c>.</summary>
    internal async Task<StatusAnswer> ArchiveAsync(string month)
    {
        StatusBoard board = boards.Public;
        return ArchiveMonth.Of(boards.Past()).FirstOrDefault(one => one.Name == month) is { } found
            ? await answers.GetAsync(board, $"archive {month}", Html, () => pages.ArchiveAsync(found))
            : await MissingAsync();
    }

    internal async Task<StatusAnswer> NoticeAsync(string id)
    {
        StatusBoard board = boards.Public;
        return Find(id) is { } one
            ? await answers.GetAsync(
                board,
                $"notice {one.Id}",
                Calendar,
                () => Task.FromResult(MaintenanceNotice.Of(one, options.Name, links.Host, links.Contact, links.Of(one)))
            )
            : await MissingAsync();
    }

    internal Task<StatusAnswer> StatuspageAsync(string path) =>
        BoardAnswerAsync(null, path, Json, board => Bytes(new StatuspageAnswers(board, options.Name, links).For(path)));

    internal async Task<StatusAnswer> MissingAsync() =>
        new(await pages.MissingAsync(), Html, time.GetUtcNow(), StatusCodes.Status404NotFound);

    internal async Task<StatusAnswer> PrivateCalendarAsync(string token)
    {
        // A calendar ends with the account of the one who made it, and with their right to see what it holds.
        if (
            await tokens.UseAsync(token) is not { } feed
            || accounts.Find(feed.Owner) is not { IsDisabled: false } owner
            || !owner.Rights.HasFlag(Rights.View)
        )
        {
            return new StatusAnswer(
                Encoding.UTF8.GetBytes("There is no calendar of this address, or it was revoked.\n"),
                "text/plain; charset=utf-8",
                time.GetUtcNow(),
                StatusCodes.Status404NotFound,
                isShared: false
            );
        }

        StatusBoard whole = boards.Tentative;
        StatusBoard? board = feed.Component.Length == 0 ? whole : whole.Of(feed.Component);
        ReadOnlyMemory<byte> calendar = SubscriptionCalendar.Of(
            board ?? StatusBoard.OfTentative([], whole.At, whole.UpdatedAt),
            $"{options.Name}: {feed.Name}",
            address: "",
            links.Root + "/",
            links.Inside
        );
        return new StatusAnswer(
            calendar,
            Calendar,
            whole.UpdatedAt.ToDateTimeOffset() is var changed && changed < time.GetUtcNow()
                ? changed
                : time.GetUtcNow(),
            isShared: false
        );
    }

    private static Task<ReadOnlyMemory<byte>> Bytes(byte[] bytes) => Task.FromResult<ReadOnlyMemory<byte>>(bytes);

    private PublicMaintenance? Find(string id) =>
        MaintenanceId.TryParse(id, provider: null, out MaintenanceId? known) ? boards.Find(known) : null;

    private string Name(string? component) =>
        component is null ? options.Name : $"{options.Name}: {new PublicComponent(component).Title}";

    private async Task<StatusAnswer> BoardAnswerAsync(
        string? component,
        string kind,
        string type,
        Func<StatusBoard, Task<ReadOnlyMemory<byte>>> make
    )
    {
        StatusBoard board = boards.Public;
        StatusBoard? part = component is null ? board : board.Of(component);
        return part is null
            ? await MissingAsync()
            : await answers.GetAsync(board, $"{kind} {component}", type, () => make(part));
    }
}
