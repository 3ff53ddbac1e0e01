using Lull.Core.Findings;
using Lull.Core.Windows;
using Lull.Plans.Yaml;

namespace Lull.Plans.Shapes;

/// <summary>What is gathered while one plan or site is read: findings, names that are used, moments to be checked.</summary>
/// <param name="catalogue">The actions that can be named.</param>
internal sealed class Reading(ActionCatalogue catalogue)
{
    /// <summary>The actions that can be named.</summary>
    internal ActionCatalogue Catalogue { get; } = catalogue;

    /// <summary>Everything there is to say so far.</summary>
    internal List<Finding> Findings { get; } = [];

    /// <summary>Names that something else must know, with their places.</summary>
    internal List<NameUse> Names { get; } = [];

    /// <summary>Actions that are called, with the places of their words.</summary>
    internal List<CallUse> Calls { get; } = [];

    /// <summary>Host selections, in the order met.</summary>
    internal List<Lull.Core.Plans.HostSelection> Selections { get; } = [];

    /// <summary>Moments, to be resolved once the window and the milestones are known.</summary>
    internal List<TimeUse> Times { get; } = [];

    /// <summary>The kind of a connection, where a site is known; null when it cannot be told.</summary>
    internal Func<string, string?> KindOf { get; init; } = static _ => null;

    /// <summary>The text of a file that a step calls; null when there is none.</summary>
    internal Func<string, string?> Include { get; init; } = static _ => null;

    /// <summary>The files that were called, by their path, in the order met.</summary>
    internal OrderedDictionary<string, IncludedFile> Included { get; } = new(StringComparer.Ordinal);

    /// <summary>Procedures called so far.</summary>
    internal int CallCount { get; set; }

    /// <summary>Steps read so far, those of called procedures included.</summary>
    internal int StepCount { get; set; }

    /// <summary>Where steps are being read.</summary>
    internal StepScope Scope { get; set; } = StepScope.Top;

    /// <summary>An error.</summary>
    internal void Say(string code, SourceSpan where, string message, string hint = "") =>
        Findings.Add(new Finding(code, Severity.Error, where, message, hint));

    /// <summary>A warning.</summary>
    internal void Warn(string code, SourceSpan where, string message, string hint = "") =>
        Findings.Add(new Finding(code, Severity.Warning, where, message, hint));

    /// <summary>Remembers that a name is used here.</summary>
    internal void Use(NameKind kind, string name, SourceSpan where) => Names.Add(new NameUse(kind, name, where));
}

/// <summary>A file that a step calls.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Root">What it says; null when it could not be read, which has been said.</param>
internal sealed record IncludedFile(string Text, Node? Root);

/// <summary>Where steps stand: their procedure's prefix and ids, and whether there is a host to act on.</summary>
/// <param name="Prefix">Put before ids: the id of the <c>call</c> step and a slash; empty in the plan itself.</param>
/// <param name="OwnIds">The ids that the called procedure gives; references to them get the prefix.</param>
/// <param name="HasHost">True inside a rolling block or a step with <c>on:</c>.</param>
/// <param name="Files">The files being read, the plan first; a file that calls itself is found here.</param>
internal sealed record StepScope(string Prefix, IReadOnlySet<string> OwnIds, bool HasHost, ValueList<string> Files)
{
    /// <summary>In the plan itself, outside every block.</summary>
    internal static StepScope Top { get; } = new("", new HashSet<string>(StringComparer.Ordinal), HasHost: false, []);

    /// <summary>An id as the whole plan knows it.</summary>
    internal string Full(string id) => OwnIds.Contains(id) ? Prefix + id : id;
}

/// <summary>What a name must name.</summary>
internal enum NameKind
{
    Role,
    Audience,
    Step,
    Item,
    Freeze,
    Message,
    SiteRole,
    Doer,
}

/// <summary>A name and where it is used.</summary>
internal sealed record NameUse(NameKind Kind, string Name, SourceSpan Where);

/// <summary>A moment and what was written beside it to cross-check.</summary>
/// <param name="Time">The moment.</param>
/// <param name="Where">Its place.</param>
/// <param name="Day">The weekday written before it; null when none was.</param>
/// <param name="Same">The same moment in another zone, as in <c>04:30 = 14:00 Asia/Kolkata</c>; null when none was.</param>
internal sealed record TimeUse(TimeExpression Time, SourceSpan Where, IsoDayOfWeek? Day, TimeUse? Same);

/// <summary>Where a call stands, which decides what its action must be for.</summary>
internal enum CallPlace
{
    Step,
    Check,
    Bracket,
    Channel,
}

/// <summary>An action that is called.</summary>
/// <param name="Call">The call.</param>
/// <param name="Place">Where it stands.</param>
/// <param name="Where">The place of <c>connection.action</c>.</param>
/// <param name="Arguments">The places of the arguments' names.</param>
/// <param name="HasHost">True when there is a host to act on.</param>
internal sealed record CallUse(
    ActionCall Call,
    CallPlace Place,
    SourceSpan Where,
    IReadOnlyList<Node.Scalar> Arguments,
    bool HasHost
);
