using System.Text.RegularExpressions;
using Lull.Core.Plans;
using Lull.Core.Sites;

namespace Lull.Core.Findings;

/// <summary>Who does, approves and signs what.</summary>
internal static partial class PeopleFindings
{
    internal static ValueList<FindingRule> Rules { get; } =
    [
        new()
        {
            Code = "LULL1501",
            Name = "step-without-owner",
            Severity = Severity.Warning,
            Title = "A manual step names nobody who does it",
            Why = "When its turn comes, everybody waits for somebody else.",
            WhatToDo = "Give it, or the block around it, a `role:`. Or give its item an `owner:`.",
            Example = """
                change:
                  - title: Look at the new servers
                    manual: Log in, open the dashboard.
                """,
            WhenToWaive = "When a small team does everything together, and says so.",
            Look = StepsWithoutOwner,
        },
        new()
        {
            Code = "LULL1502",
            Name = "role-without-task",
            Severity = Severity.Warning,
            Title = "A role has nothing to do",
            Why =
                "The plan names a role that no step, approval or item uses. Either its steps were given to somebody else, or people are "
                + "kept up for nothing. The role `lead` is not meant: it answers questions.",
            WhatToDo = "Give its steps the role, or take it out.",
            Example = """
                roles: { lead: release-manager, engineer: rnd }
                change:
                  - { title: Deploy, manual: The new version., role: lead }
                """,
            WhenToWaive = "When the role only stands by.",
            Look = RolesWithoutTask,
        },
        new()
        {
            Code = "LULL1503",
            Name = "blank-left",
            Severity = Severity.Warning,
            Title = "A blank is left where a name, a time or a link should be",
            Why = "The template was not filled in. At night nobody knows whom to call.",
            WhatToDo = "Fill it in.",
            Example = """
                change:
                  - title: Follow up with
                    manual: Ask whether the jobs were moved.
                    role: TBD
                """,
            WhenToWaive = "When the blank is filled in during the maintenance: say by whom.",
            Look = Blanks,
        },
        new()
        {
            Code = "LULL1504",
            Name = "role-without-people",
            Severity = Severity.Warning,
            Title = "Nobody on the site holds a role of the plan",
            Why = "The role's steps can be done by nobody.",
            WhatToDo = "Give somebody the role in the site's `people:`, or name another role of the site.",
            Example = """
                # no person of the site has the role 'database-admin'
                roles: { dba: database-admin }
                """,
            WhenToWaive = "When people get the role just before the maintenance.",
            Look = RolesWithoutPeople,
        },
        new()
        {
            Code = "LULL1505",
            Name = "approval-nobody-can-give",
            Severity = Severity.Error,
            Title = "An approval needs more people than there are",
            Why =
                "The author never approves alone: their own approval does not count. Without them, too few people hold the role, so the plan "
                + "could never be approved.",
            WhatToDo = "Give the role to more people in the site, lower the `quorum:`, or ask another role.",
            Example = """
                # of the site's people only ana, who wrote the plan, has the role 'cab'
                approvals:
                  - { role: cab, quorum: 1 }
                """,
            WhenToWaive = "",
            Look = ImpossibleApprovals,
        },
        new()
        {
            Code = "LULL1506",
            Name = "approved-by-own-role",
            Severity = Severity.Warning,
            Title = "Only colleagues of the author's own role approve",
            Why =
                "Every approval comes from a role that the author holds too. Nobody from outside the team has looked at the plan.",
            WhatToDo = "Ask one role that the author does not hold.",
            Example = """
                # ana, who wrote the plan, and her colleagues have the role 'platform'
                approvals:
                  - { role: platform, quorum: 2 }
                """,
            WhenToWaive = "When the change touches nobody outside the team.",
            Look = OwnRoleApproves,
        },
        new()
        {
            Code = "LULL1507",
            Name = "evidence-without-role",
            Severity = Severity.Warning,
            Title = "Evidence is asked for, but from nobody",
            Why = "Evidence is worth as much as the person who gives it. Here anybody may tick the step.",
            WhatToDo = "Give the step the `role:` of the one who can judge it.",
            Example = """
                verify:
                  - title: Place a test order
                    manual: In the shop, with the test card.
                    evidence: required
                """,
            WhenToWaive = "When the evidence speaks for itself, such as a link to a test report.",
            Look = EvidenceWithoutRole,
        },
    ];

    private static IEnumerable<Remark> StepsWithoutOwner(PlanReading reading) =>
        Unowned(reading)
            .Where(place => !place.Step.EvidenceRequired)
            .Select(place => new Remark(
                place.Step.Where,
                $"Nobody is named who does '{place.Step.Name()}'",
                RoleHint(reading)
            ));

    private static IEnumerable<Remark> EvidenceWithoutRole(PlanReading reading) =>
        Unowned(reading)
            .Where(place => place.Step.EvidenceRequired)
            .Select(place => new Remark(
                place.Step.Where,
                $"'{place.Step.Name()}' asks for evidence, but anybody may give it",
                RoleHint(reading)
            ));

    private static IEnumerable<StepPlace> Unowned(PlanReading reading) =>
        reading
            .Leaves.Concat(reading.RollbackSteps)
            .Where(place => place.Step is Step.Manual && reading.RoleOf(place).Length == 0);

    private static string RoleHint(PlanReading reading) =>
        reading.Plan.Roles is []
            ? "name a role under 'roles:' and give it to the step with 'role:'"
            : $"give it a 'role:', such as {Words.Quoted([reading.Plan.Roles[^1].Name])}, or give its block one";

    private static IEnumerable<Remark> RolesWithoutTask(PlanReading reading)
    {
        HashSet<string> used =
        [
            .. reading.Written.Concat(reading.RollbackSteps).Select(place => place.Step.Role),
            .. reading
                .Written.Select(place => place.Step)
                .OfType<Step.Approval>()
                .Select(approval => approval.ApproverRole),
            .. reading.Written.SelectMany(place => place.Step.Undo).Select(undo => undo.Role),
            .. reading.Plan.Items.SelectMany(item => new[] { item.Owner, item.Tester }),
            .. reading.Plan.Approvals.OfType<ApprovalRule.ByRole>().Select(approval => approval.Role),
        ];
        return reading
            .Plan.Roles.Where(role => role.Name != "lead" && !used.Contains(role.Name) && !used.Contains(role.SiteRole))
            .Select(role => new Remark(
                role.Where,
                $"The role '{role.Name}' has no step, no approval and no item",
                $"give its steps 'role: {role.Name}', or take the role out"
            ));
    }

    private static IEnumerable<Remark> Blanks(PlanReading reading)
    {
        foreach (StepPlace place in reading.Steps.Concat(reading.RollbackSteps))
        {
            Step step = place.Step;
            string? blank =
                IsBlank(step.Title) ? $"The title '{step.Title.Trim()}'"
                : IsBlank(step.Role) ? $"The role of '{step.Name()}'"
                : step is Step.Manual manual && IsBlank(manual.Instruction) ? $"The instruction of '{step.Name()}'"
                : step.Links.Any(link => string.IsNullOrWhiteSpace(link) || Blank.IsMatch(link))
                    ? $"A link of '{step.Name()}'"
                : null;
            if (blank is not null)
            {
                yield return new Remark(step.Where, $"{blank} has a blank", "fill in who, when or where");
            }
        }

        foreach (Item item in reading.Items)
        {
            if (IsBlank(item.Owner) || IsBlank(item.Tester))
            {
                yield return new Remark(
                    item.Where,
                    $"The {(IsBlank(item.Owner) ? "owner" : "tester")} of '{item.Title}' is a blank",
                    "write who it is"
                );
            }
        }

        foreach (PlanRole role in reading.Plan.Roles.Where(role => IsBlank(role.SiteRole)))
        {
            yield return new Remark(
                role.Where,
                $"Who fills the role '{role.Name}' is a blank",
                "write a role of the site"
            );
        }
    }

    private static bool IsBlank(string text) => Blank.IsMatch(text) || Dangling.IsMatch(text.Trim());

    private static IEnumerable<Remark> RolesWithoutPeople(PlanReading reading) =>
        reading.Site is { People.Count: > 0 } site
            ? reading
                .Plan.Roles.Where(role =>
                    !IsBlank(role.SiteRole)
                    && !site.People.Any(person => person.Roles.Contains(role.SiteRole, StringComparer.Ordinal))
                )
                .Select(role => new Remark(
                    role.Where,
                    $"Nobody on '{site.Name}' holds '{role.SiteRole}', which fills the role '{role.Name}'",
                    Spelling.Nearest(role.SiteRole, site.People.SelectMany(person => person.Roles)) is { } near
                        ? $"did you mean '{near}'?"
                        : "give somebody that role under 'people:' of the site"
                ))
            : [];

    private static IEnumerable<Remark> ImpossibleApprovals(PlanReading reading)
    {
        if (reading.Site is not { People.Count: > 0 } site)
        {
            yield break;
        }

        foreach (ApprovalRule.ByRole rule in reading.Plan.Approvals.OfType<ApprovalRule.ByRole>())
        {
            if (TooFew(reading, site, rule.Role, rule.Quorum) is { } remark)
            {
                yield return remark with
                {
                    Where = rule.Where,
                };
            }
        }

        foreach (StepPlace place in reading.Steps)
        {
            if (place.Step is Step.Approval step && TooFew(reading, site, step.ApproverRole, step.Quorum) is { } remark)
            {
                yield return remark with
                {
                    Where = step.Where,
                };
            }
        }
    }

    private static Remark? TooFew(PlanReading reading, Site site, string role, int quorum)
    {
        string siteRole = SiteRoleOf(reading.Plan, role);
        Person[] holders = [.. site.People.Where(person => person.Roles.Contains(siteRole, StringComparer.Ordinal))];
        int others = holders.Count(person => !IsAuthor(reading.Plan, person));
        return others >= quorum
            ? null
            : new Remark(
                SourceSpan.None,
                $"'{role}' must approve with {quorum}, but only {others} on '{site.Name}' can"
                    + (others < holders.Length ? ": the author's own approval does not count" : ""),
                $"give more people the role '{siteRole}', or ask another role"
            );
    }

    private static IEnumerable<Remark> OwnRoleApproves(PlanReading reading)
    {
        ApprovalRule.ByRole[] rules = [.. reading.Plan.Approvals.OfType<ApprovalRule.ByRole>()];
        if (
            rules.Length > 0
            && reading.Site?.People.FirstOrDefault(person => IsAuthor(reading.Plan, person)) is { } author
            && rules.All(rule => author.Roles.Contains(SiteRoleOf(reading.Plan, rule.Role), StringComparer.Ordinal))
        )
        {
            yield return new Remark(
                rules[0].Where,
                $"Every approval comes from {Words.Quoted(rules.Select(rule => rule.Role).Distinct(StringComparer.Ordinal))}, "
                    + $"and '{author.Name}', who wrote the plan, holds that role too",
                "ask one role that the author does not hold"
            );
        }
    }

    private static bool IsAuthor(Plan plan, Person person) =>
        plan.Author.Length > 0 && (person.Id == plan.Author || person.Name == plan.Author);

    private static string SiteRoleOf(Plan plan, string role) =>
        plan.Roles.FirstOrDefault(own => own.Name == role)?.SiteRole ?? role;

    [GeneratedRegex(
        @"\b(TBD|TBA|TBC|to be (decided|named|confirmed|announced))\b|\?\?+|_{3,}|(<|\[)(name|who|person|people|time|link|url|blank|owner|tester)(>|\])|\((blank|name|who|\?|\s+)\)",
        Words.English
    )]
    private static partial Regex Blank { get; }

    [GeneratedRegex(
        @"\b(up with|notify|contact|call|ask|inform|with|by|for|to|from|and)\s*$|\b(engineer|manager|approver|owner|tester|contact|link)\s*:\s*$",
        Words.English
    )]
    private static partial Regex Dangling { get; }
}
