namespace Lull.Core.Notices;

/// <summary>What a notice tells that a maintenance does not know of itself.</summary>
/// <param name="Journal">The short hash of the journal's head, which makes its readers witnesses; empty while unknown.</param>
/// <param name="Report">Where its report is read; empty while unknown.</param>
public sealed record NoticeFacts(string Journal, string Report);
