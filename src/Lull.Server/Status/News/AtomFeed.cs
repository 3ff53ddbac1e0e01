using System.Net;
using System.Text;
using System.Xml;
using NodaTime.Text;

namespace Lull.Server.Status.News;

/// <summary>The updates as Atom (RFC 4287): one entry for each, whose id never changes.</summary>
internal static class AtomFeed
{
    private const string Namespace = "http://www.w3.org/2005/Atom";

    /// <summary>The feed.</summary>
    /// <param name="board">What it tells of.</param>
    /// <param name="name">Its title.</param>
    /// <param name="self">Where it is.</param>
    /// <param name="page">The page it belongs to.</param>
    /// <param name="links">Addresses of maintenances.</param>
    internal static byte[] Of(StatusBoard board, string name, string self, string page, StatusLinks links)
    {
        using var bytes = new MemoryStream();
        var settings = new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true };
        using (var writer = XmlWriter.Create(bytes, settings))
        {
            writer.WriteStartElement("feed", Namespace);
            Element(writer, "id", page);
            Element(writer, "title", name);
            Element(writer, "updated", Time(board.UpdatedAt));
            Link(writer, "self", "application/atom+xml", self);
            Link(writer, "alternate", "text/html", page);
            writer.WriteStartElement("author", Namespace);
            Element(writer, "name", name);
            writer.WriteEndElement();
            foreach (NewsItem item in NewsItem.Of(board))
            {
                Entry(writer, item, links);
            }

            writer.WriteEndElement();
        }

        return bytes.ToArray();
    }

    private static void Entry(XmlWriter writer, NewsItem item, StatusLinks links)
    {
        writer.WriteStartElement("entry", Namespace);
        Element(writer, "id", item.Id);
        Element(writer, "title", item.Title);
        Element(writer, "updated", Time(item.Update.At));
        Element(writer, "published", Time(item.Update.At));
        Link(writer, "alternate", "text/html", links.Of(item.Maintenance, item.Update));
        Category(writer, item.Maintenance.Id, "Maintenance");
        foreach (PublicComponent component in item.Maintenance.Components)
        {
            Category(writer, component.Name, component.Title);
        }

        writer.WriteStartElement("content", Namespace);
        writer.WriteAttributeString("type", "html");
        writer.WriteString(
            string.Concat(item.Text.Split('\n').Select(line => $"<p>{WebUtility.HtmlEncode(line)}</p>"))
        );
        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    private static void Element(XmlWriter writer, string name, string text) =>
        writer.WriteElementString(name, Namespace, text);

    private static void Link(XmlWriter writer, string relation, string type, string address)
    {
        writer.WriteStartElement("link", Namespace);
        writer.WriteAttributeString("rel", relation);
        writer.WriteAttributeString("type", type);
        writer.WriteAttributeString("href", address);
        writer.WriteEndElement();
    }

    private static void Category(XmlWriter writer, string term, string label)
    {
        writer.WriteStartElement("category", Namespace);
        writer.WriteAttributeString("term", term);
        writer.WriteAttributeString("label", label);
        writer.WriteEndElement();
    }

    private static string Time(Instant at) => InstantPattern.General.Format(at);
}
