namespace Lull.Core.Maintenances;

/// <summary>Where a node is.</summary>
public enum NodeStatus
{
    /// <summary>Its turn has not come.</summary>
    Pending,

    /// <summary>Its turn has come; a gate, an order, a floor, a pause before another try or a pause of the whole holds it.</summary>
    Waiting,

    /// <summary>Under way.</summary>
    Running,

    /// <summary>A person must decide.</summary>
    Asking,

    /// <summary>Being undone.</summary>
    Undoing,

    /// <summary>Settled: it succeeded.</summary>
    Done,

    /// <summary>Settled: it failed.</summary>
    Failed,

    /// <summary>Settled: its target could not be talked to.</summary>
    Unreachable,

    /// <summary>Settled: nobody knows whether it happened.</summary>
    Inconclusive,

    /// <summary>Settled: left out, with a reason.</summary>
    Skipped,

    /// <summary>Settled: its block was stopped before it was over.</summary>
    Stopped,

    /// <summary>Settled: what it did was undone.</summary>
    Undone,
}
