namespace Lull.Server.People;

/// <summary>One line of the server's own audit: who did what to whom outside of any maintenance.</summary>
/// <param name="Sequence">1, 2, 3, ... without a gap.</param>
/// <param name="At">By the real clock, to the millisecond.</param>
/// <param name="Actor">Whose doing it was; empty when nobody was signed in.</param>
/// <param name="Kind">Stable name, such as <c>signed-in</c>.</param>
/// <param name="Subject">Whom or what it concerns: a person's id, a token's name, an address.</param>
/// <param name="Detail">The rest, in words. Never a secret.</param>
/// <param name="Address">The network address it came from; empty for the server's own doing.</param>
/// <param name="Hash">SHA-256 over the hash before and all of the above, in hexadecimal.</param>
public sealed record AuditEntry(
    long Sequence,
    Instant At,
    string Actor,
    string Kind,
    string Subject,
    string Detail,
    string Address,
    string Hash
);
