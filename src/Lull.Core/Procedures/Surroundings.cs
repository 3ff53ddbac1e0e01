using Lull.Core.Plans;
using Lull.Core.Sites;
using Lull.Core.Windows;

namespace Lull.Core.Procedures;

/// <summary>What a procedure holds beside its tree: phases' intervals, deliveries, roles, the soak, items, hosts and pools.</summary>
internal sealed class Surroundings(
    Plan plan,
    Site site,
    SiteLookup lookup,
    Templates templates,
    TimeResolution times,
    CompilerFindings findings
)
{
    private readonly CallFilling _calls = new(lookup, templates, findings);

    internal ProcedurePhase PhaseOf(Phase phase, int node) =>
        new(phase.Kind, node, InstantOf(phase.From, phase.Where), InstantOf(phase.Until, phase.Where));

    internal ValueList<ProcedureDelivery> Deliveries()
    {
        var deliveries = new List<ProcedureDelivery>();
        foreach (Announcement announcement in plan.Announcements)
        {
            Instant? at = announcement.Trigger is AnnouncementTrigger.At trigger
                ? InstantOf(trigger.Time, announcement.Where)
                : null;
            LifeMoment? when = (announcement.Trigger as AnnouncementTrigger.When)?.Moment;
            foreach (string name in announcement.To)
            {
                foreach (ActionCall channel in lookup.AudienceOf(name, announcement.Where)?.Channels ?? [])
                {
                    ActionTraits? traits = lookup.TraitsOf(channel, announcement.Where);
                    deliveries.Add(
                        new ProcedureDelivery(
                            at,
                            when,
                            name,
                            templates.FillKnown(channel, host: null),
                            announcement.Message,
                            traits?.Repeat ?? RepeatClass.Opaque,
                            traits?.Timeout ?? Duration.FromMinutes(1)
                        )
                    );
                }
            }
        }

        return [.. deliveries];
    }

    /// <summary>The plan's roles, and every role of the site that an approval or a step names directly.</summary>
    internal ValueList<ProcedureRole> Roles(IReadOnlyList<Draft> drafts)
    {
        var roles = new Dictionary<string, ProcedureRole>(StringComparer.Ordinal);
        foreach (PlanRole role in plan.Roles)
        {
            roles.TryAdd(role.Name, RoleOf(role.Name, role.SiteRole, HoldersOf(role.SiteRole)));
        }

        foreach (ApprovalRule.ByRole rule in plan.Approvals.OfType<ApprovalRule.ByRole>())
        {
            AddSiteRole(rule.Role, rule.Where, roles);
        }

        foreach (Draft draft in drafts)
        {
            if (draft.Node.Role.Length > 0)
            {
                AddSiteRole(draft.Node.Role, draft.Where, roles);
            }
        }

        foreach (string named in plan.Items.SelectMany(item => new[] { item.Owner, item.Tester }))
        {
            // An owner or tester may also be a person, who is then a role of one, or somebody whom the site does not know.
            ValueList<string> holders =
                HoldersOf(named) is { Count: > 0 } many ? many
                : site.People.Any(person => person.Id == named) ? [named]
                : [];
            if (holders.Count > 0)
            {
                roles.TryAdd(named, RoleOf(named, named, holders));
            }
        }

        return [.. roles.Values];
    }

    internal ProcedureSoak? Soak()
    {
        if (plan.Soak is not { } soak)
        {
            return null;
        }

        var watches = new List<ProcedureWatch>();
        foreach (Watch watch in soak.Watches)
        {
            ActionTraits? traits = lookup.TraitsOf(watch.Check, watch.Where);
            IEnumerable<SiteHost?> hosts = watch.On is { } on
                ? lookup.Select(on)
                : Enumerable.Repeat<SiteHost?>(null, 1);
            watches.AddRange(
                hosts.Select(host => new ProcedureWatch(
                    templates.Fill(watch.Title, host, watch.Where),
                    _calls.Fill(watch.Check, host, watch.Where),
                    lookup.Touch(host),
                    watch.Every,
                    traits?.Timeout ?? Duration.FromMinutes(1)
                ))
            );
        }

        return new ProcedureSoak(
            soak.For,
            [.. watches],
            soak.Failures,
            soak.Severity,
            soak.Automatic,
            soak.AnswerWithin
        );
    }

    internal ValueList<ProcedureHost> Hosts()
    {
        var pools = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        ValueList<Pool> touched = TouchedPools();
        for (int number = 0; number < touched.Count; number++)
        {
            foreach (string member in touched[number].Hosts.Distinct(StringComparer.Ordinal))
            {
                if (!pools.TryGetValue(member, out List<int>? of))
                {
                    pools.Add(member, of = []);
                }

                of.Add(number);
            }
        }

        return
        [
            .. lookup.Used.Select(host => new ProcedureHost(
                host.Name,
                host.Written,
                pools.TryGetValue(host.Name, out List<int>? of) ? [.. of] : []
            )),
        ];
    }

    /// <summary>Pools with at least one host that the plan touches. Members and floor count all hosts, touched or not.</summary>
    internal ValueList<ProcedurePool> Pools() =>
        [
            .. TouchedPools()
                .Select(pool =>
                {
                    int members = pool.Hosts.Distinct(StringComparer.Ordinal).Count();
                    return new ProcedurePool(pool.Name, members, pool.Floor.ToKeepOf(members));
                }),
        ];

    internal static ValueList<ProcedureItem> Items(Plan plan, ValueList<Node> nodes)
    {
        ILookup<int, int> leaves = nodes
            .Where(node => node is { IsLeaf: true, IsUndo: false, Item: >= 0 })
            .ToLookup(node => node.Item, node => node.Number);
        return
        [
            .. plan.Items.Select(
                (item, number) =>
                    new ProcedureItem(
                        item.Id,
                        item.Title,
                        [.. item.Tickets.Select(ticket => ticket.Key)],
                        item.Owner,
                        item.Tester,
                        item.State,
                        item.Because,
                        [.. leaves[number]]
                    )
            ),
        ];
    }

    private ValueList<Pool> TouchedPools()
    {
        HashSet<string> used = lookup.Used.Select(host => host.Name).ToHashSet(StringComparer.Ordinal);
        return [.. site.Pools.Where(pool => pool.Hosts.Any(used.Contains))];
    }

    private void AddSiteRole(string name, SourceSpan where, Dictionary<string, ProcedureRole> roles)
    {
        if (roles.ContainsKey(name))
        {
            return;
        }

        ValueList<string> holders = HoldersOf(name);
        if (holders.Count == 0 && site.People.Count > 0)
        {
            // Without holders anyone could act in the role, so a misspelt one would open an approval to everybody.
            findings.SayUnknown(
                CompilerFindings.UnknownRole,
                where,
                $"'{name}' is not a role of this plan, and nobody holds it on site '{site.Name}'",
                name,
                plan.Roles.Select(role => role.Name).Concat(site.People.SelectMany(person => person.Roles))
            );
        }

        roles.Add(name, RoleOf(name, name, holders));
    }

    private ProcedureRole RoleOf(string name, string siteRole, ValueList<string> holders) =>
        new(name, siteRole, holders)
        {
            Zones =
            [
                .. site
                    .People.Where(person =>
                        person.Zone != DateTimeZone.Utc.Id && holders.Contains(person.Id, StringComparer.Ordinal)
                    )
                    .Select(person => person.Zone)
                    .Distinct(StringComparer.Ordinal),
            ],
        };

    private ValueList<string> HoldersOf(string siteRole) =>
        [
            .. site
                .People.Where(person => person.Roles.Contains(siteRole, StringComparer.Ordinal))
                .Select(person => person.Id),
        ];

    private Instant? InstantOf(TimeExpression? time, SourceSpan where) =>
        time is null ? null : PlanTimes.Resolve(times, time, where, plan.Waivers, findings);
}
