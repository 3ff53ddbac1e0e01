using Lull.Core.Plans;
using Lull.Core.Sites;
using Lull.Core.Windows;

namespace Lull.Core.Procedures;

/// <summary>Turns a plan into a procedure: every batch, host, bracket and delivery written out, for one site and one window.</summary>
public static class Compiler
{
    /// <summary>The procedure of a plan on a site.</summary>
    /// <param name="plan">The plan. Whether it is wise is for the check of plans to say, not asked here.</param>
    /// <param name="site">Where it runs.</param>
    /// <param name="catalogue">What is known of the actions; when empty, actions are not checked and count as opaque.</param>
    /// <param name="window">The window it runs in; moments of the plan are counted from it, whatever the plan itself says.</param>
    /// <returns>
    /// <see cref="Compilation.Done"/>, or <see cref="Compilation.Refused"/> with every name, host, placeholder, reference and moment
    /// that means nothing, LULL0901 to LULL0916, every freeze of the site that the window lies in, and those of <see cref="TimeResolution"/>.
    /// </returns>
    /// <remarks>Pure and total. Linear in the size of the procedure.</remarks>
    public static Compilation Compile(Plan plan, Site site, ActionCatalogue catalogue, Window window)
    {
        var findings = new CompilerFindings();
        findings.SayTooFar(plan, window);
        findings.SayFreezes(plan, site, window);
        var lookup = new SiteLookup(site, catalogue, findings);
        var templates = new Templates(lookup, Artefacts.MadeBy(plan), findings);
        TimeResolution times = PlanTimes.For(plan, window);
        var drafting = new Drafting(plan, lookup, templates, times, findings);

        Draft root = drafting.Root();
        var surroundings = new Surroundings(plan, site, lookup, templates, times, findings);
        drafting.Order.Resolve();
        List<Draft> drafts = Numbered(root);
        LongestWork.Check(drafts, drafting.Brackets, findings);
        if (!findings.Any && new Schedule(drafts, drafting.Brackets).Run() is { Count: > 0 } circle)
        {
            drafting.Order.SayCircle(circle);
        }

        ValueList<ProcedurePhase> phases =
        [
            .. drafting.Phases.Select(each => surroundings.PhaseOf(each.Phase, each.Draft.Number)),
        ];
        ValueList<ProcedureDelivery> deliveries = surroundings.Deliveries();
        ValueList<ProcedureRole> roles = surroundings.Roles(drafts);
        ProcedureSoak? soak = surroundings.Soak();
        if (findings.Any)
        {
            return new Compilation.Refused(findings.All);
        }

        UndoReserve.Set(drafts, drafting.Brackets, plan.Rollback);
        ValueList<Node> nodes = Frozen(drafts);
        return new Compilation.Done(
            new Procedure
            {
                Title = plan.Title,
                Revision = plan.Revision,
                Author = plan.Author,
                Site = site.Name,
                Impact = plan.Impact,
                Window = window,
                AlsoShow = [.. plan.Window.AlsoShow.Select(zone => zone.Id)],
                Margin = plan.Margin,
                Nodes = nodes,
                Brackets = [.. drafting.Brackets.Select(bracket => bracket.Node with { Scope = bracket.Scope.Number })],
                Hosts = surroundings.Hosts(),
                Pools = surroundings.Pools(),
                Phases = phases,
                Deliveries = deliveries,
                Messages = plan.Messages,
                Items = Surroundings.Items(plan, nodes),
                Approvals =
                [
                    .. plan
                        .Approvals.OfType<ApprovalRule.ByRole>()
                        .Select(rule => new ProcedureApproval(rule.Role, Math.Max(1, rule.Quorum))),
                ],
                Rehearsals = [.. plan.Approvals.OfType<ApprovalRule.Rehearsal>().Select(rule => rule.Site)],
                Roles = roles,
                NoRollbackBecause = plan.Rollback is Rollback.None none ? none.Because : "",
                Soak = soak,
                Lessons = plan.Lessons,
                Connections =
                [
                    .. lookup.UsedConnections.Select(connection => new ConnectionLimit(
                        connection.Name,
                        connection.AtOnce
                    )),
                ],
            }
        );
    }

    /// <summary>All nodes in the order of their numbers: a node, its children, then its undo.</summary>
    private static List<Draft> Numbered(Draft root)
    {
        var drafts = new List<Draft>();
        var todo = new Stack<Draft>([root]);
        while (todo.TryPop(out Draft? draft))
        {
            draft.Number = drafts.Count;
            drafts.Add(draft);
            if (draft.Undo is not null)
            {
                todo.Push(draft.Undo);
            }

            for (int index = draft.Children.Count - 1; index >= 0; index--)
            {
                todo.Push(draft.Children[index]);
            }
        }

        return drafts;
    }

    private static ValueList<Node> Frozen(List<Draft> drafts)
    {
        var nodes = new Node[drafts.Count];
        foreach (Draft draft in drafts)
        {
            Node node = draft.Node;
            nodes[draft.Number] = node with
            {
                Number = draft.Number,
                Parent = draft.Parent?.Number ?? -1,
                Children = NumbersOf(draft.Children),
                Track = draft.Track?.Number ?? -1,
                Rolling = draft.Rolling?.Number ?? -1,
                Due =
                    node.IsUndo || draft.Parent is null ? node.Due : Earlier(node.Due, nodes[draft.Parent.Number].Due),
                After = NumbersOf(draft.After),
                Dependents = NumbersOf(draft.Dependents),
                Brackets = [.. draft.Brackets],
                Closing = draft.Closing,
                Undo = draft.Undo?.Number ?? -1,
            };
        }

        return ValueList.Create<Node>(nodes);
    }

    private static ValueList<int> NumbersOf(List<Draft> drafts) =>
        drafts.Count == 0 ? [] : [.. drafts.Select(draft => draft.Number).Order()];

    private static Instant? Earlier(Instant? one, Instant? other) =>
        one is { } first && other is { } second ? Instant.Min(first, second) : one ?? other;
}
