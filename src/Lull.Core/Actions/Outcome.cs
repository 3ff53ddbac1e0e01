namespace Lull.Core.Actions;

/// <summary>How a try to change the outside world ended. A time-out is <see cref="Unknown"/>, never <see cref="Failed"/>.</summary>
public abstract record Outcome
{
    private Outcome() { }

    /// <summary>Done, and a fresh observation showed it.</summary>
    /// <param name="Evidence">What shows it.</param>
    /// <param name="Artefact">The name of something it made, such as a backup's path; empty when nothing.</param>
    public sealed record Done(Evidence Evidence, string Artefact = "") : Outcome;

    /// <summary>Certainly not done.</summary>
    /// <param name="Reason">A sentence: what happened and what can be done.</param>
    /// <param name="Evidence">What the other side said.</param>
    /// <param name="Unreachable">True when the target could not be talked to at all, before anything was sent.</param>
    public sealed record Failed(string Reason, Evidence Evidence, bool Unreachable = false) : Outcome;

    /// <summary>It may or may not have happened.</summary>
    /// <param name="Reason">A sentence: why nobody knows.</param>
    public sealed record Unknown(string Reason) : Outcome;
}

/// <summary>What is kept to show that something happened: a line for people and the end of the output.</summary>
/// <param name="Summary">One line, such as <c>HTTP 200 in 12 ms</c>. Never a secret.</param>
/// <param name="Output">The last part of the output, at most <see cref="OutputLimit"/> characters; empty when there was none.</param>
public sealed record Evidence(string Summary, string Output = "")
{
    /// <summary>Characters of output kept in the journal.</summary>
    public const int OutputLimit = 4_096;

    /// <summary>Nothing to show.</summary>
    public static Evidence None { get; } = new("");

    /// <summary>Evidence with the output cut to its last <see cref="OutputLimit"/> characters, saying how much was left out.</summary>
    public static Evidence Of(string summary, string output) =>
        output.Length <= OutputLimit
            ? new Evidence(summary, output)
            : new Evidence(summary, $"[{output.Length - OutputLimit} characters left out]\n{output[^OutputLimit..]}");
}
