using Lull.Core.Findings;
using Lull.Core.Maintenances;

namespace Lull.Server.Plans;

/// <summary>What the library says to somebody who asked for something.</summary>
public abstract record LibraryAnswer<T>
{
    private LibraryAnswer() { }

    /// <summary>It is done.</summary>
    public sealed record Done(T Value) : LibraryAnswer<T>;

    /// <summary>It is not done, and nothing was changed.</summary>
    /// <param name="Code">For programs.</param>
    /// <param name="Reason">For people: why, and what can be done.</param>
    /// <param name="Findings">What is wrong with the text; empty when that is not the reason.</param>
    public sealed record Refused(RefusalCode Code, string Reason, ValueList<Finding> Findings) : LibraryAnswer<T>;
}
