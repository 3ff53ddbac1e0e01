using Lull.Core.Windows;

namespace Lull.Core.Plans;

/// <summary>The unit of work of a plan: manual, action, check, approval, announcement, wait, or a block of steps.</summary>
public abstract record Step
{
    private Step() { }

    /// <summary>The name given with <c>id:</c>, that others refer to; empty when the author gave none.</summary>
    public string Id { get; init; } = "";

    /// <summary>For people; may hold templates such as <c>{host}</c>.</summary>
    public string Title { get; init; } = "";

    /// <summary>The plan's role that does it; empty means the machine, or anyone for a manual step.</summary>
    public string Role { get; init; } = "";

    /// <summary>Once for each of these hosts; null when it has none or its block names them.</summary>
    public HostSelection? On { get; init; }

    /// <summary>How many hosts of <see cref="On"/> at the same time; null means all.</summary>
    public int? AtOnce { get; init; }

    /// <summary>How long it takes; null when the author does not say.</summary>
    public Estimate? Estimate { get; init; }

    /// <summary>How long one try may take; null means the action's own limit.</summary>
    public Duration? Timeout { get; init; }

    /// <summary>Tries after a failure before anybody is asked.</summary>
    public Retry Retry { get; init; } = Retry.None;

    /// <summary>What happens when it fails for good.</summary>
    public OnFailure OnFailure { get; init; } = OnFailure.Ask;

    /// <summary>How it is reversed, as steps; empty when it has no undo.</summary>
    public ValueList<Step> Undo { get; init; } = [];

    /// <summary>Why it needs no undo, when the author says so (<c>undo: { none: … }</c>); empty otherwise.</summary>
    public string NoUndoBecause { get; init; } = "";

    /// <summary>Ids of steps that must have succeeded first, beside the order of its block.</summary>
    public ValueList<StepReference> After { get; init; } = [];

    /// <summary>Starts no earlier than this; null when only order holds it back.</summary>
    public TimeExpression? NotBefore { get; init; }

    /// <summary>Must be finished by then; null when only the phase's end counts.</summary>
    public TimeExpression? Due { get; init; }

    /// <summary>Opened before it and closed after it, in the order written.</summary>
    public ValueList<Bracket> With { get; init; } = [];

    /// <summary>The item it belongs to; empty when none.</summary>
    public string Item { get; init; } = "";

    /// <summary>Ticket keys.</summary>
    public ValueList<Ticket> Tickets { get; init; } = [];

    /// <summary>Addresses that help the one who does it.</summary>
    public ValueList<string> Links { get; init; } = [];

    /// <summary>True when ticking it off needs evidence.</summary>
    public bool EvidenceRequired { get; init; }

    /// <summary>Anything people should know.</summary>
    public string Notes { get; init; } = "";

    /// <summary>The name under which what it made (its artefact) can be asked for: <c>{backup}</c>; empty when none.</summary>
    public string Makes { get; init; } = "";

    /// <summary>Services or other things it touches; two at the same time that share one need an order.</summary>
    public ValueList<string> Touches { get; init; } = [];

    /// <summary>Set when the author leaves it out for now: why. It counts as skipped.</summary>
    public string NotDoing { get; init; } = "";

    /// <summary>Where it is written.</summary>
    public SourceSpan Where { get; init; }

    /// <summary>A person does it and ticks it off.</summary>
    public sealed record Manual(string Instruction) : Step;

    /// <summary>A connector does it.</summary>
    public sealed record Action(ActionCall Call) : Step;

    /// <summary>A connector looks until it holds or <paramref name="Within"/> is over.</summary>
    public sealed record Check(ActionCall Call, Duration Within, Duration Every) : Step;

    /// <summary>So many holders of a role say yes.</summary>
    public sealed record Approval(string ApproverRole, int Quorum) : Step;

    /// <summary>Audiences are told; each delivery is tracked, and a failed one does not stop the maintenance.</summary>
    public sealed record Announce(ValueList<string> To, string Message) : Step;

    /// <summary>Time passes: at most <paramref name="For"/>, less when <paramref name="Until"/> holds earlier.</summary>
    public sealed record Wait(Duration For, ActionCall? Until) : Step;

    /// <summary>Steps one after the other.</summary>
    public sealed record Sequence(ValueList<Step> Steps) : Step;

    /// <summary>Tracks beside each other.</summary>
    public sealed record Parallel(ValueList<Step> Steps) : Step;

    /// <summary>The same steps on many hosts, batch by batch.</summary>
    public sealed record Rolling : Step
    {
        /// <summary>The hosts, in order.</summary>
        public required HostSelection Over { get; init; }

        /// <summary>Sizes of the batches; the last is repeated until all hosts are done. Empty means one host at a time.</summary>
        public ValueList<Share> Batches { get; init; } = [];

        /// <summary>Never more hosts of this block out of service by our doing than this; null means the batch's size.</summary>
        public Share? MaxUnavailable { get; init; }

        /// <summary>Failed hosts that the whole block bears before it fails.</summary>
        public Share Tolerate { get; init; } = new Share.Count(0);

        /// <summary>Failed hosts that one batch bears before the block fails; null means as many as the block.</summary>
        public Share? ToleratePerBatch { get; init; }

        /// <summary>Time to watch after each batch before the next begins.</summary>
        public Duration Pause { get; init; } = Duration.Zero;

        /// <summary>What is done on each host.</summary>
        public required ValueList<Step> Steps { get; init; }

        /// <summary>How one host is rolled back, instead of the undos of its steps; empty means the undos.</summary>
        public ValueList<Step> Rollback { get; init; } = [];
    }
}

/// <summary>A reference to a step by its id.</summary>
public sealed record StepReference(string Id, SourceSpan Where);

/// <summary>Something opened before a block and closed after it.</summary>
/// <param name="Call">The action; one bracket per host when the block has hosts and the call mentions one.</param>
/// <param name="Where">Where it is written.</param>
public sealed record Bracket(ActionCall Call, SourceSpan Where)
{
    /// <summary>Closing order: lower closes first; null means the reverse of opening.</summary>
    public int? CloseOrder { get; init; }

    /// <summary>How long opening or closing it takes.</summary>
    public Estimate? Estimate { get; init; }

    /// <summary>How long one try of opening or closing may take; null means the action's own limit.</summary>
    public Duration? Timeout { get; init; }

    /// <summary>The hosts it is opened for, when they are not those of its block.</summary>
    public HostSelection? On { get; init; }
}

/// <summary>How long something takes, in the author's view: <c>3m</c> or <c>{ low: 2m, likely: 3m, high: 8m }</c>.</summary>
public sealed record Estimate(Duration Low, Duration Likely, Duration High)
{
    /// <summary>One value: 80 % of it at best, 150 % at worst.</summary>
    public static Estimate Of(Duration likely) => new(likely * 0.8, likely, likely * 1.5);
}

/// <summary>Tries after a failure.</summary>
/// <param name="Times">How many more tries.</param>
/// <param name="Pause">Time before the first of them; doubled before each further one.</param>
public sealed record Retry(int Times, Duration Pause)
{
    /// <summary>No second try.</summary>
    public static Retry None { get; } = new(0, Duration.Zero);
}

/// <summary>What happens when a step fails for good.</summary>
public enum OnFailure
{
    /// <summary>A person is asked.</summary>
    Ask,

    /// <summary>The failure is noted and the next step starts; the plan's author vouches for that.</summary>
    Continue,

    /// <summary>Its host (inside a rolling block) or its block fails, and what is open is closed.</summary>
    Stop,

    /// <summary>Its host is rolled back (inside a rolling block), else everything.</summary>
    RollBack,

    /// <summary>Everything is rolled back.</summary>
    RollBackAll,
}

/// <summary>A number of hosts, or a part of them in per cent.</summary>
public abstract record Share
{
    private Share() { }

    /// <summary>So many.</summary>
    public sealed record Count(int Hosts) : Share;

    /// <summary>So many per cent of all, from 0 to 100.</summary>
    public sealed record Percent(int Value) : Share;

    /// <summary>The number it means for so many hosts; per cent are rounded down.</summary>
    public int Of(int hosts) =>
        this switch
        {
            Count count => Math.Min(count.Hosts, hosts),
            Percent percent => (int)((long)hosts * percent.Value / 100),
        };

    /// <summary>The number that must stay of so many hosts: a part of one counts as a whole one.</summary>
    public int ToKeepOf(int hosts) =>
        this switch
        {
            Count count => Math.Clamp(count.Hosts, 0, hosts),
            Percent percent => (int)((((long)hosts * Math.Clamp(percent.Value, 0, 100)) + 99) / 100),
        };

    /// <summary>As <see cref="Of"/>, but at least one: for batches and <c>max-unavailable</c>.</summary>
    public int AtLeastOneOf(int hosts) => Math.Max(1, Of(hosts));
}
