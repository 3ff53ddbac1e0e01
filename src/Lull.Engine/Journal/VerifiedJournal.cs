namespace Lull.Engine.Journal;

/// <summary>A journal that was checked.</summary>
/// <param name="Head">Up to where.</param>
/// <param name="Report">What the check found.</param>
public sealed record VerifiedJournal(Head Head, ChainReport Report);
