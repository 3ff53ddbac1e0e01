using Lull.Core.Common;
using Lull.Core.Findings;

namespace Lull.Plans.Codes;

/// <summary>Every code that reading a plan or a site, or checking a plan against a site, can say.</summary>
public static class ReadingCodes
{
    /// <summary>All of them, in the order of their codes.</summary>
    public static ValueList<FindingCode> All { get; } =
    [.. YamlCodes.All, .. TimeCodes.All, .. NameCodes.All, .. ValueCodes.All];
}
