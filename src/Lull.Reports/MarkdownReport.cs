using System.Text;

namespace Lull.Reports;

/// <summary>A report as Markdown.</summary>
public static class MarkdownReport
{
    /// <summary>The page as Markdown.</summary>
    public static string Write(ReportPage page)
    {
        var text = new StringBuilder();
        text.Append("# ").Append(Escape(page.Title)).Append("\n\n").Append(Escape(page.Summary)).Append('\n');
        foreach (ReportSection section in page.Sections)
        {
            text.Append("\n## ").Append(Escape(section.Heading)).Append("\n\n");
            foreach (string sentence in section.Sentences)
            {
                text.Append(Escape(sentence)).Append("\n\n");
            }

            if (section.Rows.Count > 0)
            {
                Row(text, section.Columns);
                text.Append('|').Append(string.Concat(section.Columns.Select(_ => " --- |"))).Append('\n');
                foreach (ValueList<string> row in section.Rows)
                {
                    Row(text, row);
                }
            }
        }

        return text.ToString().TrimEnd() + "\n";
    }

    private static void Row(StringBuilder text, ValueList<string> cells)
    {
        text.Append('|');
        foreach (string cell in cells)
        {
            text.Append(' ').Append(Escape(cell)).Append(" |");
        }

        text.Append('\n');
    }

    /// <summary>Text of the plan and of outside systems must not become structure.</summary>
    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (char one in text)
        {
            escaped.Append(
                one switch
                {
                    '|' or '<' or '>' or '`' or '*' or '_' or '[' or ']' or '\\' or '#' => $"\\{one}",
                    '\n' => " ",
                    _ when char.IsControl(one) => "",
                    _ => $"{one}",
                }
            );
        }

        return escaped.ToString();
    }
}
