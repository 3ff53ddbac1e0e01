using System.Globalization;
using System.Text;
using Lull.Core.Findings;

namespace Lull.Core.Tests.Findings;

/// <summary>The pages in docs/findings are written from the rules; these tests keep them in step.</summary>
public static class FindingDocumentTests
{
    public static TheoryData<string> Codes => [.. FindingCatalogue.All.Select(rule => rule.Code)];

    [Theory, MemberData(nameof(Codes))]
    public static void A_rule_has_its_page(string code) =>
        Accepted.CheckFile(Path.Combine(Accepted.Documents, $"{code}.md"), Page(FindingCatalogue.Find(code)!));

    [Fact]
    public static void The_index_lists_every_rule() =>
        Accepted.CheckFile(Path.Combine(Accepted.Documents, "README.md"), Index());

    [Fact]
    public static void There_is_no_page_without_a_rule() =>
        Directory
            .EnumerateFiles(Accepted.Documents, "LULL1*.md")
            .Select(Path.GetFileNameWithoutExtension)
            .ShouldAllBe(code => FindingCatalogue.Find(code!) != null);

    private static string Page(FindingRule rule) =>
        $"""
            # {rule.Code}: {rule.Title}

            `{rule.Name}` · {Word(rule.Severity)}

            ## Why it matters

            {rule.Why}

            ## A plan that has it

            ```yaml
            {rule.Example.Replace("\n", "\n            ", StringComparison.Ordinal)}
            ```

            ## How to mend it

            {rule.WhatToDo}

            ## When to waive it

            {(rule.CanBeWaived ? Waiving(rule) : "Never: it cannot be waived.")}

            """.Replace("\n            ", "\n", StringComparison.Ordinal);

    private static string Waiving(FindingRule rule) =>
        $"{rule.WhenToWaive}\n\n```yaml\nwaive:\n  - {{ code: {rule.Code}, because: … }}\n```";

    private static string Index()
    {
        var text = new StringBuilder(
            """
            # Findings

            What `lull check` has to say about a plan that could be read. A *note* is worth knowing, a *warning* is probably a mistake,
            and with an *error* the plan cannot run. Errors in reading and compiling have codes that begin with `LULL0`: [they stand here](reading.md).

            A plan waives a finding by its code, with a reason that everybody can read:

            ```yaml
            waive:
              - { code: LULL1202, because: the old server leaves the pool for good }
            ```

            Errors cannot be waived, but for a freeze. A waiver that matches nothing is itself a finding.

            A site says which findings must be mended before anything runs on it, or waived with a reason:
            [`errors:`](../site-reference.md#what-must-be-mended).

            | code | name | weighs | what is found |
            | --- | --- | --- | --- |

            """
        );
        foreach (FindingRule rule in FindingCatalogue.All.OrderBy(rule => rule.Code, StringComparer.Ordinal))
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| [{rule.Code}]({rule.Code}.md) | `{rule.Name}` | {Word(rule.Severity)} | {rule.Title} |\n"
            );
        }

        return text.Append('\n').Append(Mistakes.Table()).ToString();
    }

    private static string Word(Severity severity) =>
        severity switch
        {
            Severity.Note => "note",
            Severity.Warning => "warning",
            Severity.Error => "error",
        };
}
