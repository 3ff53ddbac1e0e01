using Lull.Core.Procedures;
using Lull.Server.Pages.Maintenances;
using Lull.Server.Plans;
using Lull.Server.Tests.Kit;

namespace Lull.Server.Tests.Pages;

public sealed class DifferenceTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 300)];

    [Theory, MemberData(nameof(Seeds), DisableDiscoveryEnumeration = true)]
    public void What_stays_and_goes_is_the_old_text_and_what_stays_and_comes_the_new(int seed)
    {
        var chance = new Random(seed);
        string[] before = Some(chance);
        string[] after = Some(chance);

        IReadOnlyList<DiffLine> lines = LineDifference.Of(before, after);

        lines.Where(line => line.Kind != DiffKind.Added).Select(line => line.Text).ShouldBe(before);
        lines.Where(line => line.Kind != DiffKind.Removed).Select(line => line.Text).ShouldBe(after);
        lines.Where(line => line.Before is not null).ShouldAllBe(line => before[line.Before!.Value - 1] == line.Text);
        lines.Where(line => line.After is not null).ShouldAllBe(line => after[line.After!.Value - 1] == line.Text);
        lines.Count(line => line.Kind == DiffKind.Same).ShouldBe(LongestCommon(before, after));
    }

    [Theory, MemberData(nameof(Seeds), DisableDiscoveryEnumeration = true)]
    public void Rows_hold_every_line_of_both_texts_that_is_not_said_to_be_the_same(int seed)
    {
        var chance = new Random(seed);
        string before = string.Join('\n', Some(chance)) + "\nend";
        string after = string.Join('\n', Some(chance)) + "\nend";

        IReadOnlyList<DifferenceRow> rows = TextDifference.Of(before, after);

        Lines(rows, row => row.Before).ShouldBe(before.Split('\n').Length);
        Lines(rows, row => row.After).ShouldBe(after.Split('\n').Length);
        Said(rows, row => row.Before).ShouldBeSubsetOf(before.Split('\n'));
        Said(rows, row => row.After).ShouldBeSubsetOf(after.Split('\n'));
    }

    [Fact]
    public void In_a_line_that_was_changed_only_the_words_that_differ_are_marked()
    {
        DifferenceRow row = TextDifference.Of("estimate: 15m for all", "estimate: 25m for all").ShouldHaveSingleItem();

        row.Before.ShouldNotBeNull().Words.Where(word => word.IsMarked).ShouldHaveSingleItem().Text.ShouldBe("15m");
        row.After.ShouldNotBeNull().Words.Where(word => word.IsMarked).ShouldHaveSingleItem().Text.ShouldBe("25m");
    }

    [Fact]
    public void A_changed_plan_is_told_in_steps()
    {
        Instant start = Instant.FromUtc(2026, 12, 3, 21, 0);
        Procedure Of(string plan) =>
            Planning.Compiled(start, start + Duration.FromHours(4), plan, Running.Site, "America/Denver");

        IReadOnlyList<PlanChange> changes = PlanDifference.Of(
            Of(Running.Plan),
            Of(
                Running
                    .Plan.Replace("title: Check it", "title: Look at it", StringComparison.Ordinal)
                    .Replace("role: lead\n    estimate: 5m", "role: lead\n    estimate: 20m", StringComparison.Ordinal)
            )
        );

        changes
            .Select(change => change.Text)
            .ShouldBe([
                "Changed: “Copy the certificate”: estimate 5m → 20m",
                "Added: manual “Look at it”",
                "Removed: manual “Check it”",
            ]);
    }

    [Fact]
    public void The_same_plan_twice_differs_in_nothing()
    {
        Instant start = Instant.FromUtc(2026, 12, 3, 21, 0);
        Procedure procedure = Planning.Compiled(
            start,
            start + Duration.FromHours(4),
            EngineRelease.Plan,
            EngineRelease.Site,
            "America/Denver"
        );

        PlanDifference.Of(procedure, procedure).ShouldBeEmpty();
    }

    private static string[] Some(Random chance) =>
        [.. Enumerable.Range(0, chance.Next(0, 24)).Select(_ => $"{(char)('a' + chance.Next(5))} {chance.Next(2)}")];

    private static int Lines(IReadOnlyList<DifferenceRow> rows, Func<DifferenceRow, DifferenceLine?> side) =>
        rows.Sum(row => row.Hidden + (side(row) is null ? 0 : 1));

    private static IEnumerable<string> Said(
        IReadOnlyList<DifferenceRow> rows,
        Func<DifferenceRow, DifferenceLine?> side
    ) => rows.Select(side).OfType<DifferenceLine>().Select(line => string.Concat(line.Words.Select(word => word.Text)));

    /// <summary>By the table that everybody learns: slow, and easy to believe.</summary>
    private static int LongestCommon(string[] one, string[] other)
    {
        int[,] longest = new int[one.Length + 1, other.Length + 1];
        for (int x = 1; x <= one.Length; x++)
        {
            for (int y = 1; y <= other.Length; y++)
            {
                longest[x, y] =
                    one[x - 1] == other[y - 1]
                        ? longest[x - 1, y - 1] + 1
                        : Math.Max(longest[x - 1, y], longest[x, y - 1]);
            }
        }

        return longest[one.Length, other.Length];
    }
}
