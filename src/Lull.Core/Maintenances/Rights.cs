using Lull.Core.Procedures;

namespace Lull.Core.Maintenances;

/// <summary>Who may do what in one maintenance. A role that nobody holds in the site is open to everyone who can reach the engine.</summary>
internal static class Rights
{
    private const string Lead = "lead";

    /// <summary>True when this person holds the role, or nobody does.</summary>
    internal static bool Holds(Procedure procedure, string role, string person) =>
        Find(procedure, role) is not { Holders.Count: > 0 } found || found.Holders.Contains(person);

    /// <summary>True when somebody beside this person holds the role.</summary>
    internal static bool AnotherHolds(Procedure procedure, string role, string person) =>
        Find(procedure, role)?.Holders.Any(holder => holder != person) is true;

    /// <summary>True when this person leads: holds the plan's role <c>lead</c>, if it has one.</summary>
    internal static bool Leads(Procedure procedure, string person) => Holds(procedure, Lead, person);

    /// <summary>True when this person may do, tick and leave out a step.</summary>
    internal static bool MayDo(Procedure procedure, Node node, string person) =>
        node.Role.Length == 0 || Holds(procedure, node.Role, person) || HoldsForSure(procedure, Lead, person);

    private static bool HoldsForSure(Procedure procedure, string role, string person) =>
        procedure.Roles.Any(one => one.Name == role && one.Holders.Contains(person));

    /// <summary>The plan's word for a role goes before a role of the site that happens to be called the same.</summary>
    private static ProcedureRole? Find(Procedure procedure, string role)
    {
        ProcedureRole? bySite = null;
        foreach (ProcedureRole one in procedure.Roles)
        {
            if (one.Name == role)
            {
                return one;
            }

            bySite ??= one.SiteRole == role ? one : null;
        }

        return bySite;
    }
}
