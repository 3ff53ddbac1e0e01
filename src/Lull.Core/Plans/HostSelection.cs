namespace Lull.Core.Plans;

/// <summary>Which hosts: <c>web[1-5] except web3</c>. Names and groups are looked up in the site at compilation.</summary>
/// <param name="Terms">In order; a host named twice counts once, at its first place.</param>
/// <param name="Where">Where it is written.</param>
public sealed record HostSelection(ValueList<HostTerm> Terms, SourceSpan Where);

/// <summary>One part of a selection.</summary>
public abstract record HostTerm
{
    private HostTerm() { }

    /// <summary>A host, or all hosts of a group: <c>web</c>.</summary>
    public sealed record Named(string Name, SourceSpan Where) : HostTerm;

    /// <summary>
    /// Numbers <paramref name="From"/> to <paramref name="To"/>: of a group, its hosts counted from 1 (<c>web[1-5]</c>); else the host names
    /// that the numbers give (<c>shop-web[01-05]</c>, written with <paramref name="Digits"/> digits).
    /// </summary>
    public sealed record Range(string Prefix, int From, int To, int Digits, string Suffix, SourceSpan Where) : HostTerm;

    /// <summary>Takes away what <paramref name="What"/> names.</summary>
    public sealed record Except(HostTerm What) : HostTerm;
}
