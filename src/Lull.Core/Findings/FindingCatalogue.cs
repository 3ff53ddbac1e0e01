namespace Lull.Core.Findings;

/// <summary>Every rule that <see cref="Lint"/> looks with.</summary>
public static class FindingCatalogue
{
    /// <summary>All rules, in the order of their codes.</summary>
    public static ValueList<FindingRule> All { get; } =
    [
        .. WindowFindings.Rules,
        .. SpokenTimeFindings.Rules,
        .. WorkFindings.Rules,
        .. BracketFindings.Rules,
        .. OrderFindings.Rules,
        .. PoolFindings.Rules,
        .. TicketFindings.Rules,
        .. ItemFindings.Rules,
        .. PeopleFindings.Rules,
        .. FailureFindings.Rules,
        .. SecretFindings.Rules,
        .. WaiverFindings.Rules,
    ];

    /// <summary>The rule of that code or name, whatever its case; null when there is none.</summary>
    public static FindingRule? Find(string codeOrName) =>
        All.FirstOrDefault(rule =>
            rule.Code.Equals(codeOrName, StringComparison.OrdinalIgnoreCase)
            || rule.Name.Equals(codeOrName, StringComparison.OrdinalIgnoreCase)
        );
}
