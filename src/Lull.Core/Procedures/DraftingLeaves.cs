using Lull.Core.Plans;
using Lull.Core.Sites;

namespace Lull.Core.Procedures;

internal sealed partial class Drafting
{
    private static readonly Duration BetweenLooks = Duration.FromSeconds(10);

    /// <summary>A delivery that fails is tried again soon; people are waiting for it.</summary>
    private static readonly Retry DeliveryRetry = new(3, Duration.FromSeconds(5));

    /// <summary>The leaf, or one for each host.</summary>
    private Draft AddLeaves(Step step, Place place, string path)
    {
        if (place.Host is not null || place.Hosts is not { } hosts || !(step.On is not null || IsPerHost(step)))
        {
            return AddLeaf(step, place with { Hosts = null }, path);
        }

        Draft all = Add(place, NodeKind.Parallel, path, TitleOf(step, place), step);
        all.Node = all.Node with { Limit = place.AtOnce };
        foreach (SiteHost host in hosts)
        {
            string leaf = place.Names.Next(host.Name);
            AddLeaf(step, place.On(host).In(all, new PathNames(leaf)), leaf);
        }

        return all;
    }

    private bool IsPerHost(Step step) =>
        _templates.MentionsHost(step.Title)
        || step switch
        {
            Step.Manual manual => _templates.MentionsHost(manual.Instruction),
            Step.Action action => IsPerHost(action.Call, step.Where),
            Step.Check check => IsPerHost(check.Call, step.Where),
            Step.Wait wait => wait.Until is { } until && IsPerHost(until, step.Where),
            Step.Announce announce => _templates.MentionsHost(announce.Message),
            Step.Approval or Step.Sequence or Step.Parallel or Step.Rolling => false,
        };

    private bool IsPerHost(ActionCall call, SourceSpan where) =>
        _templates.MentionsHost(call.Arguments) || _site.TraitsOf(call, where)?.NeedsHostWith(call.Arguments) is true;

    private Draft AddLeaf(Step step, Place place, string path)
    {
        Draft leaf = step switch
        {
            Step.Announce announce => AddDeliveries(announce, place, path),
            Step.Manual manual => AddLeaf(NodeKind.Manual, step, place, path, Duration.FromMinutes(5))
                .Set(node =>
                    node with
                    {
                        Text = _templates.Fill(manual.Instruction, place.Host, step.Where),
                        Role = place.Role,
                    }
                ),
            Step.Approval approval => AddLeaf(NodeKind.Approval, step, place, path, Duration.FromMinutes(10))
                .Set(node => node with { Role = approval.ApproverRole, Quorum = Math.Max(1, approval.Quorum) }),
            Step.Action action => AddAction(action, place, path),
            Step.Check check => AddCheck(step, check.Call, check.Within, check.Every, place, path),
            Step.Wait { Until: { } until } wait => AddCheck(step, until, wait.For, BetweenLooks, place, path)
                .Set(node => node with { PassesAtTheEnd = true, Estimate = wait.Estimate ?? AtMost(wait.For) }),
            Step.Wait wait => AddLeaf(NodeKind.Wait, step, place, path, wait.For)
                .Set(node => node with { Within = wait.For }),
            Step.Sequence or Step.Parallel or Step.Rolling => throw new InvalidOperationException(
                "A block is no leaf."
            ),
        };
        AddUndo(step, leaf, place);
        return leaf;
    }

    private Draft AddAction(Step.Action action, Place place, string path)
    {
        ActionTraits? traits = TraitsOnHost(action.Call, place.Host, action.Where);
        return AddLeaf(NodeKind.Action, action, place, path, Duration.FromSeconds(30))
            .Set(node =>
                node with
                {
                    Call = _calls.Fill(action.Call, place.Host, action.Where),
                    Repeat = traits?.Repeat ?? RepeatClass.Opaque,
                    Timeout = action.Timeout ?? traits?.Timeout ?? Duration.FromMinutes(10),
                }
            );
    }

    private Draft AddCheck(Step step, ActionCall call, Duration within, Duration every, Place place, string path)
    {
        ActionTraits? traits = TraitsOnHost(call, place.Host, step.Where);
        Duration likely = Duration.Min(within, Duration.FromSeconds(10));
        return AddLeaf(NodeKind.Check, step, place, path, likely)
            .Set(node =>
                node with
                {
                    Call = _calls.Fill(call, place.Host, step.Where),
                    Repeat = traits?.Repeat ?? RepeatClass.Convergent,
                    Within = within,
                    Every = every,
                    Timeout = step.Timeout ?? within,
                }
            );
    }

    /// <summary>One delivery for each channel of each audience.</summary>
    private Draft AddDeliveries(Step.Announce announce, Place place, string path)
    {
        Draft all = Add(place, NodeKind.Parallel, path, TitleOf(announce, place), announce);
        foreach (string name in announce.To)
        {
            foreach (ActionCall channel in _site.AudienceOf(name, announce.Where)?.Channels ?? [])
            {
                ActionTraits? traits = _site.TraitsOf(channel, announce.Where);
                Draft delivery = AddLeaf(
                    NodeKind.Delivery,
                    announce,
                    place.In(all, place.Names),
                    place.Names.Next(name),
                    Duration.FromSeconds(1)
                );
                delivery.Node = delivery.Node with
                {
                    Title = $"Tell {name} over {channel}",
                    Call = _templates.FillKnown(channel, place.Host),
                    Repeat = traits?.Repeat ?? RepeatClass.Opaque,
                    Text = _templates.FillMessage(announce.Message, place),
                    Audience = name,
                    OnFailure = OnFailure.Continue,
                    Retry = DeliveryRetry,
                    Timeout = announce.Timeout ?? traits?.Timeout ?? Duration.FromMinutes(1),
                };
            }
        }

        return all;
    }

    /// <summary>A wait that may be over early: anything from one look to its whole time.</summary>
    private static Estimate AtMost(Duration time) => new(Duration.Min(BetweenLooks, time), time / 2, time);

    private Draft AddLeaf(NodeKind kind, Step step, Place place, string path, Duration likely)
    {
        Draft leaf = Add(place, kind, path, TitleOf(step, place), step);
        leaf.Node = leaf.Node with
        {
            Role = step.Role,
            Estimate =
                step.Estimate ?? (kind is NodeKind.Wait ? new Estimate(likely, likely, likely) : Estimate.Of(likely)),
            Timeout = step.Timeout ?? Duration.Zero,
            Retry = step.Retry,
            Links = [.. step.Links.Select(link => _templates.FillKnown(link, place.Host))],
            EvidenceRequired = step.EvidenceRequired,
            Makes = step.Makes,
        };
        return leaf;
    }

    private ActionTraits? TraitsOnHost(ActionCall call, SiteHost? host, SourceSpan where)
    {
        ActionTraits? traits = _site.TraitsOf(call, where);
        if (host is null && traits?.NeedsHostWith(call.Arguments) is true)
        {
            _findings.Say(
                CompilerFindings.NoHostHere,
                where,
                $"'{call}' needs a host, and there is none here",
                "name the hosts with 'on:', or put the step into a rolling block"
            );
        }

        return traits;
    }
}
