using Lull.Core.Actions;
using Lull.Core.Common;
using Lull.Core.Plans;
using Lull.Core.Procedures;

namespace Lull.Simulation.Tests.Procedures;

/// <summary>A node of a procedure while it is thought up: what it says, what is in it, what undoes it.</summary>
internal sealed class Sketch
{
    internal Sketch(NodeKind kind, string title) =>
        Node = new Node
        {
            Number = -1,
            Path = title,
            Kind = kind,
            Parent = -1,
            Title = title,
            Estimate = new Estimate(Duration.Zero, Duration.Zero, Duration.Zero),
        };

    internal Node Node { get; set; }

    internal List<Sketch> Children { get; } = [];

    /// <summary>In opening order.</summary>
    internal List<BracketSketch> Brackets { get; } = [];

    /// <summary>Places in <see cref="Brackets"/>, in closing order; empty means the reverse of opening.</summary>
    internal List<int> Closing { get; } = [];

    internal List<Sketch> After { get; } = [];

    internal Sketch? Undo { get; set; }

    internal Sketch? Parent { get; set; }

    internal Sketch With(Func<Node, Node> change)
    {
        Node = change(Node);
        return this;
    }
}

/// <summary>A bracket while it is thought up.</summary>
internal sealed record BracketSketch(int Host, bool TakesOutOfService, Duration Estimate);

/// <summary>Numbers a sketch as the compiler does, and works out what the machine counts with.</summary>
internal sealed class Drawing
{
    private static readonly ActionCall Call = new("world", "do", Argument.Map.Empty);

    private readonly List<Sketch> _sketches = [];
    private readonly List<BracketNode> _brackets = [];
    private readonly List<Node> _nodes = [];
    private readonly bool _undosByBlock;

    internal Drawing(Sketch root)
    {
        _undosByBlock = root.Undo is not null;
        Number(root, null, isUndo: false);
        MarkUndoable();
        for (int number = _sketches.Count - 1; number >= 0; number--)
        {
            Estimate(_sketches[number]);
        }

        Reserve();
        foreach (Sketch sketch in _sketches)
        {
            Freeze(sketch);
        }
    }

    internal ValueList<Node> Nodes => [.. _nodes];

    internal ValueList<BracketNode> Brackets => [.. _brackets];

    /// <summary>A node, its children, then its undo: a parent comes before its children.</summary>
    private void Number(Sketch sketch, Sketch? parent, bool isUndo)
    {
        sketch.Parent = parent;
        Node? above = parent?.Node;
        int number = _sketches.Count;
        _sketches.Add(sketch);
        sketch.Node = sketch.Node with
        {
            Number = number,
            Path = above is null ? sketch.Node.Title : $"{above.Path}/{sketch.Node.Title}",
            Parent = above?.Number ?? -1,
            IsUndo = isUndo,
            Phase =
                isUndo ? -1
                : sketch.Node.Phase >= 0 ? sketch.Node.Phase
                : above?.Phase ?? -1,
            Track = sketch.Node.Kind == NodeKind.HostTrack ? number : above?.Track ?? -1,
            Rolling = sketch.Node.Kind == NodeKind.Rolling ? number : above?.Rolling ?? -1,
            Host = sketch.Node.Host >= 0 ? sketch.Node.Host : above?.Host ?? -1,
            Item = isUndo ? -1 : sketch.Node.Item,
        };
        foreach (Sketch child in sketch.Children)
        {
            Number(child, sketch, isUndo);
        }

        if (sketch.Undo is { } undo)
        {
            Number(undo, sketch, isUndo: true);
        }

        if (sketch.Node.Kind == NodeKind.Scope)
        {
            int first = _brackets.Count;
            foreach (BracketSketch bracket in sketch.Brackets)
            {
                _brackets.Add(
                    new BracketNode(
                        _brackets.Count,
                        number,
                        Call,
                        $"bracket {_brackets.Count}",
                        bracket.Host,
                        bracket.TakesOutOfService,
                        Core.Plans.Estimate.Of(bracket.Estimate),
                        Duration.FromMinutes(10)
                    )
                );
            }

            int[] opening = [.. Enumerable.Range(first, sketch.Brackets.Count)];
            sketch.Node = sketch.Node with
            {
                Brackets = [.. opening],
                Closing =
                    sketch.Closing.Count == 0
                        ? [.. opening.Reverse()]
                        : [.. sketch.Closing.Select(place => first + place)],
            };
        }
    }

    private void MarkUndoable()
    {
        for (int number = _sketches.Count - 1; number >= 0; number--)
        {
            Sketch sketch = _sketches[number];
            sketch.Node = sketch.Node with
            {
                CanUndo = sketch.Undo is not null || sketch.Children.Exists(child => child.Node.CanUndo),
            };
        }
    }

    private static void Estimate(Sketch sketch)
    {
        if (sketch.Node.IsLeaf)
        {
            return;
        }

        Duration time = Duration.Zero;
        bool beside = sketch.Node.Kind is NodeKind.Parallel or NodeKind.Batch;
        foreach (Sketch child in sketch.Children)
        {
            time = beside ? Duration.Max(time, child.Node.Estimate.Likely) : time + child.Node.Estimate.Likely;
        }

        foreach (BracketSketch bracket in sketch.Brackets)
        {
            time += bracket.Estimate * 2;
        }

        sketch.Node = sketch.Node with { Estimate = Core.Plans.Estimate.Of(time) };
    }

    private void Reserve()
    {
        if (_undosByBlock)
        {
            Sketch block = _sketches[0].Undo!;
            _sketches[0].Node = _sketches[0].Node with { Undoing = block.Node.Estimate.High };
            return;
        }

        foreach (Sketch sketch in _sketches)
        {
            if (sketch.Node.IsUndo)
            {
                continue;
            }

            if (sketch is { Node.Kind: NodeKind.Scope, Node.CanUndo: true })
            {
                Duration time = Duration.Zero;
                foreach (BracketSketch bracket in sketch.Brackets)
                {
                    time += bracket.Estimate * 3;
                }

                sketch.Node = sketch.Node with { Undoing = time };
            }
            else if (sketch.Undo is { } undo && !IsReplaced(sketch))
            {
                sketch.Node = sketch.Node with { Undoing = undo.Node.Estimate.High };
            }
        }
    }

    /// <summary>The undo of a block takes the place of those inside it.</summary>
    private static bool IsReplaced(Sketch sketch)
    {
        Sketch? above = sketch.Parent;
        while (above is { Undo: null })
        {
            above = above.Parent;
        }

        return above is not null;
    }

    private void Freeze(Sketch sketch) =>
        _nodes.Add(
            sketch.Node with
            {
                Children = [.. sketch.Children.Select(child => child.Node.Number)],
                Undo = sketch.Undo?.Node.Number ?? -1,
                After = [.. sketch.After.Select(one => one.Node.Number).Order()],
                Dependents = [.. _sketches.Where(one => one.After.Contains(sketch)).Select(one => one.Node.Number)],
                Call = sketch.Node.Kind is NodeKind.Action or NodeKind.Check or NodeKind.Delivery ? Call : null,
            }
        );
}
