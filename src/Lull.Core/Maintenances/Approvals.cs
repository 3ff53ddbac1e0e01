using Lull.Core.Procedures;

namespace Lull.Core.Maintenances;

/// <summary>The approvals before the start: so many holders of each role, none of them the author, nobody twice.</summary>
internal static class Approvals
{
    internal static bool AreComplete(State state) => Missing(state).Count == 0;

    /// <summary>What is missing, as words for people; empty when everything is there.</summary>
    internal static List<string> Missing(State state)
    {
        var missing = new List<string>();
        foreach (ProcedureApproval rule in state.Procedure.Approvals)
        {
            int given = state.Approvals.Count(one => one.Role == rule.Role);
            if (given < rule.Quorum)
            {
                missing.Add($"{rule.Quorum - given} approval(s) by {rule.Role}");
            }
        }

        foreach (string site in state.Procedure.Rehearsals)
        {
            if (!state.RehearsedOn.Contains(site))
            {
                missing.Add($"a rehearsal of this revision on '{site}'");
            }
        }

        return missing;
    }
}
