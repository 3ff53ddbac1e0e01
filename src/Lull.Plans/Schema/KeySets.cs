using Lull.Plans.Language;
using Lull.Plans.Shapes;
using Lull.Plans.Sites;

namespace Lull.Plans.Schema;

/// <summary>Every kind of map in plans and sites, for the schema and the reference.</summary>
internal static class KeySets
{
    /// <summary>Of a plan, the plan itself first.</summary>
    internal static IReadOnlyList<KeySet> OfPlans { get; } =
    [
        PlanKeys.Plan,
        PlanKeys.ImpactKeys,
        PlanKeys.WindowKeys,
        PlanKeys.ApprovalRuleKeys,
        PlanKeys.AnnouncementKeys,
        PlanKeys.ItemKeys,
        PlanKeys.PhaseKeys,
        StepKeys.StepSet,
        StepKeys.CheckKeys,
        StepKeys.CallKeys,
        StepKeys.ApprovalKeys,
        StepKeys.AnnounceKeys,
        StepKeys.WaitKeys,
        StepKeys.EstimateKeys,
        StepKeys.RetryKeys,
        StepKeys.TolerateKeys,
        StepKeys.NoUndoKeys,
        StepKeys.BracketKeys,
        PlanKeys.NoRollbackKeys,
        PlanKeys.SoakKeys,
        PlanKeys.WatchKeys,
        PlanKeys.RollbackRuleKeys,
        PlanKeys.WaiverKeys,
        PlanKeys.QuestionKeys,
    ];

    /// <summary>Of a site, the site itself first.</summary>
    internal static IReadOnlyList<KeySet> OfSites { get; } =
    [
        SiteKeys.Site,
        SiteKeys.PoolKeys,
        SiteKeys.ConnectionKeys,
        SiteKeys.PersonKeys,
        SiteKeys.ChannelKeys,
        SiteKeys.FreezeKeys,
    ];
}
