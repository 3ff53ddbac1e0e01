using Lull.Core.Plans;
using Lull.Core.Windows;
using Lull.Plans.Shapes;
using Lull.Plans.Yaml;

namespace Lull.Plans.Language;

/// <summary>Reads one step, whatever its kind.</summary>
internal static class StepReader
{
    internal const string TwiceTheId = "LULL0211";
    internal const string NoKind = "LULL0305";
    internal const string TwoKinds = "LULL0306";

    /// <summary>Steps of one plan, called procedures included.</summary>
    internal const int MostSteps = 20_000;

    internal static Maybe<Step> Read(Node node, Reading reading)
    {
        if (++reading.StepCount > MostSteps)
        {
            if (reading.StepCount == MostSteps + 1)
            {
                reading.Say(
                    YamlText.TooBig,
                    node.Where,
                    $"This plan has more than {MostSteps} steps",
                    "divide it into several maintenances"
                );
            }

            return default;
        }

        if (node is Node.Scalar { IsNothing: false } line)
        {
            reading.Say(
                Fields.WrongShape,
                line.Where,
                "A step says what kind it is",
                "write 'manual:' before the text"
            );
            return default;
        }

        if (Fields.Of(node, StepKeys.StepSet, reading) is not { } fields)
        {
            return default;
        }

        string id = fields.Or(StepKeys.Id, "");
        id = id.Length == 0 ? "" : reading.Scope.Prefix + id;
        HostSelection? on = fields.Object(StepKeys.On);
        StepScope around = reading.Scope;
        reading.Scope = around with { HasHost = around.HasHost || on is not null || fields.Has(StepKeys.Rolling) };
        Maybe<Step> bare = Kind(fields, id, reading);
        Maybe<(ValueList<Step> Steps, string Because)> undo = fields.Get(StepKeys.Undo);
        ValueList<Bracket> brackets = fields.Or(StepKeys.With, []);
        reading.Scope = around;

        Maybe<OnFailureWord> failure = fields.Get(StepKeys.OnFailure);
        Retry? retry = fields.Object(StepKeys.Retry);
        Step common = (bare.Is ? bare.Value : new Step.Sequence([])) with
        {
            Id = id,
            Role = fields.Or(StepKeys.Role, ""),
            On = on,
            AtOnce = fields.Value(StepKeys.AtOnce),
            Estimate = fields.Object(StepKeys.Estimate),
            Timeout = fields.Value(StepKeys.Timeout),
            Retry = retry ?? (failure.Value == OnFailureWord.Retry ? StepParts.ThreeTimes : Retry.None),
            OnFailure = failure.Value switch
            {
                OnFailureWord.Ask or OnFailureWord.Retry => OnFailure.Ask,
                OnFailureWord.Continue => OnFailure.Continue,
                OnFailureWord.Stop => OnFailure.Stop,
                OnFailureWord.RollBack => OnFailure.RollBack,
                OnFailureWord.RollBackAll => OnFailure.RollBackAll,
            },
            Undo = undo.Is ? undo.Value.Steps : [],
            NoUndoBecause = undo.Is ? undo.Value.Because : "",
            After = fields.Or(StepKeys.After, []),
            NotBefore = NotBefore(fields, reading),
            Due = fields.Object(StepKeys.Due),
            With = brackets,
            Item = fields.Or(StepKeys.Item, ""),
            Tickets = fields.Or(StepKeys.Tickets, []),
            Links = fields.Or(StepKeys.Links, []),
            EvidenceRequired = fields.Or(StepKeys.Evidence, otherwise: false),
            Notes = fields.Or(StepKeys.Notes, ""),
            Makes = fields.Or(StepKeys.Makes, ""),
            Touches = fields.Or(StepKeys.Touches, []),
            NotDoing = fields.Or(StepKeys.NotDoing, ""),
            Where = fields.Where,
        };
        string title = fields.Or(StepKeys.Title, "");
        return bare.Is ? (title.Length > 0 ? common with { Title = title } : common) : default(Maybe<Step>);
    }

    private static TimeExpression? NotBefore(Fields fields, Reading reading)
    {
        TimeExpression? at = fields.Object(StepKeys.At);
        TimeExpression? notBefore = fields.Object(StepKeys.NotBefore);
        if (fields.Has(StepKeys.At) && fields.Has(StepKeys.NotBefore))
        {
            reading.Say(
                TwoKinds,
                fields.KeyPlace(StepKeys.At),
                "'at:' and 'not-before:' mean the same",
                "keep one of them"
            );
        }

        return notBefore ?? at;
    }

    private static Maybe<Step> Kind(Fields fields, string id, Reading reading)
    {
        List<Key> kinds = [.. StepKeys.Kinds.Where(fields.Has)];
        if (kinds.Contains(StepKeys.Rolling))
        {
            kinds.Remove(StepKeys.Sequence);
        }

        List<Node.Entry> calls = [.. fields.Calls];
        List<(string Name, SourceSpan Where)> all =
        [
            .. kinds.Select(kind => (kind.Name, fields.KeyPlace(kind))),
            .. calls.Select(call => (call.Key.Value, call.Key.Where)),
        ];
        if (all.Count == 0 && (StepKeys.Kinds.Any(fields.IsMeant) || fields.IsMerged))
        {
            return default;
        }

        if (all.Count == 0)
        {
            reading.Say(
                NoKind,
                fields.Where,
                "This step does not say what is to be done",
                $"add one of {string.Join(", ", StepKeys.Kinds.Select(kind => kind.Name))}, or an action such as shell.run"
            );
            return default;
        }

        if (all.Count > 1)
        {
            reading.Say(
                TwoKinds,
                all[1].Where,
                $"This step is both '{all[0].Name}' and '{all[1].Name}', and a step does one thing",
                "make two steps of it"
            );
        }

        return kinds is [{ } first, ..]
            ? OfKind(first, fields, id, reading)
            : CallReader
                .Read(calls[0], CallPlace.Step, expect: null, reading)
                .Then(call => (Step)new Step.Action(call));
    }

    private static Maybe<Step> OfKind(Key kind, Fields fields, string id, Reading reading) =>
        kind.Name switch
        {
            "manual" => fields.Get(StepKeys.Manual).Then(text => (Step)new Step.Manual(text)),
            "check" => fields
                .Get(StepKeys.Check)
                .Then(check => (Step)new Step.Check(check.Call, check.Within, check.Every)),
            "approval" => fields
                .Get(StepKeys.Approval)
                .Then(approval => (Step)new Step.Approval(approval.Role, approval.Quorum)),
            "announce" => fields.Get(StepKeys.Announce).Then(told => (Step)new Step.Announce(told.To, told.Message)),
            "wait" => fields.Get(StepKeys.Wait).Then(wait => (Step)new Step.Wait(wait.For, wait.Until)),
            "call" => fields.Get(StepKeys.Call) is { Is: true } path
                ? ProcedureReader.Read(path.Value, fields, id, reading)
                : default,
            "parallel" => fields.Get(StepKeys.Parallel).Then(steps => (Step)new Step.Parallel(steps)),
            "steps" => fields.Get(StepKeys.Sequence).Then(steps => (Step)new Step.Sequence(steps)),
            _ => Rolling(fields, reading),
        };

    private static Maybe<Step> Rolling(Fields fields, Reading reading)
    {
        Maybe<HostSelection> over = fields.Get(StepKeys.Rolling);
        if (!fields.Has(StepKeys.Sequence))
        {
            reading.Say(
                Fields.MissingKey,
                fields.KeyPlace(StepKeys.Rolling),
                "A rolling block needs 'steps:', what is done on each host",
                "add 'steps:' with a list"
            );
        }

        ValueList<Share> batches = fields.Or(StepKeys.Batches, []);
        if (batches.Any(size => size is Share.Count { Hosts: 0 } or Share.Percent { Value: 0 }))
        {
            reading.Say(
                Shape.NotAShare,
                fields.Place(StepKeys.Batches),
                "A batch of no hosts would never end",
                "begin with 1"
            );
        }

        Maybe<(Share Block, Share? Batch)> tolerate = fields.Get(StepKeys.Tolerate);
        ValueList<Step> steps = fields.Or(StepKeys.Sequence, []);
        ValueList<Step> rollback = fields.Or(StepKeys.HostRollback, []);
        return over.Then(hosts =>
            (Step)
                new Step.Rolling
                {
                    Over = hosts,
                    Batches = batches,
                    MaxUnavailable = fields.Object(StepKeys.MaxUnavailable),
                    Tolerate = tolerate.Is ? tolerate.Value.Block : new Share.Count(0),
                    ToleratePerBatch = tolerate.Value.Batch,
                    Pause = fields.Or(StepKeys.Pause, Duration.Zero),
                    Steps = steps,
                    Rollback = rollback,
                }
        );
    }
}
