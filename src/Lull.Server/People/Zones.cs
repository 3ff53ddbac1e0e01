namespace Lull.Server.People;

/// <summary>The zones that people can choose from.</summary>
internal static class Zones
{
    /// <summary>Canonical places by name, with UTC first; neither abbreviations nor other names of the same place.</summary>
    internal static IReadOnlyList<string> All { get; } =
    [
        "Etc/UTC",
        .. NodaTime
            .TimeZones.TzdbDateTimeZoneSource.Default.CanonicalIdMap.Where(one =>
                one.Key == one.Value && one.Key.Contains('/') && !one.Key.StartsWith("Etc/", StringComparison.Ordinal)
            )
            .Select(one => one.Key)
            .Order(StringComparer.Ordinal),
    ];
}
