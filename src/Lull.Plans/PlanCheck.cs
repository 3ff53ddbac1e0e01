using Lull.Core.Findings;
using Lull.Core.Plans;
using Lull.Core.Sites;
using Lull.Plans.Checks;
using Lull.Plans.Hosts;
using Lull.Plans.Shapes;

namespace Lull.Plans;

/// <summary>Checks a plan against the site it is to run on.</summary>
public static class PlanCheck
{
    internal const string UnknownRole = "LULL0205";
    internal const string UnknownAudience = "LULL0206";
    internal const string UnknownFreeze = "LULL0209";

    /// <summary>
    /// Says which connections, actions, arguments, roles, audiences, hosts, groups and freezes the plan names in vain, each with its place
    /// and the nearest known name. Works for a plan with errors too, so that one kind of mistake never hides another.
    /// </summary>
    /// <param name="plan">What <see cref="PlanReader.Read"/> gave.</param>
    /// <param name="site">The site.</param>
    /// <param name="catalogue">The actions of each kind of connection.</param>
    /// <returns>The findings of this check alone, in the order of the text.</returns>
    public static ValueList<Finding> Bind(PlanReading plan, Site site, ActionCatalogue catalogue)
    {
        var checking = new Reading(catalogue);
        checking.Calls.AddRange(plan.Uses.Calls);
        Calls.Check(checking, site.Connections, site.Connections.Select(each => each.Name), $"the site '{site.Name}'");
        CheckHosts(plan, site, checking);
        CheckNames(plan, site, checking);
        return PlanReader.InOrder(checking.Findings, plan.Sources[0].File);
    }

    private static void CheckHosts(PlanReading plan, Site site, Reading checking)
    {
        var fleet = new Fleet();
        foreach (Host host in site.Hosts)
        {
            fleet.Add(host.Name);
        }

        foreach (HostGroup group in site.Groups)
        {
            fleet.Add(group.Name, group.Hosts);
        }

        foreach (HostSelection selection in plan.Uses.Selections)
        {
            fleet.Expand(selection, checking);
        }
    }

    private static void CheckNames(PlanReading plan, Site site, Reading checking)
    {
        HashSet<string> siteRoles = new(site.People.SelectMany(person => person.Roles), StringComparer.Ordinal);
        HashSet<string> roles = new(siteRoles.Concat(plan.PlanRoles), StringComparer.Ordinal);
        HashSet<string> doers = new(roles.Concat(site.People.Select(person => person.Id)), StringComparer.Ordinal);
        HashSet<string> audiences = new(site.Audiences.Select(audience => audience.Name), StringComparer.Ordinal);
        HashSet<string> freezes = new(site.Freezes.Select(freeze => freeze.Name), StringComparer.Ordinal);
        foreach (NameUse use in plan.Uses.Names)
        {
            switch (use.Kind)
            {
                case NameKind.SiteRole:
                    Look(
                        use,
                        siteRoles,
                        UnknownRole,
                        $"a role of the site '{site.Name}'",
                        "give it to somebody under the site's 'people:'",
                        checking
                    );
                    break;
                case NameKind.Role:
                    Look(use, roles, UnknownRole, "a role of this plan or its site", "add it under 'roles:'", checking);
                    break;
                case NameKind.Doer:
                    Look(
                        use,
                        doers,
                        UnknownRole,
                        "a role or person of this plan or its site",
                        "add it under 'roles:'",
                        checking
                    );
                    break;
                case NameKind.Audience:
                    Look(
                        use,
                        audiences,
                        UnknownAudience,
                        $"an audience of the site '{site.Name}'",
                        "add it under the site's 'audiences:'",
                        checking
                    );
                    break;
                case NameKind.Freeze:
                    Look(
                        use,
                        freezes,
                        UnknownFreeze,
                        $"a freeze of the site '{site.Name}'",
                        "add it under the site's 'freezes:'",
                        checking
                    );
                    break;
                case NameKind.Step:
                case NameKind.Item:
                case NameKind.Message:
                    break;
            }
        }
    }

    private static void Look(
        NameUse use,
        HashSet<string> known,
        string code,
        string what,
        string otherwise,
        Reading checking
    )
    {
        if (!known.Contains(use.Name))
        {
            checking.Say(code, use.Where, $"'{use.Name}' is not {what}", Nearest.Hint(use.Name, known, otherwise));
        }
    }
}
