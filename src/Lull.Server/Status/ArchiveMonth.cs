using NodaTime.Text;

namespace Lull.Server.Status;

/// <summary>What began in one month and is over, as the archive keeps it.</summary>
/// <param name="First">The month's first day.</param>
/// <param name="Maintenances">Newest first.</param>
public sealed record ArchiveMonth(LocalDate First, ValueList<PublicMaintenance> Maintenances)
{
    private static readonly LocalDatePattern NamePattern = LocalDatePattern.CreateWithInvariantCulture("uuuu-MM");
    private static readonly LocalDatePattern TitlePattern = LocalDatePattern.CreateWithInvariantCulture("MMMM uuuu");

    /// <summary>As addresses write it: <c>2026-12</c>.</summary>
    public string Name => NamePattern.Format(First);

    /// <summary>For people: <c>December 2026</c>.</summary>
    public string Title => TitlePattern.Format(First);

    /// <summary>The months of these, in their order; each maintenance stands in the month in which its window opened, in its own zone.</summary>
    internal static IReadOnlyList<ArchiveMonth> Of(IReadOnlyList<PublicMaintenance> past) =>
        [
            .. past.GroupBy(MonthOf)
                .OrderByDescending(month => month.Key)
                .Select(month => new ArchiveMonth(month.Key, [.. month])),
        ];

    private static LocalDate MonthOf(PublicMaintenance one) =>
        one.Start.InZone(Reports.Times.ZoneOf(one.Zone)).Date.With(DateAdjusters.StartOfMonth);
}
