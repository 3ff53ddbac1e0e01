namespace Lull.Connectors.Jobs;

/// <summary>What a shell said about a job.</summary>
internal abstract record JobAnswer
{
    private JobAnswer() { }

    /// <summary>It ended by itself with this code.</summary>
    internal sealed record Ended(int Code, string Output) : JobAnswer;

    /// <summary>It is under way.</summary>
    internal sealed record Running(string Output) : JobAnswer;

    /// <summary>It was never started.</summary>
    internal sealed record None : JobAnswer;

    /// <summary>It could not be started and certainly was not.</summary>
    internal sealed record Refused(string Reason) : JobAnswer;

    /// <summary>The machine is in another boot than when it was asked; <c>State</c> is what its service system says of itself.</summary>
    internal sealed record Rebooted(string State) : JobAnswer;

    /// <summary>It was started and how it ended is not known.</summary>
    internal sealed record Lost(string Reason, string Output) : JobAnswer;
}
