using System.Globalization;
using Lull.Cli.Plans;
using Lull.Core.Findings;
using Lull.Plans;
using Spectre.Console;

namespace Lull.Cli.Screens;

/// <summary>Findings on a screen: place, sentence, the line with its mark, hint, and how many there are.</summary>
internal static class FindingsView
{
    /// <summary>All findings that are not waived, then a summary.</summary>
    internal static void Write(CheckedPlan files, IAnsiConsole console)
    {
        foreach (Finding finding in files.Findings.Where(finding => !finding.IsWaived))
        {
            Write(finding, files.SourceOf(finding), console);
        }

        foreach (Finding waived in files.Findings.Where(finding => finding.IsWaived))
        {
            console.MarkupLineInterpolated(
                CultureInfo.InvariantCulture,
                $"[grey]{waived.Where.File}:{waived.Where.Line}: {waived.Code} is waived: {waived.WaivedBecause}[/]"
            );
        }
    }

    /// <summary><c>2 errors, 1 warning, 1 waived</c>; <c>nothing to say</c> when there are none.</summary>
    internal static string Summary(ValueList<Finding> findings)
    {
        string[] parts =
        [
            .. new[]
            {
                Count(findings, Severity.Error, "error"),
                Count(findings, Severity.Warning, "warning"),
                Count(findings, Severity.Note, "note"),
                findings.Count(finding => finding.IsWaived) is > 0 and int waived ? $"{waived} waived" : "",
            }.Where(part => part.Length > 0),
        ];
        return parts.Length == 0 ? "nothing to say" : string.Join(", ", parts);
    }

    private static void Write(Finding finding, string source, IAnsiConsole console)
    {
        string[] lines = FindingText.Render(finding, source).TrimEnd('\n').Split('\n');
        string colour = finding.Severity switch
        {
            Severity.Error => "red",
            Severity.Warning => "yellow",
            Severity.Note => "blue",
        };
        string place = finding.Where.Line > 0 ? $"{finding.Where}: " : "";
        console.MarkupLine(
            $"[bold]{Markup.Escape(place)}[/][{colour}]{Markup.Escape(lines[0][place.Length..].Split(':')[0])}[/]"
                + Markup.Escape(lines[0][(place.Length + lines[0][place.Length..].Split(':')[0].Length)..])
        );
        foreach (string line in lines.Skip(1))
        {
            string shown = Markup.Escape(line);
            console.MarkupLine(
                line.TrimStart().StartsWith('^') ? $"[{colour}]{shown}[/]"
                : line.StartsWith("  hint:", StringComparison.Ordinal) ? $"[green]{shown}[/]"
                : $"[grey]{shown}[/]"
            );
        }

        console.WriteLine();
    }

    private static string Count(ValueList<Finding> findings, Severity severity, string word) =>
        findings.Count(finding => finding.Severity == severity && !finding.IsWaived) switch
        {
            0 => "",
            1 => $"1 {word}",
            int many => $"{many} {word}s",
        };
}
