using FsCheck;
using FsCheck.Fluent;
using Lull.Core.Common;
using Lull.Core.Findings;

namespace Lull.Plans.Tests;

/// <summary>Whatever is done to the examples, reading answers with findings that have a place, and never throws.</summary>
public class FuzzTests
{
    private static readonly string[] Files =
    [
        "rolling-release.plan.yaml",
        "monthly-patching.plan.yaml",
        "network-move.plan.yaml",
        "patch-process.plan.yaml",
        "lab.site.yaml",
    ];

    private static readonly string[] Pieces =
    [
        "\n",
        " ",
        "\t",
        ":",
        ": ",
        "- ",
        "{",
        "}",
        "[",
        "]",
        "\"",
        "'",
        "#",
        "&a ",
        "*a",
        "!x ",
        "|\n",
        ">\n",
        "? ",
        "---\n",
        "...\n",
        "~",
        "null",
        "{host}",
        "{n",
        "web[1-5]",
        "except ",
        " = ",
        "tbd",
        "2026-02-30",
        "25:61",
        "-99999999999",
        "99999999999999999999",
        "%",
        "%YAML 9\n",
        "\0",
        "\uFEFF",
        "\uFFFD",
        "\uD83D\uDE00",
        "\uD800",
        "\r",
        "\u0085",
        "é",
        "steps:\n",
        "call: procedures/patch-wave.yaml\n",
        "undo:",
        "on:",
        "window.start - 14d",
        "<<: ",
        "\\",
        "\"\\x",
        "@",
        "`",
        ",",
        "9999-12-31 23:59",
        "0001-01-01 00:00",
        "P99999999D",
        "100000w",
    ];

    private static Core.Sites.Site Lab { get; } =
        SiteReader.Read("lab.site.yaml", Repository.Example("lab.site.yaml")!, Catalogue.Small).Site!;

    [Fact]
    public void Mutated_examples_are_read_to_the_end()
    {
        Gen<(int File, (int At, int Length, int Piece)[] Edits)> mutations =
            from file in Gen.Choose(0, Files.Length - 1)
            from edits in (
                from at in Gen.Choose(0, 10_000)
                from length in Gen.Elements(0, 0, 1, 3, 40)
                from piece in Gen.Choose(-1, Pieces.Length - 1)
                select (at, length, piece)
            ).ArrayOf()
            select (file, edits);
        Any.Holds(
            mutations.ToArbitrary(),
            mutation =>
            {
                string text = Repository.Example(Files[mutation.File])!;
                foreach ((int at, int length, int piece) in mutation.Edits)
                {
                    int start = at % (text.Length + 1);
                    int end = Math.Min(text.Length, start + length);
                    text = text[..start] + (piece < 0 ? "" : Pieces[piece]) + text[end..];
                }

                Read(Files[mutation.File], text);
            }
        );
    }

    [Fact]
    public void A_character_of_an_example_may_be_missing()
    {
        string text = Repository.Example("network-move.plan.yaml")!;
        for (int hole = 0; hole < text.Length; hole += 3)
        {
            Read("network-move.plan.yaml", text.Remove(hole, 1));
        }
    }

    [Fact]
    public void A_procedure_that_doubles_itself_is_bounded()
    {
        string? Include(string path)
        {
            int level = int.Parse(path.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);
            string call = $"  - call: p{level + 1}\n    parameters: {{ text: \"{{text}}{{text}}{{text}}{{text}}\" }}\n";
            return "procedure: P\nparameters: [text]\nsteps:\n" + string.Concat(Enumerable.Repeat(call, 10));
        }

        PlanReading reading = PlanReader.Read(
            "plan.yaml",
            "maintenance: Bomb\nwindow: { start: tbd, zone: Etc/UTC }\nchange:\n  - call: p1\n    parameters: { text: xxxxxxxxxx }\n",
            Catalogue.Small,
            Include
        );
        reading.Plan.ShouldBeNull();
        reading.Findings.ShouldContain(finding => finding.Code == "LULL0006");
    }

    [Fact]
    public void Huge_texts_are_refused_with_words()
    {
        SiteReading reading = SiteReader.Read("big.site.yaml", new string('x', 1_000_001), Catalogue.Small);
        reading.Findings.Single().Code.ShouldBe("LULL0006");
    }

    private static void Read(string file, string text)
    {
        ValueList<Finding> findings;
        if (file.EndsWith(".site.yaml", StringComparison.Ordinal))
        {
            SiteReading site = SiteReader.Read(file, text, Catalogue.Small);
            findings = site.Findings;
            (site.Site is null).ShouldBe(findings.Any(finding => finding.Severity == Severity.Error));
        }
        else
        {
            PlanReading plan = PlanReader.Read(file, text, Catalogue.Small, Repository.Example, Lab);
            (plan.Plan is null).ShouldBe(plan.Findings.Any(finding => finding.Severity == Severity.Error));
            findings = [.. plan.Findings, .. PlanCheck.Bind(plan, Lab, Catalogue.Small)];
        }

        foreach (Finding finding in findings)
        {
            finding.Where.File.ShouldNotBeEmpty();
            finding.Where.Line.ShouldBeGreaterThan(0, finding.Message);
            finding.Where.Column.ShouldBeGreaterThan(0, finding.Message);
            finding.Where.Length.ShouldBeGreaterThan(0, finding.Message);
            finding.Message.ShouldNotBeEmpty();
            FindingText.Render(finding, text).ShouldStartWith(finding.Where.ToString());
        }
    }
}
