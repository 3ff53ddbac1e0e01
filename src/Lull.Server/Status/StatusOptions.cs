namespace Lull.Server.Status;

/// <summary>What the public sees, and under which names.</summary>
public sealed record StatusOptions
{
    /// <summary>The sites whose maintenances the public sees, so that a rehearsal in the lab is not announced to customers; all sites when empty.</summary>
    public ValueList<string> Sites { get; init; } = [];

    /// <summary>
    /// The mail address that notices name as their organizer; when empty, <c>maintenance@</c> and the host of the server's address.
    /// </summary>
    public string Contact { get; init; } = "";
}
