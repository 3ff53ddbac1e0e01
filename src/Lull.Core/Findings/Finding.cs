namespace Lull.Core.Findings;

/// <summary>What a check of a plan has to say.</summary>
/// <param name="Code">Stable, such as <c>LULL0207</c>; each has a page in the documentation.</param>
/// <param name="Severity">Whether the plan can run all the same.</param>
/// <param name="Where">The characters at fault.</param>
/// <param name="Message">One sentence in the author's own words.</param>
/// <param name="Hint">What to write instead or to do; empty when nothing better than the message is known.</param>
public sealed record Finding(string Code, Severity Severity, SourceSpan Where, string Message, string Hint = "")
{
    /// <summary>Set when the plan waives this finding by name: why.</summary>
    public string WaivedBecause { get; init; } = "";

    /// <summary>True when the plan waives this finding with a reason.</summary>
    public bool IsWaived => WaivedBecause.Length > 0;
}

/// <summary>How much a finding weighs.</summary>
public enum Severity
{
    /// <summary>Worth knowing.</summary>
    Note,

    /// <summary>Probably a mistake; the plan can run.</summary>
    Warning,

    /// <summary>The plan cannot run.</summary>
    Error,
}
