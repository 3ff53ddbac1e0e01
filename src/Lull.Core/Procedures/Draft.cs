using Lull.Core.Plans;

namespace Lull.Core.Procedures;

/// <summary>A node while the tree grows: what is known of it at once, and its place, which becomes numbers in the end.</summary>
/// <param name="parent">The node it stands in, or the one that it undoes; null for the root.</param>
/// <param name="node">What is known of it at once.</param>
internal sealed class Draft(Draft? parent, Node node)
{
    internal Node Node { get; set; } = node;

    internal Draft? Parent { get; } = parent;

    internal int Depth { get; } = parent is null ? 0 : parent.Depth + 1;

    internal int Number { get; set; } = -1;

    internal List<Draft> Children { get; } = [];

    internal Draft? Undo { get; set; }

    internal Draft? Track { get; init; }

    internal Draft? Rolling { get; init; }

    /// <summary>The root of the undo it is part of; null outside undos.</summary>
    internal Draft? UndoRoot { get; init; }

    /// <summary>Where its step is written.</summary>
    internal SourceSpan Where { get; init; }

    /// <summary>Brackets of a scope, by number, in opening order.</summary>
    internal List<int> Brackets { get; } = [];

    /// <summary>The same, in closing order.</summary>
    internal ValueList<int> Closing { get; set; } = [];

    internal List<Draft> After { get; } = [];

    internal List<Draft> Dependents { get; } = [];

    /// <summary>True when its children come one after the other.</summary>
    internal bool IsInOrder => Node.Kind is NodeKind.Sequence or NodeKind.Rolling or NodeKind.HostTrack;

    /// <summary>Says more of it.</summary>
    internal Draft Set(Func<Node, Node> more)
    {
        Node = more(Node);
        return this;
    }

    /// <summary>The innermost node that holds both.</summary>
    internal static Draft Around(Draft one, Draft other)
    {
        while (!ReferenceEquals(one, other))
        {
            if (one.Depth >= other.Depth && one.Parent is not null)
            {
                one = one.Parent;
            }
            else
            {
                other = other.Parent ?? one;
            }
        }

        return one;
    }
}

/// <summary>Where the next node goes and what it takes over from the blocks around it.</summary>
internal sealed record Place
{
    internal required Draft Parent { get; init; }

    /// <summary>Paths of what stands here.</summary>
    internal required PathNames Names { get; init; }

    internal int Phase { get; init; } = -1;

    /// <summary>The one host that everything here is for; null when there is none.</summary>
    internal SiteHost? Host { get; init; }

    /// <summary>The hosts that a block named, for steps that mention one; null when none did.</summary>
    internal IReadOnlyList<SiteHost>? Hosts { get; init; }

    /// <summary>The hosts that the nearest block or the step itself is about, for <c>{hosts}</c> in a message.</summary>
    internal IReadOnlyList<SiteHost> About { get; init; } = [];

    /// <summary>These hosts, as the plan writes them.</summary>
    internal string HostsText { get; init; } = "";

    /// <summary>How many of these hosts at the same time; 0 means all.</summary>
    internal int AtOnce { get; init; }

    internal Draft? Track { get; init; }

    internal Draft? Rolling { get; init; }

    internal Draft? UndoRoot { get; init; }

    /// <summary>What the undo or the block of it is called whose steps stand here; empty unless they are those of one step's undo.</summary>
    internal string Undo { get; init; } = "";

    /// <summary>What an action without a title is called here instead of its call; empty when its call names it.</summary>
    internal string Named { get; init; } = "";

    internal string Role { get; init; } = "";

    internal int Item { get; init; } = -1;

    internal string NotDoing { get; init; } = "";

    internal int Depth { get; init; }

    internal bool IsUndo => UndoRoot is not null;

    /// <summary>The same place for the steps of a block of an undo: they are called after its title, or else as it would be itself.</summary>
    internal Place InUndo(string title) => this with { Undo = Named.Length > 0 && title.Length > 0 ? title : Named };

    /// <summary>The same place, inside a new node.</summary>
    internal Place In(Draft parent, PathNames names) => this with { Parent = parent, Names = names };

    /// <summary>The same place for one host.</summary>
    internal Place On(SiteHost host) => this with { Host = host, Hosts = null, About = [host] };
}
