using Lull.Core.Plans;
using Lull.Plans.Shapes;
using Lull.Plans.Yaml;

namespace Lull.Plans.Language;

/// <summary>Reads what stands inside steps.</summary>
internal static class StepParts
{
    internal const string WrongOrder = "LULL0308";

    private static readonly Duration Within = Duration.FromMinutes(1);
    private static readonly Duration Every = Duration.FromSeconds(5);
    private static readonly Duration RetryPause = Duration.FromSeconds(10);

    /// <summary>Three more tries, as <c>on-failure: retry</c> means.</summary>
    internal static Retry ThreeTimes { get; } = new(3, RetryPause);

    internal static Maybe<(ActionCall Call, Duration Within, Duration Every)> ReadCheck(Fields fields, Reading reading)
    {
        Maybe<ActionCall> call = CallReader.Only(
            fields,
            CallPlace.Check,
            "a check",
            fields.NodeOf(StepKeys.Expect),
            reading
        );
        Duration within = fields.Or(StepKeys.Within, Within);
        Duration every = fields.Or(StepKeys.Every, Every);
        if (every <= Duration.Zero)
        {
            reading.Say(
                WrongOrder,
                fields.Place(StepKeys.Every),
                "A check cannot be repeated without any time between",
                "write 'every: 5s'"
            );
        }

        return call.Then(each => (each, within, every));
    }

    internal static Maybe<(string Role, int Quorum)> ReadApproval(Node node, Reading reading)
    {
        if (node is not Node.Map)
        {
            return Shape
                .Scalar(node, reading, "a role, or a map of role and quorum")
                .Then(role =>
                {
                    reading.Use(NameKind.Role, role.Value, role.Where);
                    return (role.Value, 1);
                });
        }

        if (Fields.Of(node, StepKeys.ApprovalKeys, reading) is not { } fields)
        {
            return default;
        }

        int quorum = fields.Or(StepKeys.Quorum, 1);
        return fields
            .Get(StepKeys.ApprovalRole)
            .Then(role =>
            {
                reading.Use(NameKind.Role, role, fields.Place(StepKeys.ApprovalRole));
                return (role, quorum);
            });
    }

    internal static Maybe<(ValueList<string> To, string Message)> ReadAnnounce(Fields fields, Reading reading)
    {
        Maybe<ValueList<string>> to = fields.Get(StepKeys.To);
        Maybe<string> message = fields.Get(StepKeys.MessageKey);
        return to.Is && message.Is ? (to.Value, message.Value) : default(Maybe<(ValueList<string>, string)>);
    }

    internal static Maybe<(Duration For, ActionCall? Until)> ReadWait(Node node, Reading reading)
    {
        if (node is not Node.Map)
        {
            return Shape.Duration.Read(node, reading).Then(duration => (duration, (ActionCall?)null));
        }

        if (Fields.Of(node, StepKeys.WaitKeys, reading) is not { } fields)
        {
            return default;
        }

        ActionCall? until = fields.Object(StepKeys.WaitUntil);
        return fields.Get(StepKeys.WaitFor).Then(duration => (duration, until));
    }

    internal static Maybe<Estimate> ReadEstimate(Node node, Reading reading)
    {
        if (node is not Node.Map)
        {
            return Shape.Duration.Read(node, reading).Then(Estimate.Of);
        }

        if (Fields.Of(node, StepKeys.EstimateKeys, reading) is not { } fields)
        {
            return default;
        }

        Maybe<Duration> likely = fields.Get(StepKeys.Likely);
        Duration? low = fields.Value(StepKeys.Low);
        Duration? high = fields.Value(StepKeys.High);
        if (!likely.Is)
        {
            return default;
        }

        Estimate usual = Estimate.Of(likely.Value);
        var estimate = new Estimate(low ?? usual.Low, usual.Likely, high ?? usual.High);
        if (estimate.Low > estimate.Likely || estimate.Likely > estimate.High)
        {
            reading.Say(
                WrongOrder,
                fields.Where,
                "This estimate runs backwards",
                "low is at most likely, and likely at most high"
            );
        }

        return estimate;
    }

    internal static Maybe<Retry> ReadRetry(Node node, Reading reading)
    {
        if (node is not Node.Map)
        {
            return StepKeys.Times.Shape.Read(node, reading).Then(times => new Retry(times, RetryPause));
        }

        if (Fields.Of(node, StepKeys.RetryKeys, reading) is not { } fields)
        {
            return default;
        }

        Duration pause = fields.Or(StepKeys.RetryPause, RetryPause);
        return fields.Get(StepKeys.Times).Then(times => new Retry(times, pause));
    }

    internal static Maybe<(Share Block, Share? Batch)> ReadTolerate(Node node, Reading reading)
    {
        if (node is not Node.Map)
        {
            return Shape.Share.Read(node, reading).Then(share => (share, (Share?)null));
        }

        return Fields.Of(node, StepKeys.TolerateKeys, reading) is { } fields
            ? (fields.Or(StepKeys.PerBlock, new Share.Count(0)), fields.Object(StepKeys.PerBatch))
            : default(Maybe<(Share, Share?)>);
    }

    internal static Maybe<Bracket> ReadBracket(Fields fields, Reading reading)
    {
        HostSelection? on = fields.Object(StepKeys.On);
        StepScope around = reading.Scope;
        reading.Scope = around with { HasHost = around.HasHost || on is not null };
        Maybe<ActionCall> call = CallReader.Only(fields, CallPlace.Bracket, "a bracket", expect: null, reading);
        reading.Scope = around;
        int? order = fields.Value(StepKeys.CloseOrder);
        Estimate? estimate = fields.Object(StepKeys.Estimate);
        Duration? timeout = fields.Value(StepKeys.Timeout);
        SourceSpan where = fields.Calls.FirstOrDefault()?.Key.Where ?? fields.Where;
        return call.Then(each => new Bracket(each, where)
        {
            CloseOrder = order,
            Estimate = estimate,
            Timeout = timeout,
            On = on,
        });
    }

    internal static Maybe<(ValueList<Step> Steps, string Because)> ReadUndo(Node node, Reading reading)
    {
        if (node is Node.Map map && map["none"] is not null)
        {
            return Fields.Of(node, StepKeys.NoUndoKeys, reading) is { } fields
                ? fields.Get(StepKeys.NoUndo).Then(because => ((ValueList<Step>)[], because))
                : default;
        }

        if (node is Node.Scalar { Value: "none" } none)
        {
            reading.Say(
                Fields.WrongShape,
                none.Where,
                "A step without an undo says why",
                "write 'undo: { none: it changes nothing }'"
            );
            return default;
        }

        Shape<ValueList<Step>> steps = Shape.ListOf(StepKeys.Step);
        return steps.Read(node, reading).Then(each => (each, ""));
    }

    internal static Maybe<StepReference> ReadReference(Node node, Reading reading)
    {
        Maybe<Node.Scalar> id = Shape.Scalar(node, reading, "the id of a step");
        if (!id.Is)
        {
            return default;
        }

        var reference = new StepReference(reading.Scope.Full(id.Value.Value), id.Value.Where);
        reading.Use(NameKind.Step, reference.Id, reference.Where);
        return reference;
    }

    internal static Maybe<Ticket> ReadTicket(Node node, Reading reading) =>
        Shape.Scalar(node, reading, "a ticket's key") is not { Is: true } written ? default
        : KeyOf(written.Value.Value) is var key && key.Length <= OneLine.Longest ? new Ticket(key, written.Value.Where)
        : Shape.Wrong<Ticket>(
            reading,
            Shape.TooLong,
            written.Value,
            YamlText.Lengths(key.Length, OneLine.Longest),
            "a ticket is named by its key, such as OPS-2251, or by an address that ends in it"
        );

    /// <summary>The key of a ticket that is given by its address, as the part after <c>/browse/</c>.</summary>
    private static string KeyOf(string written) =>
        written.Contains("://", StringComparison.Ordinal)
        && written.LastIndexOf("/browse/", StringComparison.Ordinal) is > 0 and var at
            ? written[(at + "/browse/".Length)..].TrimEnd('/')
            : written;
}
