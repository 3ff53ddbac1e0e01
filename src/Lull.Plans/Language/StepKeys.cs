using System.Text.Json.Nodes;
using Lull.Core.Plans;
using Lull.Core.Windows;
using Lull.Plans.Shapes;

namespace Lull.Plans.Language;

/// <summary>The keys of steps and of what stands inside them.</summary>
internal static class StepKeys
{
    internal static readonly Shape<Step> Step = Shape.From("a step", () => Shape.Ref("a step"), StepReader.Read);
    internal static readonly Shape<ValueList<Step>> Steps = Shape.ListOf(Step, orOne: false);

    internal static readonly Key<Duration> Within = new(
        "within",
        Shape.Duration,
        "How long it is repeated until it holds."
    )
    {
        Default = "1m",
        Example = "2m",
    };
    internal static readonly Key<Duration> Every = new("every", Shape.Duration, "Time between two looks.")
    {
        Default = "5s",
        Example = "5s",
    };
    internal static readonly Key<Yaml.Node> Expect = new(
        "expect",
        Shape.From<Yaml.Node>("what must hold", () => [], static (node, _) => node),
        "What must hold; handed to the action."
    )
    {
        Example = "{ status: 200 }",
    };
    internal static readonly KeySet CheckKeys = new("a check", Expect, Within, Every) { TakesCall = true };
    internal static readonly KeySet CallKeys = new("a condition", Expect) { TakesCall = true };

    internal static readonly Key<Duration> WaitFor = new("for", Shape.Duration, "The longest it waits.")
    {
        Required = true,
        Example = "10m",
    };
    internal static readonly Key<ActionCall> WaitUntil = new(
        "until",
        Shape.Of(
            CallKeys,
            (fields, reading) => CallReader.Only(fields, CallPlace.Check, "a condition", fields.NodeOf(Expect), reading)
        ),
        "A check that ends the wait when it holds."
    )
    {
        Example = "{ http.get: \"https://example.org\" }",
    };
    internal static readonly KeySet WaitKeys = new("a wait", WaitFor, WaitUntil);

    internal static readonly Key<string> ApprovalRole = new("role", Shape.Text, "Who says yes: a role.")
    {
        Required = true,
        Example = "cab",
    };
    internal static readonly Key<int> Quorum = new("quorum", Shape.Whole(1, 100), "How many of them.")
    {
        Default = "1",
        Example = "2",
    };
    internal static readonly KeySet ApprovalKeys = new("an approval", ApprovalRole, Quorum);

    internal static readonly Key<ValueList<string>> To = new(
        "to",
        Shape.ListOf(UseOf(NameKind.Audience, "an audience")),
        "The audiences told."
    )
    {
        Required = true,
        Example = "[customers, dailyops]",
    };
    internal static readonly Key<string> MessageKey = new(
        "message",
        UseOf(NameKind.Message, "a message"),
        "The name of a message, or the text itself."
    )
    {
        Required = true,
        Example = "started",
    };
    internal static readonly KeySet AnnounceKeys = new("an announcement step", To, MessageKey);

    internal static readonly Key<Duration> Low = new("low", Shape.Duration, "At best.")
    {
        Default = "80 % of likely",
        Example = "2m",
    };
    internal static readonly Key<Duration> Likely = new("likely", Shape.Duration, "Usually.")
    {
        Required = true,
        Example = "3m",
    };
    internal static readonly Key<Duration> High = new("high", Shape.Duration, "At worst.")
    {
        Default = "150 % of likely",
        Example = "8m",
    };
    internal static readonly KeySet EstimateKeys = new("an estimate", Low, Likely, High);

    internal static readonly Key<int> Times = new("times", Shape.Whole(0, 100), "How many more tries.")
    {
        Required = true,
        Example = "3",
    };
    internal static readonly Key<Duration> RetryPause = new(
        "pause",
        Shape.Duration,
        "Time before the first of them, doubled before each further one."
    )
    {
        Default = "10s",
        Example = "30s",
    };
    internal static readonly KeySet RetryKeys = new("a retry", Times, RetryPause);

    internal static readonly Key<Share> PerBlock = new("block", Shape.Share, "Failed hosts that the whole block bears.")
    {
        Default = "0",
        Example = "2",
    };
    internal static readonly Key<Share> PerBatch = new("batch", Shape.Share, "Failed hosts that one batch bears.")
    {
        Default = "as the block",
        Example = "1",
    };
    internal static readonly KeySet TolerateKeys = new("a tolerance", PerBlock, PerBatch);

    internal static readonly Key<string> NoUndo = new("none", Shape.Text, "Why it needs none.")
    {
        Required = true,
        Example = "it changes nothing",
    };
    internal static readonly KeySet NoUndoKeys = new("the absence of an undo", NoUndo);

    internal static readonly Shape<Estimate> EstimateShape = Shape.From(
        "a duration, or low, likely and high",
        () => Shape.AnyOf(Shape.Duration.Schema(), Shape.Ref(EstimateKeys.Name)),
        StepParts.ReadEstimate
    );
    internal static readonly Key<Estimate> Estimate = new("estimate", EstimateShape, "How long it takes.")
    {
        Example = "3m",
    };
    internal static readonly Key<Duration> Timeout = new(
        "timeout",
        Shape.Duration,
        "How long one try may take. A step that waits for people longer stays open, and is overdue."
    )
    {
        Default = "the action's own limit",
        Example = "10m",
    };
    internal static readonly Key<HostSelection> On = new("on", Shape.Hosts, "Once for each of these hosts.")
    {
        Example = "shop-web[1-5]",
    };

    internal static readonly Key<int> CloseOrder = new(
        "close-order",
        Shape.Whole(0, 1_000),
        "Place in the order of closing: lower closes first."
    )
    {
        Default = "the reverse of opening",
        Example = "1",
    };
    internal static readonly KeySet BracketKeys = new("a bracket", CloseOrder, Estimate, Timeout, On)
    {
        TakesCall = true,
    };
    internal static readonly Shape<Bracket> BracketShape = Shape.Of(BracketKeys, StepParts.ReadBracket);

    internal static readonly Key<string> Manual = new("manual", Shape.Text, "A person does this and ticks it off.")
    {
        Example = "Place a test order.",
    };
    internal static readonly Key<(ActionCall Call, Duration Within, Duration Every)> Check = new(
        "check",
        Shape.Of(CheckKeys, StepParts.ReadCheck),
        "A connector looks until it holds or its time is over."
    )
    {
        Example = "{ http.get: \"{url}/health\", within: 2m }",
    };
    internal static readonly Key<(string Role, int Quorum)> Approval = new(
        "approval",
        Shape.From(
            "a role, or role and quorum",
            () => Shape.AnyOf(Shape.Text.Schema(), Shape.Ref(ApprovalKeys.Name)),
            StepParts.ReadApproval
        ),
        "Holders of a role say yes."
    )
    {
        Example = "cab",
    };
    internal static readonly Key<(ValueList<string> To, string Message)> Announce = new(
        "announce",
        Shape.Of(AnnounceKeys, StepParts.ReadAnnounce),
        "Audiences are told."
    )
    {
        Example = "{ to: dailyops, message: started }",
    };
    internal static readonly Key<(Duration For, ActionCall? Until)> Wait = new(
        "wait",
        Shape.From(
            "a duration, or for and until",
            () => Shape.AnyOf(Shape.Duration.Schema(), Shape.Ref(WaitKeys.Name)),
            StepParts.ReadWait
        ),
        "Time passes, less when a check holds earlier."
    )
    {
        Example = "10m",
    };
    internal static readonly Key<string> Call = new(
        "call",
        Shape.Text,
        "The steps of another file, relative to this one."
    )
    {
        Example = "procedures/patch-wave.yaml",
    };
    internal static readonly Key<Yaml.Node> Parameters = new(
        "parameters",
        Shape.From<Yaml.Node>("a map of parameters", () => Shape.Type("object"), static (node, _) => node),
        "What the called file's {names} stand for."
    )
    {
        With = "call",
        Example = "{ hosts: \"shop-web[1-5]\" }",
    };
    internal static readonly Key<ValueList<Step>> Sequence = new(
        "steps",
        Steps,
        "Steps one after the other; in a rolling block, what is done on each host."
    )
    {
        Example = "[ ... ]",
    };
    internal static readonly Key<ValueList<Step>> Parallel = new("parallel", Steps, "Tracks beside each other.")
    {
        Example = "[ ... ]",
    };
    internal static readonly Key<HostSelection> Rolling = new(
        "rolling",
        Shape.Hosts,
        "The same steps on many hosts, batch by batch."
    )
    {
        Example = "web",
    };
    internal static readonly Key<ValueList<Share>> Batches = new(
        "batches",
        Shape.ListOf(Shape.Share),
        "Sizes of the batches; the last is repeated until all hosts are done."
    )
    {
        With = "rolling",
        Default = "one host at a time",
        Example = "[1, 25%, 50%]",
    };
    internal static readonly Key<Share> MaxUnavailable = new(
        "max-unavailable",
        Shape.Share,
        "Never more hosts of this block out of service by our doing."
    )
    {
        With = "rolling",
        Default = "the batch's size",
        Example = "20%",
    };
    internal static readonly Key<(Share Block, Share? Batch)> Tolerate = new(
        "tolerate",
        Shape.From(
            "a number or per cent, or block and batch",
            () => Shape.AnyOf(Shape.Share.Schema(), Shape.Ref(TolerateKeys.Name)),
            StepParts.ReadTolerate
        ),
        "Failed hosts before the block fails."
    )
    {
        With = "rolling",
        Default = "0",
        Example = "{ block: 10%, batch: 1 }",
    };
    internal static readonly Key<Duration> Pause = new("pause", Shape.Duration, "Time to watch after each batch.")
    {
        With = "rolling",
        Default = "0s",
        Example = "5m",
    };
    internal static readonly Key<ValueList<Step>> HostRollback = new(
        "rollback",
        Steps,
        "How one host is rolled back, instead of the undos of its steps."
    )
    {
        With = "rolling",
        Default = "the undos",
        Example = "[ ... ]",
    };

    internal static readonly Key<string> Id = new("id", Shape.Name, "The name others refer to; unique in the plan.")
    {
        Example = "backup",
    };
    internal static readonly Key<string> Title = new(
        "title",
        Shape.Title,
        "For people; may hold templates such as {host}."
    )
    {
        Example = "Deploy to {host}",
    };
    internal static readonly Key<string> Role = new("role", UseOf(NameKind.Role, "a role"), "Who does it.")
    {
        Default = "the machine, or anyone for a manual step",
        Example = "tester",
    };
    internal static readonly Key<int> AtOnce = new(
        "at-once",
        Shape.Whole(1, 10_000),
        "How many hosts of 'on:' at the same time."
    )
    {
        With = "on",
        Default = "all",
        Example = "2",
    };
    internal static readonly Key<Retry> Retry = new(
        "retry",
        Shape.From(
            "a number, or times and pause",
            () => Shape.AnyOf(Times.Schema(), Shape.Ref(RetryKeys.Name)),
            StepParts.ReadRetry
        ),
        "More tries after a failure, before anybody is asked."
    )
    {
        Default = "0",
        Example = "{ times: 3, pause: 30s }",
    };
    internal static readonly Key<OnFailureWord> OnFailure = new(
        "on-failure",
        Shape.Words(
            ("ask", OnFailureWord.Ask),
            ("retry", OnFailureWord.Retry),
            ("continue", OnFailureWord.Continue),
            ("stop", OnFailureWord.Stop),
            ("roll-back", OnFailureWord.RollBack),
            ("roll-back-all", OnFailureWord.RollBackAll)
        ),
        "What happens when it fails for good; 'retry' tries three times more and then asks."
    )
    {
        Default = "ask",
        Example = "roll-back",
    };
    internal static readonly Key<(ValueList<Step> Steps, string Because)> Undo = new(
        "undo",
        Shape.From(
            "a step, a list of steps, or none and why",
            () => Shape.AnyOf(Shape.Ref(NoUndoKeys.Name), Step.Schema(), Steps.Schema()),
            StepParts.ReadUndo
        ),
        "How it is reversed."
    )
    {
        Example = "{ shell.run: restore-config }",
    };
    internal static readonly Key<ValueList<StepReference>> After = new(
        "after",
        Shape.ListOf(Shape.From("the id of a step", () => Shape.Type("string"), StepParts.ReadReference)),
        "Steps that must have succeeded first, beside the order of its block."
    )
    {
        Example = "[backup]",
    };
    internal static readonly Key<TimeExpression> NotBefore = new("not-before", Shape.Time, "Starts no earlier.")
    {
        Example = "04:30",
    };
    internal static readonly Key<TimeExpression> At = new("at", Shape.Time, "The same as not-before.")
    {
        Example = "04:30 = 14:00 Asia/Kolkata",
    };
    internal static readonly Key<TimeExpression> Due = new("due", Shape.Time, "Must be finished by then.")
    {
        Example = "window.start - 14d",
    };
    internal static readonly Key<ValueList<Bracket>> With = new(
        "with",
        Shape.ListOf(BracketShape),
        "Brackets: opened before it in this order, and always closed after it."
    )
    {
        Example = "[ edge.drain: { server: \"{host}\" } ]",
    };
    internal static readonly Key<string> Item = new("item", UseOf(NameKind.Item, "an item"), "The item it belongs to.")
    {
        Example = "app-servers",
    };
    internal static readonly Key<ValueList<Ticket>> Tickets = new(
        "tickets",
        Shape.ListOf(Shape.From("a ticket's key or address", () => Shape.Type("string"), StepParts.ReadTicket)),
        "Ticket keys; an address ending in the key counts as the key."
    )
    {
        Example = "[OPS-2251]",
    };
    internal static readonly Key<ValueList<string>> Links = new(
        "links",
        Shape.ListOf(Shape.Text),
        "Addresses that help the one who does it."
    )
    {
        Example = "https://wiki.example.org/patching",
    };
    internal static readonly Key<bool> Evidence = new(
        "evidence",
        Shape.Words(("required", true), ("optional", false)),
        "Whether ticking it off needs evidence."
    )
    {
        Default = "optional",
        Example = "required",
    };
    internal static readonly Key<string> Notes = new("notes", Shape.Text, "Anything people should know.")
    {
        Example = "The first update takes long.",
    };
    internal static readonly Key<string> Makes = new(
        "makes",
        Shape.Name,
        "The name of what it makes, for {name} in an undo."
    )
    {
        Example = "backup",
    };
    internal static readonly Key<ValueList<string>> Touches = new(
        "touches",
        Shape.ListOf(Shape.Text),
        "Services it touches; two steps at the same time that share one need an order."
    )
    {
        Example = "[sftp]",
    };
    internal static readonly Key<string> NotDoing = new(
        "not-doing",
        Shape.Text,
        "Why it is left out for now; counts as skipped."
    )
    {
        Example = "dates are published ahead",
    };

    /// <summary>The keys that say what a step does; exactly one of them, or an action, stands in a step.</summary>
    internal static readonly IReadOnlyList<Key> Kinds =
    [
        Manual,
        Check,
        Approval,
        Announce,
        Wait,
        Call,
        Rolling,
        Parallel,
        Sequence,
    ];

    internal static readonly KeySet StepSet = new(
        "a step",
        [
            .. Kinds,
            Id,
            Title,
            Role,
            On,
            AtOnce,
            Estimate,
            Timeout,
            Retry,
            OnFailure,
            Undo,
            After,
            NotBefore,
            At,
            Due,
            With,
            Item,
            Tickets,
            Links,
            Evidence,
            Notes,
            Makes,
            Touches,
            NotDoing,
            Parameters,
            Batches,
            MaxUnavailable,
            Tolerate,
            Pause,
            HostRollback,
        ]
    )
    {
        TakesCall = true,
    };

    /// <summary>A text that names something which is looked up later.</summary>
    internal static Shape<string> UseOf(NameKind kind, string words) =>
        Shape.From(
            words,
            () => new JsonObject { ["type"] = "string" },
            (node, reading) =>
            {
                Maybe<Yaml.Node.Scalar> text = Shape.Scalar(node, reading, words);
                if (text.Is)
                {
                    reading.Use(kind, text.Value.Value, text.Value.Where);
                }

                return text.Then(each => each.Value);
            }
        );
}

/// <summary>The words of <c>on-failure:</c>.</summary>
internal enum OnFailureWord
{
    Ask,
    Retry,
    Continue,
    Stop,
    RollBack,
    RollBackAll,
}
