using FsCheck;
using FsCheck.Fluent;
using Lull.Core.Plans;
using Lull.Core.Procedures;
using static Lull.Core.Tests.Procedures.Written;

namespace Lull.Core.Tests.Procedures;

/// <summary>What holds for every procedure, whatever the plan.</summary>
public sealed class ProcedureProperties
{
    [Fact]
    public void Numbers_are_dense_and_a_parent_comes_before_its_children() =>
        Holds(procedure =>
        {
            procedure.Nodes.Select(node => node.Number).ShouldBe(Enumerable.Range(0, procedure.Nodes.Count));
            procedure.Nodes[0].Parent.ShouldBe(-1);
            foreach (Node node in procedure.Nodes.Skip(1))
            {
                node.Parent.ShouldBeInRange(0, node.Number - 1);
                Node parent = procedure.Nodes[node.Parent];
                (parent.Undo == node.Number ^ parent.Children.Contains(node.Number)).ShouldBeTrue(node.Path);
                node.IsUndo.ShouldBe(parent.IsUndo || parent.Undo == node.Number, node.Path);
            }
        });

    [Fact]
    public void A_subtree_is_a_range_of_numbers() =>
        Holds(procedure =>
        {
            int next = 0;
            Walk(0);
            next.ShouldBe(procedure.Nodes.Count);

            void Walk(int number)
            {
                number.ShouldBe(next++);
                foreach (int child in procedure.Nodes[number].Children)
                {
                    Walk(child);
                }

                if (procedure.Nodes[number].Undo is >= 0 and int undo)
                {
                    Walk(undo);
                }
            }
        });

    [Fact]
    public void Paths_are_unique() =>
        Holds(procedure =>
            procedure
                .Nodes.Select(node => node.Path)
                .Distinct(StringComparer.Ordinal)
                .Count()
                .ShouldBe(procedure.Nodes.Count)
        );

    [Fact]
    public void Leaves_have_no_children_and_scopes_have_one() =>
        Holds(procedure =>
        {
            foreach (Node node in procedure.Nodes)
            {
                (node.IsLeaf && node.Children.Count > 0).ShouldBeFalse(node.Path);
                (node.Kind is NodeKind.Scope && node.Children.Count != 1).ShouldBeFalse(node.Path);
            }
        });

    [Fact]
    public void Waiting_is_known_on_both_sides() =>
        Holds(procedure =>
        {
            foreach (Node node in procedure.Nodes)
            {
                node.After.All(other => procedure.Nodes[other].Dependents.Contains(node.Number))
                    .ShouldBeTrue(node.Path);
                node.Dependents.All(other => procedure.Nodes[other].After.Contains(node.Number))
                    .ShouldBeTrue(node.Path);
            }
        });

    [Fact]
    public void Each_bracket_belongs_to_one_scope_which_closes_all_that_it_opens() =>
        Holds(procedure =>
        {
            procedure
                .Nodes.SelectMany(node => node.Brackets)
                .Order()
                .ShouldBe(Enumerable.Range(0, procedure.Brackets.Count));
            foreach (Node node in procedure.Nodes)
            {
                node.Closing.Order().ShouldBe(node.Brackets.Order());
                node.Brackets.All(bracket => procedure.Brackets[bracket].Scope == node.Number).ShouldBeTrue(node.Path);
            }
        });

    [Fact]
    public void Rolling_blocks_have_every_host_once_and_batches_within_their_limit() =>
        Holds(procedure =>
        {
            foreach (Node rolling in procedure.Nodes.Where(node => node.Kind is NodeKind.Rolling))
            {
                Node[] batches =
                [
                    .. rolling
                        .Children.Select(child => procedure.Nodes[child])
                        .Where(node => node.Kind is NodeKind.Batch),
                ];
                string[] hosts =
                [
                    .. batches
                        .SelectMany(batch => batch.Children)
                        .Select(track => procedure.Hosts[procedure.Nodes[track].Host].Name),
                ];
                (string.Join(' ', hosts) is "web1 web2 web3 web4 web5" or "db-main web3").ShouldBeTrue(
                    string.Join(' ', hosts)
                );
                batches
                    .All(batch =>
                        batch.Limit >= 1 && batch.Limit <= Math.Min(batch.Children.Count, rolling.MaxUnavailable)
                    )
                    .ShouldBeTrue(rolling.Path);
            }
        });

    [Fact]
    public void What_stands_in_a_host_track_knows_its_track_and_block() =>
        Holds(procedure =>
        {
            foreach (Node node in procedure.Nodes.Skip(1))
            {
                Node parent = procedure.Nodes[node.Parent];
                node.Track.ShouldBe(parent.Kind is NodeKind.HostTrack ? parent.Number : parent.Track, node.Path);
                node.Rolling.ShouldBe(
                    parent.Kind is NodeKind.Rolling && parent.Undo != node.Number ? parent.Number : parent.Rolling,
                    node.Path
                );
            }
        });

    [Fact]
    public void Estimates_are_in_order_and_a_sequence_takes_at_least_as_long_as_each_part() =>
        Holds(procedure =>
        {
            foreach (Node node in procedure.Nodes)
            {
                node.Estimate.Low.ShouldBeLessThanOrEqualTo(node.Estimate.Likely, node.Path);
                node.Estimate.Likely.ShouldBeLessThanOrEqualTo(node.Estimate.High, node.Path);
                foreach (Node child in node.Children.Select(child => procedure.Nodes[child]))
                {
                    (child.NotDoing.Length > 0 || child.Estimate.High <= node.Estimate.High).ShouldBeTrue(child.Path);
                }
            }
        });

    [Fact]
    public void Undos_are_known_from_below_and_only_roll_backs_that_exist_take_time() =>
        Holds(procedure =>
        {
            foreach (Node node in procedure.Nodes)
            {
                node.CanUndo.ShouldBe(
                    node.Undo >= 0 || node.Children.Any(child => procedure.Nodes[child].CanUndo),
                    node.Path
                );
                (node.Undoing > Duration.Zero && (node.IsUndo || procedure.NoRollbackBecause.Length > 0)).ShouldBeFalse(
                    node.Path
                );
            }
        });

    [Fact]
    public void Compiling_twice_gives_the_same() =>
        Check.One(
            Config.QuickThrowOnFailure.WithQuietOnSuccess(true),
            Prop.ForAll(
                ArbMap.Default.ArbFor<byte[]>(),
                choices =>
                {
                    Compilation once = Compiler.Compile(new Recipe(choices).Plan(), Lab, Written.Actions, Afternoon);
                    Compilation twice = Compiler.Compile(new Recipe(choices).Plan(), Lab, Written.Actions, Afternoon);
                    once.ShouldBe(twice);
                }
            )
        );

    /// <summary>Recipes can ask for circles, and those are refused with nothing else; all other plans must have the property.</summary>
    private static void Holds(Action<Procedure> property)
    {
        int compiled = 0;
        Check.One(
            Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(300).WithEndSize(150),
            Prop.ForAll(
                ArbMap.Default.ArbFor<byte[]>(),
                choices =>
                {
                    switch (Compiler.Compile(new Recipe(choices).Plan(), Lab, Written.Actions, Afternoon))
                    {
                        case Compilation.Done done:
                            compiled++;
                            property(done.Procedure);
                            break;
                        case Compilation.Refused refused:
                            refused.Findings.Select(finding => finding.Code).ShouldBe(["LULL0908"]);
                            break;
                    }
                }
            )
        );
        compiled.ShouldBeGreaterThan(100);
    }
}
