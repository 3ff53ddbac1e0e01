using System.Text;

namespace Lull.Server.Status.News;

/// <summary>One update of one maintenance, as feeds of news tell it. What it says never changes, however the maintenance goes on.</summary>
internal sealed record NewsItem(PublicMaintenance Maintenance, PublicUpdate Update)
{
    /// <summary>At most so many are in a feed; readers have long fetched what is older.</summary>
    private const int Most = 200;

    /// <summary>Its id, the same for ever.</summary>
    internal string Id => "urn:uuid:" + Maintenance.UpdateUid(Update);

    /// <summary>The title of the maintenance and what happened.</summary>
    internal string Title =>
        $"{Maintenance.Title}: {char.ToLowerInvariant(Update.Text[0])}{Update.Text[1..].TrimEnd('.')}";

    /// <summary>In sentences, a line each.</summary>
    internal string Text
    {
        get
        {
            var text = new StringBuilder(Update.Text);
            text.Append('\n')
                .Append(WindowWords.Of(Maintenance.Start, Maintenance.AnnouncedEnd, Maintenance.Zone).Whole);
            text.Append('\n').Append(Maintenance.ImpactText);
            if (Maintenance.Components.Count > 0)
            {
                text.Append("\nConcerns: ")
                    .AppendJoin(", ", Maintenance.Components.Select(one => one.Title))
                    .Append('.');
            }

            return text.ToString();
        }
    }

    /// <summary>The updates of a board, newest first.</summary>
    internal static IReadOnlyList<NewsItem> Of(StatusBoard board) =>
        [
            .. board
                .All.SelectMany(one => one.Updates.Select(update => new NewsItem(one, update)))
                .OrderByDescending(item => item.Update.At)
                .ThenByDescending(item => item.Update.Number)
                .ThenBy(item => item.Maintenance.Id, StringComparer.Ordinal)
                .Take(Most),
        ];
}
