namespace Lull.Server.Data;

/// <summary>The tables of one concern, as the steps that make them. Steps are only ever added: an older database is brought up to date by those it lacks.</summary>
/// <param name="Name">Stable name of the concern, such as <c>accounts</c>.</param>
/// <param name="Steps">SQL, in order; each runs once, in a transaction with its bookkeeping.</param>
public sealed record SchemaPart(string Name, ValueList<string> Steps);
