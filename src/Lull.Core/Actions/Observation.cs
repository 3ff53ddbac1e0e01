namespace Lull.Core.Actions;

/// <summary>What a look at the outside world showed. Looking changes nothing.</summary>
public abstract record Observation
{
    private Observation() { }

    /// <summary>What the action wants is the case. Before opening a bracket this means that somebody else did it already.</summary>
    /// <param name="Prior">
    /// What the target looks like now; what a close would put back. The first line is for people, such as <c>ready</c>; what follows is
    /// the connector's own.
    /// </param>
    /// <param name="Evidence">What shows it.</param>
    public sealed record Done(string Prior, Evidence Evidence) : Observation;

    /// <summary>It is certainly not the case (and has been long enough for the answer to be believed).</summary>
    /// <param name="Prior">What the target looks like now; what a close would put back. The first line is for people.</param>
    /// <param name="Evidence">What shows it.</param>
    public sealed record NotDone(string Prior, Evidence Evidence) : Observation;

    /// <summary>It was begun and is still under way; look again later.</summary>
    public sealed record Running(Evidence Evidence) : Observation;

    /// <summary>The look did not succeed, or cannot tell.</summary>
    public sealed record Unknown(string Reason) : Observation;
}
