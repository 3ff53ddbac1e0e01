using Lull.Core.Findings;

namespace Lull.Core.Procedures;

/// <summary>What became of a plan on a site: a procedure, or everything that is wrong with it.</summary>
public abstract record Compilation
{
    private Compilation() { }

    /// <summary>The plan can run.</summary>
    public sealed record Done(Procedure Procedure) : Compilation;

    /// <summary>The plan cannot run on this site.</summary>
    /// <param name="Findings">Why: at least one, each of severity <see cref="Severity.Error"/>, in the order they were met.</param>
    public sealed record Refused(ValueList<Finding> Findings) : Compilation;
}
