using Lull.Core.Plans;
using Lull.Core.Sites;
using Lull.Server.Callers;
using Lull.Server.Fleet;
using Lull.Server.People;
using Lull.Server.Plans;

namespace Lull.Server.Pages.Roles;

/// <summary>The roles that sites define by giving them to people, and those that plans ask for.</summary>
/// <param name="Sites">Every site that is known, ordered by name.</param>
/// <param name="Plans">Every plan that is kept and asks for roles, ordered by title.</param>
public sealed record RolesModel(IReadOnlyList<SiteRoles> Sites, IReadOnlyList<PlanRoles> Plans)
{
    internal static async Task<RolesModel> OfAsync(KnownSites sites, PlanLibrary library, Accounts accounts)
    {
        IReadOnlyList<Site> known = await sites.AllAsync();
        HashSet<string> kept = [.. (await library.SitesAsync()).Select(site => site.Name)];
        var plans = new List<PlanRoles>();
        foreach (KeptPlan plan in await library.PlansAsync())
        {
            if (await library.ReadAsync(plan) is { } read && AsksFor(read, known) is { Count: > 0 } asked)
            {
                plans.Add(new PlanRoles(plan, asked));
            }
        }

        return new RolesModel(
            [.. known.Select(site => new SiteRoles(site.Name, kept.Contains(site.Name), HeldOn(site, accounts)))],
            plans
        );
    }

    private static List<RoleHolders> HeldOn(Site site, Accounts accounts) =>
        [
            .. site
                .People.SelectMany(person => person.Roles.Select(role => (role, person)))
                .GroupBy(held => held.role, held => held.person, StringComparer.Ordinal)
                .OrderBy(role => role.Key, StringComparer.Ordinal)
                .Select(role => new RoleHolders(
                    role.Key,
                    [.. role.Select(person => new RoleHolder(person, accounts.Find(person.Id)))]
                )),
        ];

    /// <summary>Names that the plan gives to roles of the site, and roles whose approval it needs; a role that is both is told once.</summary>
    private static List<RoleAsked> AsksFor(Plan plan, IReadOnlyList<Site> sites)
    {
        Dictionary<string, int> approvals = plan
            .Approvals.OfType<ApprovalRule.ByRole>()
            .GroupBy(rule => rule.Role, StringComparer.Ordinal)
            .ToDictionary(rules => rules.Key, rules => rules.Max(rule => rule.Quorum), StringComparer.Ordinal);
        return
        [
            .. plan.Roles.Select(role => new RoleAsked(
                role.Name,
                role.SiteRole,
                approvals.GetValueOrDefault(role.Name),
                HoldersOf(role.SiteRole, sites)
            )),
            .. approvals
                .Where(rule => plan.Roles.All(role => role.Name != rule.Key))
                .Select(rule => new RoleAsked(rule.Key, rule.Key, rule.Value, HoldersOf(rule.Key, sites))),
        ];
    }

    private static List<(string Site, int Holders)> HoldersOf(string role, IReadOnlyList<Site> sites) =>
        [
            .. sites
                .Select(site => (site.Name, site.People.Count(person => person.Roles.Contains(role))))
                .Where(held => held.Item2 > 0),
        ];
}

/// <summary>The roles of one site.</summary>
/// <param name="Site">Its name.</param>
/// <param name="IsKept">True when its text is kept here; false when only maintenances hold it.</param>
/// <param name="Roles">Ordered by name.</param>
public sealed record SiteRoles(string Site, bool IsKept, IReadOnlyList<RoleHolders> Roles);

/// <summary>A role of a site and who holds it.</summary>
public sealed record RoleHolders(string Role, IReadOnlyList<RoleHolder> Holders);

/// <summary>Somebody who holds a role.</summary>
/// <param name="Person">As the site writes them.</param>
/// <param name="Account">Their account here; null when they have none, and so can only act from a terminal.</param>
public sealed record RoleHolder(Person Person, Account? Account)
{
    /// <summary>What keeps them from using the role over the web; empty when nothing does.</summary>
    public string Lacks =>
        Account switch
        {
            null => "no account",
            { IsDisabled: true } => "disabled",
            { Rights: var rights } when (rights & (Rights.Operate | Rights.Approve)) == Rights.None =>
                "may neither operate nor approve",
            _ => "",
        };
}

/// <summary>The roles that one plan asks for.</summary>
public sealed record PlanRoles(KeptPlan Plan, IReadOnlyList<RoleAsked> Roles);

/// <summary>A role that a plan asks for.</summary>
/// <param name="Name">As the plan calls it.</param>
/// <param name="SiteRole">The role of the site that it stands for.</param>
/// <param name="Approvals">How many of its holders must approve; 0 when none need to.</param>
/// <param name="HeldOn">Sites where somebody holds it, with how many do.</param>
public sealed record RoleAsked(
    string Name,
    string SiteRole,
    int Approvals,
    IReadOnlyList<(string Site, int Holders)> HeldOn
);
