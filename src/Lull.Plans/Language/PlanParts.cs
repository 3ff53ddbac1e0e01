using System.Globalization;
using System.Text.RegularExpressions;
using Lull.Core.Plans;
using Lull.Core.Windows;
using Lull.Plans.Shapes;
using Lull.Plans.Times;
using Lull.Plans.Yaml;

namespace Lull.Plans.Language;

/// <summary>Reads the parts of a plan that are not steps.</summary>
internal static partial class PlanParts
{
    internal const string NotARate = "LULL0309";
    internal const string NotACode = "LULL0310";
    internal const string NeedsReason = "LULL0311";

    internal static Maybe<Impact> ReadImpact(Node node, Reading reading)
    {
        if (node is Node.Map)
        {
            return Fields.Of(node, PlanKeys.ImpactKeys, reading) is { } fields
                ? new Impact(fields.Or(PlanKeys.ImpactKindKey, ImpactKind.None), fields.Or(PlanKeys.Statement, ""))
                : default(Maybe<Impact>);
        }

        return Shape
            .Scalar(node, reading, "none, degraded, outage, or a sentence")
            .Then(text =>
                text.Value switch
                {
                    "none" => Impact.None,
                    "degraded" => new Impact(ImpactKind.Degraded, ""),
                    "outage" => new Impact(ImpactKind.Outage, ""),
                    _ => new Impact(ImpactKind.Degraded, text.Value),
                }
            );
    }

    internal static Maybe<Milestone> ReadMilestone(Node.Scalar name, Node value, Reading reading)
    {
        if (!Shape.IsName(name.Value))
        {
            reading.Say(
                Shape.NotAName,
                name.Where,
                $"'{name.Value}' cannot be the name of a milestone",
                "use letters, digits and '-', such as code-freeze"
            );
            return default;
        }

        return Shape.Time.Read(value, reading).Then(time => new Milestone(name.Value, time, name.Where));
    }

    internal static Maybe<PlanRole> ReadRole(Node.Scalar name, Node value, Reading reading) =>
        Shape
            .Scalar(value, reading, "a role of the site")
            .Then(role =>
            {
                reading.Use(NameKind.SiteRole, role.Value, role.Where);
                return new PlanRole(name.Value, role.Value, name.Where);
            });

    internal static Maybe<ApprovalRule> ReadApprovalRule(Node node, Reading reading)
    {
        if (node is Node.Scalar)
        {
            return StepKeys
                .UseOf(NameKind.Role, "a role")
                .Read(node, reading)
                .Then(role => (ApprovalRule)new ApprovalRule.ByRole(role, 1) { Where = node.Where });
        }

        if (Fields.Of(node, PlanKeys.ApprovalRuleKeys, reading) is not { } fields)
        {
            return default;
        }

        if (fields.IsMeant(PlanKeys.Rehearsal) == fields.IsMeant(PlanKeys.ApproverRole))
        {
            reading.Say(
                Fields.MissingKey,
                fields.Where,
                "An approval rule has either 'role:' or 'rehearsal:'",
                "write 'role: cab', or 'rehearsal: staging'"
            );
            return default;
        }

        int quorum = fields.Or(PlanKeys.ApproverQuorum, 1);
        return fields.Has(PlanKeys.Rehearsal)
            ? fields
                .Get(PlanKeys.Rehearsal)
                .Then(site =>
                    (ApprovalRule)new ApprovalRule.Rehearsal(site) { Where = fields.Place(PlanKeys.Rehearsal) }
                )
            : fields
                .Get(PlanKeys.ApproverRole)
                .Then(role =>
                    (ApprovalRule)new ApprovalRule.ByRole(role, quorum) { Where = fields.Place(PlanKeys.ApproverRole) }
                );
    }

    internal static Maybe<Announcement> ReadAnnouncement(Fields fields, Reading reading)
    {
        Maybe<ValueList<string>> to = fields.Get(StepKeys.To);
        Maybe<string> message = fields.Get(StepKeys.MessageKey);
        Maybe<TimeExpression> at = fields.Get(PlanKeys.AnnounceAt);
        Maybe<LifeMoment> when = fields.Get(PlanKeys.AnnounceWhen);
        if (fields.IsMeant(PlanKeys.AnnounceAt) == fields.IsMeant(PlanKeys.AnnounceWhen))
        {
            reading.Say(
                Fields.MissingKey,
                fields.Where,
                "An announcement has either 'at:' or 'when:'",
                "write 'at: window.start - 14d', or 'when: started'"
            );
            return default;
        }

        return to.Is && message.Is && (at.Is || when.Is)
            ? new Announcement(
                at.Is ? new AnnouncementTrigger.At(at.Value) : new AnnouncementTrigger.When(when.Value),
                to.Value,
                message.Value,
                fields.Where
            )
            : default(Maybe<Announcement>);
    }

    internal static Maybe<Item> ReadItem(Node.Scalar name, Node value, Reading reading)
    {
        // `app-servers:` alone is an item too: its name says it all.
        Node node = value is Node.Scalar { IsNothing: true } ? new Node.Map([], name.Where) : value;
        if (Fields.Of(node, PlanKeys.ItemKeys, reading) is not { } fields)
        {
            return default;
        }

        ItemState state = fields.Or(PlanKeys.State, ItemState.Open);
        string because = fields.Or(PlanKeys.ItemBecause, "");
        if (state == ItemState.NotDoing && because.Length == 0)
        {
            reading.Say(
                NeedsReason,
                fields.Place(PlanKeys.State),
                $"'{name.Value}' is not done, and nobody says why",
                "add 'because:'"
            );
        }

        return new Item
        {
            Id = name.Value,
            Title = fields.Or(PlanKeys.ItemTitle, name.Value),
            Tickets = [.. fields.Or(StepKeys.Tickets, []).DistinctBy(ticket => ticket.Key, StringComparer.Ordinal)],
            Owner = fields.Or(PlanKeys.Owner, ""),
            Tester = fields.Or(PlanKeys.Tester, ""),
            State = state,
            Because = because,
            Notes = fields.Or(StepKeys.Notes, ""),
            Touches = fields.Or(StepKeys.Touches, []),
            NoTicketBecause = fields.Or(PlanKeys.NoTicket, ""),
            Where = name.Where,
        };
    }

    internal static Maybe<Phase> ReadPhase(Node node, PhaseKind kind, Reading reading)
    {
        if (node is Node.Map && Fields.Of(node, PlanKeys.PhaseKeys, reading) is { } fields)
        {
            TimeExpression? from = fields.Object(PlanKeys.From);
            TimeExpression? until = fields.Object(PlanKeys.Until);
            return fields
                .Get(PlanKeys.PhaseSteps)
                .Then(steps => new Phase
                {
                    Kind = kind,
                    From = from,
                    Until = until,
                    Steps = steps,
                    Where = fields.Where,
                });
        }

        return node is Node.Map
            ? default
            : StepKeys
                .Steps.Read(node, reading)
                .Then(steps => new Phase
                {
                    Kind = kind,
                    Steps = steps,
                    Where = node.Where,
                });
    }

    internal static Maybe<Rollback> ReadRollback(Node node, Reading reading)
    {
        switch (node)
        {
            case Node.Scalar { Value: "undo" }:
                return new Rollback.Undo { Where = node.Where };
            case Node.Scalar { IsNothing: false } word:
                reading.Say(
                    Shape.NotAWord,
                    word.Where,
                    $"'{word.Value}' is not a way to roll back",
                    word.Value == "none"
                        ? "say why there is none: 'rollback: { none: updates cannot be taken back }'"
                        : "write 'undo', a list of steps, or '{ none: why }'"
                );
                return default;
            case Node.Map:
                return Fields.Of(node, PlanKeys.NoRollbackKeys, reading) is { } fields
                    ? fields
                        .Get(PlanKeys.NoRollback)
                        .Then(because => (Rollback)new Rollback.None(because) { Where = node.Where })
                    : default;
            default:
                return StepKeys
                    .Steps.Read(node, reading)
                    .Then(steps => (Rollback)new Rollback.Block(steps) { Where = node.Where });
        }
    }

    internal static Maybe<(ActionCall Call, Duration Within, Duration Every)> ReadWatchCheck(
        Fields fields,
        Reading reading
    )
    {
        if (fields.Has(StepKeys.Within))
        {
            reading.Say(
                Fields.Misplaced,
                fields.KeyPlace(StepKeys.Within),
                "A watch looks as long as the soak lasts, so 'within:' says nothing here",
                "take it away"
            );
        }

        Duration minute = Duration.FromMinutes(1);
        Maybe<ActionCall> call = CallReader.Only(
            fields,
            CallPlace.Check,
            "a check",
            fields.NodeOf(StepKeys.Expect),
            reading
        );
        Duration every = fields.Or(StepKeys.Every, minute);
        if (every <= Duration.Zero)
        {
            reading.Say(
                StepParts.WrongOrder,
                fields.Place(StepKeys.Every),
                "A check cannot be repeated without any time between",
                "write 'every: 1m'"
            );
        }

        return call.Then(each => (each, Duration.Zero, every));
    }

    internal static Maybe<Watch> ReadWatch(Fields fields, Reading reading)
    {
        HostSelection? on = fields.Object(StepKeys.On);
        StepScope around = reading.Scope;
        reading.Scope = around with { HasHost = on is not null };
        Maybe<(ActionCall Call, Duration Within, Duration Every)> check = fields.Get(PlanKeys.WatchCheck);
        reading.Scope = around;
        string title = fields.Or(StepKeys.Title, "");
        return check.Then(each => new Watch
        {
            Title = title.Length > 0 ? title : each.Call.ToString(),
            Check = each.Call,
            Every = each.Every,
            On = on,
            Where = fields.Where,
        });
    }

    internal static Maybe<FailureRate> ReadRate(Node node, Reading reading)
    {
        if (Shape.Scalar(node, reading, "so many failures in a time, such as 3 in 10m") is not { Is: true } text)
        {
            return default;
        }

        Match rate = Rate().Match(text.Value.Value);
        if (
            rate.Success
            && int.TryParse(rate.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            && count > 0
            && DurationText.TryParse(rate.Groups[2].Value, out Duration within)
            && within > Duration.Zero
        )
        {
            return new FailureRate(count, within);
        }

        return Shape.Wrong<FailureRate>(
            reading,
            NotARate,
            text.Value,
            $"'{text.Value.Value}' is not a number of failures in a time",
            "write 3 in 10m"
        );
    }

    internal static Maybe<(FailureRate? Failures, int? Severity)> ReadRollbackRule(Fields fields, Reading reading)
    {
        FailureRate? failures = fields.Object(PlanKeys.Failures);
        int? severity = fields.Value(PlanKeys.Severity);
        if (!fields.Has(PlanKeys.Failures) && !fields.Has(PlanKeys.Severity))
        {
            reading.Say(
                Fields.MissingKey,
                fields.Where,
                "A roll-back rule needs 'failures:' or 'severity:'",
                "write 'failures: 3 in 10m'"
            );
        }

        return (failures, severity);
    }

    internal static Maybe<Soak> ReadSoak(Fields fields, Reading reading)
    {
        Maybe<Duration> length = fields.Get(PlanKeys.SoakFor);
        ValueList<Watch> watches = fields.Or(PlanKeys.Watches, []);
        (FailureRate? failures, int? severity) = fields.Or(PlanKeys.RollbackWhen, (null, null));
        bool automatic = fields.Or(PlanKeys.Automatic, otherwise: false);
        Duration answer = fields.Or(PlanKeys.AnswerWithin, Duration.FromMinutes(15));
        if (failures is not null && !fields.Has(PlanKeys.Watches))
        {
            reading.Say(
                Fields.MissingKey,
                fields.Place(PlanKeys.RollbackWhen),
                "Failures are counted of watches, and this soak has none",
                "add 'watch:'"
            );
        }

        return length.Then(duration => new Soak
        {
            For = duration,
            Watches = watches,
            Failures = failures,
            Severity = severity,
            Automatic = automatic,
            AnswerWithin = answer,
            Where = fields.Where,
        });
    }

    internal static Maybe<string> ReadRule(Node node, Reading reading) =>
        Shape.Scalar(node, reading, "a recurrence rule such as FREQ=MONTHLY;BYDAY=3SU") is { Is: true } text
            ? RecurrenceText.Read(text.Value, reading)
            : default;

    internal static Maybe<string> ReadCode(Node node, Reading reading)
    {
        if (Shape.Scalar(node, reading, "a finding's code such as LULL0117") is not { Is: true } text)
        {
            return default;
        }

        return CodeShape().IsMatch(text.Value.Value)
            ? text.Value.Value
            : Shape.Wrong<string>(
                reading,
                NotACode,
                text.Value,
                $"'{text.Value.Value}' is not a finding's code",
                "write a code such as LULL0117, or a rule's name such as window-without-end"
            );
    }

    internal static Maybe<Waiver> ReadWaiver(Fields fields, Reading reading)
    {
        Maybe<string> code = fields.Get(PlanKeys.Code);
        Maybe<string> because = fields.Get(PlanKeys.Because);
        return code.Is && because.Is
            ? new Waiver(code.Value, because.Value, fields.Place(PlanKeys.Code))
            : default(Maybe<Waiver>);
    }

    internal static Maybe<OpenQuestion> ReadQuestion(Node node, Reading reading)
    {
        if (node is not Node.Map)
        {
            return Shape.Text.Read(node, reading).Then(text => new OpenQuestion(text, "", node.Where));
        }

        if (Fields.Of(node, PlanKeys.QuestionKeys, reading) is not { } fields)
        {
            return default;
        }

        string item = fields.Or(StepKeys.Item, "");
        return fields.Get(PlanKeys.QuestionText).Then(text => new OpenQuestion(text, item, fields.Where));
    }

    [GeneratedRegex(@"^(?<count>\d+) +in +(?<within>\S+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Rate();

    [GeneratedRegex(
        "^(LULL[0-9]{4}|[a-z][a-z0-9]*(-[a-z0-9]+)+)$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    )]
    private static partial Regex CodeShape();
}
