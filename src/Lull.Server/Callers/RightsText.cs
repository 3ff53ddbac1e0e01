namespace Lull.Server.Callers;

/// <summary>Rights in words.</summary>
public static class RightsText
{
    /// <summary>Each right with what it lets people do, in the order in which it is shown.</summary>
    public static IReadOnlyList<(Rights Right, string Name, string Meaning)> Each { get; } =
    [
        (Rights.View, "view", "See plans, maintenances, reports, the fleet and connections."),
        (Rights.Operate, "operate", "Run maintenances: start, tick, skip, answer, pause, extend, abort, roll back."),
        (Rights.Approve, "approve", "Approve in one's roles; never what one wrote oneself."),
        (Rights.Author, "author", "Write plans and sites, hand maintenances in, call them off before they start."),
        (Rights.Administer, "administer", "People, tokens, webhooks and settings of this server."),
    ];

    /// <summary>Such as <c>view, operate</c>; <c>none</c> when there are none.</summary>
    public static string Of(Rights rights) =>
        rights == Rights.None
            ? "none"
            : string.Join(", ", Each.Where(one => rights.HasFlag(one.Right)).Select(one => one.Name));

    /// <summary>The right of a name as <see cref="Of"/> writes it; none for an unknown name.</summary>
    public static Rights Named(string name) =>
        Each.Where(one => one.Name == name).Select(one => one.Right).FirstOrDefault();
}
