using System.Net;
using System.Text;

namespace Lull.Reports;

/// <summary>A report as one HTML file: no script, nothing from elsewhere, fit for paper.</summary>
public static class HtmlReport
{
    private const string Style = """
        :root { color-scheme: light dark; --line: #8884; --quiet: #6b7280; }
        body { font: 15px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
        h1 { line-height: 1.2; margin-bottom: .25rem; }
        h2 { margin-top: 2rem; font-size: 1.15rem; border-bottom: 1px solid var(--line); padding-bottom: .25rem; }
        .summary { font-size: 1.15rem; }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
        th { text-align: left; color: var(--quiet); font-weight: 600; }
        th, td { padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: break-word; }
        th, td:nth-child(3), td:nth-child(4) { white-space: nowrap; } td:last-child { white-space: normal; overflow-wrap: anywhere; }
        @media print {
          body { max-width: none; margin: 0; font-size: 10pt; }
          h2 { break-after: avoid; } tr { break-inside: avoid; } thead { display: table-header-group; }
        }
        """;

    /// <summary>The page as one file that needs nothing else.</summary>
    public static string Write(ReportPage page)
    {
        var text = new StringBuilder();
        text.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
            .Append(Escape(page.Title))
            .Append("</title>\n<style>\n")
            .Append(Style)
            .Append("\n</style>\n</head>\n<body>\n<main>\n<h1>")
            .Append(Escape(page.Title))
            .Append("</h1>\n<p class=\"summary\">")
            .Append(Escape(page.Summary))
            .Append("</p>\n");
        foreach (ReportSection section in page.Sections)
        {
            Section(text, section);
        }

        return text.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static void Section(StringBuilder text, ReportSection section)
    {
        text.Append("<section>\n<h2>").Append(Escape(section.Heading)).Append("</h2>\n");
        foreach (string sentence in section.Sentences)
        {
            text.Append("<p>").Append(Escape(sentence)).Append("</p>\n");
        }

        if (section.Rows.Count > 0)
        {
            // A table without names above its columns has them before its rows.
            bool named = section.Columns.Any(column => column.Length > 0);
            text.Append("<div class=\"scroll\"><table>\n");
            if (named)
            {
                text.Append("<thead><tr>");
                foreach (string column in section.Columns)
                {
                    text.Append("<th scope=\"col\">").Append(Escape(column)).Append("</th>");
                }

                text.Append("</tr></thead>\n");
            }

            text.Append("<tbody>\n");
            foreach (ValueList<string> row in section.Rows)
            {
                text.Append("<tr>");
                foreach ((int place, string cell) in row.Index())
                {
                    text.Append(!named && place == 0 ? "<th scope=\"row\">" : "<td>")
                        .Append(Escape(cell))
                        .Append(!named && place == 0 ? "</th>" : "</td>");
                }

                text.Append("</tr>\n");
            }

            text.Append("</tbody>\n</table></div>\n");
        }

        text.Append("</section>\n");
    }

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
