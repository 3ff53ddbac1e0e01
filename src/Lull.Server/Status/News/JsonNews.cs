using System.Text.Json;
using NodaTime.Text;

namespace Lull.Server.Status.News;

/// <summary>The updates as JSON Feed 1.1.</summary>
internal static class JsonNews
{
    /// <summary>The feed; the parameters are those of <see cref="AtomFeed"/>.</summary>
    internal static byte[] Of(StatusBoard board, string name, string self, string page, StatusLinks links)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteString("version", "https://jsonfeed.org/version/1.1");
            writer.WriteString("title", name);
            writer.WriteString("home_page_url", page);
            writer.WriteString("feed_url", self);
            writer.WriteString("language", "en");
            writer.WriteStartArray("items");
            foreach (NewsItem item in NewsItem.Of(board))
            {
                string at = InstantPattern.General.Format(item.Update.At);
                writer.WriteStartObject();
                writer.WriteString("id", item.Id);
                writer.WriteString("url", links.Of(item.Maintenance, item.Update));
                writer.WriteString("title", item.Title);
                writer.WriteString("content_text", item.Text);
                writer.WriteString("date_published", at);
                writer.WriteString("date_modified", at);
                writer.WriteStartArray("tags");
                foreach (PublicComponent component in item.Maintenance.Components)
                {
                    writer.WriteStringValue(component.Name);
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return bytes.ToArray();
    }
}
