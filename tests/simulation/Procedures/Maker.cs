using Lull.Core.Actions;
using Lull.Core.Common;
using Lull.Core.Plans;
using Lull.Core.Procedures;
using Lull.Core.Windows;

namespace Lull.Simulation.Tests.Procedures;

/// <summary>Thinks up procedures: small ones mostly, with everything that a plan can say.</summary>
internal sealed class Maker(Chance chance)
{
    internal static readonly Instant Now = Instant.FromUtc(2026, 11, 30, 8, 0);

    internal const string Author = "ann";

    private readonly List<ProcedurePhase> _phases = [];
    private readonly List<(ItemState State, string Tester)> _items = [];
    private int _budget;
    private int _titles;
    private int _hosts;
    private int _undos;

    internal Procedure Make()
    {
        Instant start = Now + chance.Seconds(60, 10_000);
        var window = new Window(start, start + chance.Seconds(1_200, 20_000), "Europe/Madrid");
        _hosts = chance.Between(1, 6);
        _budget = chance.Hits(10) ? chance.Between(60, 150) : chance.Between(5, 45);
        _undos = chance.Hits(20) ? 0 : chance.Between(20, 90);
        for (int item = chance.Hits(60) ? 0 : chance.Between(1, 3); item > 0; item--)
        {
            _items.Add((chance.Hits(10) ? ItemState.NotDoing : ItemState.Open, chance.Hits(20) ? "qa" : ""));
        }

        Sketch root = Root(window);
        var drawing = new Drawing(root);
        return new Procedure
        {
            Title = "Simulated maintenance",
            Revision = "now",
            Author = chance.Hits(80) ? Author : "",
            Site = "simulation",
            Window = window,
            Margin = chance.Hits(50) ? Duration.Zero : chance.Seconds(0, 600),
            Nodes = drawing.Nodes,
            Brackets = drawing.Brackets,
            Hosts = [.. Enumerable.Range(0, _hosts).Select(host => HostOf(host))],
            Pools = Pools(),
            Phases = [.. _phases.Select((phase, index) => phase with { Node = NodeOf(drawing, index) })],
            Deliveries = Deliveries(window),
            Items =
            [
                .. _items.Select(
                    (item, index) =>
                        new ProcedureItem(
                            $"item{index}",
                            $"Item {index}",
                            [],
                            "",
                            item.Tester,
                            item.State,
                            item.State == ItemState.NotDoing ? "Not this time." : "",
                            [
                                .. drawing
                                    .Nodes.Where(node => node.Item == index && node.IsLeaf)
                                    .Select(node => node.Number),
                            ]
                        )
                ),
            ],
            Approvals = Approvals(),
            Rehearsals = chance.Hits(10) ? ["staging"] : [],
            Roles =
            [
                new ProcedureRole("lead", "release-manager", ["ann", "bob"]),
                new ProcedureRole("qa", "qa", ["cara"]),
                new ProcedureRole("cab", "cab", ["ann", "dan", "eve", "fay"]),
                new ProcedureRole("open", "open", []),
            ],
            NoRollbackBecause = root.Undo is null && chance.Hits(8) ? "It cannot be undone." : "",
            Soak = Soak(),
        };
    }

    private static int NodeOf(Drawing drawing, int phase) => drawing.Nodes[0].Children[phase];

    private ProcedureHost HostOf(int host) =>
        new($"web{host + 1}", [], host % 2 == 0 || chance.Hits(50) ? [0] : [0, 1]);

    private ValueList<ProcedurePool> Pools()
    {
        int members = _hosts + chance.Below(3);
        return
        [
            new ProcedurePool("web", members, chance.Hits(40) ? 0 : chance.Below(members)),
            new ProcedurePool("api", members, chance.Hits(60) ? 0 : chance.Below(members)),
        ];
    }

    private Sketch Root(Window window)
    {
        var root = new Sketch(NodeKind.Sequence, "root");
        if (chance.Hits(25))
        {
            AddPhase(root, PhaseKind.Prepare, window);
        }

        AddPhase(root, PhaseKind.Change, window);
        if (chance.Hits(40))
        {
            AddPhase(root, PhaseKind.Verify, window);
        }

        if (chance.Hits(30))
        {
            AddPhase(root, PhaseKind.Finish, window);
        }

        if (chance.Hits(20))
        {
            root.Undo = Undo("rollback");
        }

        return root;
    }

    private void AddPhase(Sketch root, PhaseKind kind, Window window)
    {
        int number = _phases.Count;
        Sketch phase = new Sketch(NodeKind.Sequence, kind.ToString()).With(node => node with { Phase = number });
        if (chance.Hits(15))
        {
            phase.With(node => node with { OnFailure = chance.Pick([OnFailure.Continue, OnFailure.RollBack]) });
        }

        root.Children.Add(phase);
        Instant? from = null;
        Instant? until = null;
        if (kind == PhaseKind.Prepare)
        {
            until = chance.Hits(20) ? window.Start + chance.Seconds(-600, 1_200) : null;
        }
        else
        {
            from = chance.Hits(15) ? window.Start + chance.Seconds(0, 900) : null;
            until = chance.Hits(15) ? window.End - chance.Seconds(0, 600) : null;
        }

        _phases.Add(new ProcedurePhase(kind, -1, from, until));
        int share = kind == PhaseKind.Change ? _budget : Math.Min(_budget, 1 + (_budget / 6));
        Fill(phase, share, host: -1, depth: 0, window);
    }

    private void Fill(Sketch block, int share, int host, int depth, Window window)
    {
        int end = _budget - share;
        do
        {
            block.Children.Add(Step(Math.Max(1, _budget - end), host, depth, window));
        } while (_budget > end && chance.Hits(85));
    }

    private Sketch Step(int share, int host, int depth, Window window)
    {
        if (share < 3 || depth > 4 || chance.Hits(45))
        {
            return Leaf(host, window);
        }

        _budget--;
        switch (chance.Below(host < 0 ? 10 : 7))
        {
            case < 2:
                return WithUndo(Block(NodeKind.Sequence, share, host, depth, window), 10);
            case < 4:
                return WithUndo(Parallel(share, host, depth, window), 10);
            case < 7:
                return Scope(host, inside => WithUndo(Block(NodeKind.Sequence, inside, host, depth, window), 5), share);
            default:
                return chance.Hits(50)
                    ? Scope(host: -1, inside => Rolling(inside, depth, window), share)
                    : Rolling(share, depth, window);
        }
    }

    private Sketch Block(NodeKind kind, int share, int host, int depth, Window window)
    {
        var block = new Sketch(kind, Title("block"));
        if (chance.Hits(10))
        {
            block.With(node => node with { OnFailure = chance.Pick([OnFailure.Continue, OnFailure.RollBack]) });
        }

        Fill(block, share, host, depth + 1, window);
        return block;
    }

    private Sketch Parallel(int share, int host, int depth, Window window)
    {
        Sketch block = Block(NodeKind.Parallel, share, host, depth, window);
        if (chance.Hits(30))
        {
            return block.With(node => node with { Limit = chance.Between(1, 3) });
        }

        for (int track = 1; track < block.Children.Count; track++)
        {
            if (chance.Hits(25))
            {
                block.Children[track].After.Add(LeafOrBlockOf(block.Children[chance.Below(track)]));
            }
        }

        return block;
    }

    private Sketch LeafOrBlockOf(Sketch track) =>
        track.Children.Count > 0 && chance.Hits(50) && track.Node.Kind is NodeKind.Sequence or NodeKind.Parallel
            ? LeafOrBlockOf(chance.Pick(track.Children))
            : track;

    private Sketch Scope(int host, Func<int, Sketch> body, int share, bool holdsOthers = true)
    {
        var scope = new Sketch(NodeKind.Scope, Title("with"));
        for (int count = chance.Between(1, 3); count > 0; count--)
        {
            // A block without a host may hold some of them out of service all the same.
            int other = host < 0 && holdsOthers && chance.Hits(10) ? chance.Below(_hosts) : -1;
            scope.Brackets.Add(
                other >= 0
                    ? new BracketSketch(other, TakesOutOfService: true, chance.Seconds(1, 30))
                    : new BracketSketch(
                        chance.Hits(80) ? host : -1,
                        host >= 0 && chance.Hits(60),
                        chance.Seconds(1, 30)
                    )
            );
        }

        if (chance.Hits(30))
        {
            scope.Closing.AddRange(Enumerable.Range(0, scope.Brackets.Count));
            (scope.Closing[0], scope.Closing[^1]) = (scope.Closing[^1], scope.Closing[0]);
        }

        scope.Children.Add(body(Math.Max(1, share - 1)));
        return scope;
    }

    private Sketch Rolling(int share, int depth, Window window)
    {
        int hosts = chance.Between(1, _hosts);
        int perHost = Math.Max(1, share / hosts / 2);
        int most = chance.Hits(15) ? int.MaxValue : chance.Between(1, hosts);
        Sketch rolling = new Sketch(NodeKind.Rolling, Title("rolling")).With(node =>
            node with
            {
                Tolerate = chance.Hits(50) ? 0 : chance.Below(hosts),
                MaxUnavailable = most,
                OnFailure = chance.Hits(80) ? OnFailure.Ask : chance.Pick([OnFailure.Continue, OnFailure.RollBack]),
            }
        );
        for (int host = 0; host < hosts; )
        {
            int size = chance.Between(1, hosts - host);
            if (rolling.Children.Count > 0 && chance.Hits(25))
            {
                rolling.Children.Add(Pause());
            }

            Sketch batch = new Sketch(NodeKind.Batch, Title("batch")).With(node =>
                node with
                {
                    Limit = Math.Min(size, Math.Min(most, chance.Between(1, size))),
                    ToleratePerBatch = chance.Hits(70) ? int.MaxValue : chance.Below(size + 1),
                }
            );
            rolling.Children.Add(batch);
            for (; size > 0; size--, host++)
            {
                batch.Children.Add(Track(host, perHost, depth, window));
            }
        }

        return WithUndo(rolling, 10);
    }

    private Sketch Track(int host, int share, int depth, Window window)
    {
        int number = host;
        Sketch track = new Sketch(NodeKind.HostTrack, Title("host")).With(node => node with { Host = number });
        if (chance.Hits(75))
        {
            track.Children.Add(
                Scope(host, inside => WithUndo(Block(NodeKind.Sequence, inside, host, depth + 1, window), 10), share)
            );
        }
        else
        {
            Fill(track, share, host, depth + 1, window);
        }

        return track;
    }

    private Sketch Pause()
    {
        Duration time = chance.Seconds(1, 120);
        return new Sketch(NodeKind.Wait, Title("pause")).With(node =>
            node with
            {
                Within = time,
                Estimate = new Estimate(time, time, time),
            }
        );
    }

    private Sketch Leaf(int host, Window window)
    {
        _budget--;
        NodeKind kind = chance.Below(100) switch
        {
            < 50 => NodeKind.Action,
            < 65 => NodeKind.Manual,
            < 78 => NodeKind.Check,
            < 86 => NodeKind.Delivery,
            < 93 => NodeKind.Wait,
            _ => NodeKind.Approval,
        };
        Sketch leaf = Bare(kind, host);
        leaf.With(node =>
            node with
            {
                Item = _items.Count > 0 && chance.Hits(25) ? chance.Below(_items.Count) : -1,
                NotBefore = chance.Hits(4) ? window.Start + chance.Seconds(0, 1_000) : null,
                Due = chance.Hits(4) ? window.Start + chance.Seconds(600, 9_000) : null,
                NotDoing = chance.Hits(4) ? "Not this time." : "",
            }
        );
        return kind is NodeKind.Action or NodeKind.Manual ? WithUndo(leaf, _undos) : leaf;
    }

    private Sketch Bare(NodeKind kind, int host)
    {
        Duration likely = kind == NodeKind.Delivery ? Duration.FromSeconds(1) : chance.Seconds(1, 240);
        return new Sketch(kind, Title(kind.ToString()))
            .With(node =>
                node with
                {
                    Host = host >= 0 && chance.Hits(85) ? host : -1,
                    Estimate = kind == NodeKind.Wait ? new Estimate(likely, likely, likely) : Estimate.Of(likely),
                    Timeout = Duration.FromMinutes(10),
                    Retry = chance.Hits(60) ? Retry.None : new Retry(chance.Between(1, 3), chance.Seconds(1, 30)),
                    OnFailure =
                        kind == NodeKind.Delivery ? OnFailure.Continue
                        : chance.Hits(60) ? OnFailure.Ask
                        : chance.Pick([OnFailure.Continue, OnFailure.Stop, OnFailure.RollBack, OnFailure.RollBackAll]),
                    Repeat =
                        kind == NodeKind.Check
                            ? RepeatClass.Convergent
                            : chance.Pick([RepeatClass.Convergent, RepeatClass.Keyed, RepeatClass.Opaque]),
                    Role = kind switch
                    {
                        NodeKind.Manual => chance.Pick(["", "qa", "lead", "open"]),
                        NodeKind.Approval => chance.Pick(["cab", "qa"]),
                        _ => "",
                    },
                    Within = likely,
                    Every = Duration.FromSeconds(10),
                    EvidenceRequired = kind == NodeKind.Manual && chance.Hits(30),
                    Makes = kind == NodeKind.Action && chance.Hits(10) ? "backup" : "",
                }
            )
            .With(node => node with { Quorum = QuorumOf(node) });
    }

    private int QuorumOf(Node node) =>
        node.Kind != NodeKind.Approval ? 0
        : node.Role == "cab" && chance.Hits(30) ? 2
        : 1;

    private Sketch WithUndo(Sketch node, int percent)
    {
        if (chance.Hits(Math.Min(percent, _undos)) && node.Node.NotDoing.Length == 0)
        {
            node.Undo = Undo(Title("undo"));
        }

        return node;
    }

    private Sketch Undo(string title)
    {
        var undo = new Sketch(NodeKind.Sequence, title);
        for (int count = chance.Hits(70) ? 1 : chance.Between(2, 3); count > 0; count--)
        {
            undo.Children.Add(UndoStep());
        }

        return undo;
    }

    private Sketch UndoStep()
    {
        if (chance.Hits(8))
        {
            return Scope(host: -1, _ => UndoLeaf(), share: 1, holdsOthers: false);
        }

        if (chance.Hits(8))
        {
            var beside = new Sketch(NodeKind.Parallel, Title("undos"));
            beside.Children.Add(UndoLeaf());
            beside.Children.Add(UndoLeaf());
            return beside;
        }

        return chance.Hits(5) ? UndoRolling() : UndoLeaf();
    }

    /// <summary>What undoes something may itself go over hosts, each out of service meanwhile.</summary>
    private Sketch UndoRolling()
    {
        int hosts = Math.Min(_hosts, chance.Between(1, 3));
        Sketch rolling = new Sketch(NodeKind.Rolling, Title("rolling back")).With(node =>
            node with
            {
                MaxUnavailable = 1,
            }
        );
        var batch = new Sketch(NodeKind.Batch, Title("batch"));
        rolling.Children.Add(batch.With(node => node with { Limit = 1 }));
        for (int host = 0; host < hosts; host++)
        {
            int number = host;
            Sketch track = new Sketch(NodeKind.HostTrack, Title("host")).With(node => node with { Host = number });
            track.Children.Add(Scope(host, _ => UndoLeaf(), share: 1));
            batch.Children.Add(track);
        }

        return rolling;
    }

    private Sketch UndoLeaf()
    {
        NodeKind kind = chance.Below(10) switch
        {
            < 7 => NodeKind.Action,
            7 => NodeKind.Manual,
            8 => NodeKind.Check,
            _ => NodeKind.Wait,
        };
        return Bare(kind, host: -1).With(node => node with { OnFailure = OnFailure.Ask });
    }

    private string Title(string what) => $"{what}{_titles++}";

    private ValueList<ProcedureDelivery> Deliveries(Window window) =>
        [
            .. Enumerable
                .Range(0, chance.Hits(25) ? 0 : chance.Between(1, 8))
                .Select(_ =>
                {
                    bool clock = chance.Hits(20);
                    return new ProcedureDelivery(
                        clock ? window.Start + chance.Seconds(-5_000, 9_000) : null,
                        clock ? null : chance.Pick(Enum.GetValues<LifeMoment>()),
                        "customers",
                        new ActionCall("chat", "post", Argument.Map.Empty),
                        "message",
                        chance.Pick([RepeatClass.Keyed, RepeatClass.Opaque]),
                        Duration.FromMinutes(1)
                    );
                }),
        ];

    private ValueList<ProcedureApproval> Approvals() =>
        chance.Hits(60) ? []
        : chance.Hits(50) ? [new ProcedureApproval("cab", chance.Between(1, 2))]
        : [new ProcedureApproval("cab", 1), new ProcedureApproval("lead", 1)];

    private ProcedureSoak? Soak()
    {
        if (!chance.Hits(35))
        {
            return null;
        }

        return new ProcedureSoak(
            chance.Seconds(600, 9_000),
            [
                .. Enumerable
                    .Range(0, chance.Below(3))
                    .Select(watch => new ProcedureWatch(
                        $"watch {watch}",
                        new ActionCall("http", "get", Argument.Map.Empty),
                        Host: -1,
                        Duration.FromMinutes(5),
                        Duration.FromMinutes(1)
                    )),
            ],
            chance.Hits(70) ? new FailureRate(chance.Between(1, 3), Duration.FromMinutes(20)) : null,
            chance.Hits(50) ? 2 : null,
            chance.Hits(40),
            Duration.FromMinutes(15)
        );
    }
}
