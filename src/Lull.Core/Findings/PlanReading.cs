using Lull.Core.Plans;
using Lull.Core.Sites;
using Lull.Core.Windows;

namespace Lull.Core.Findings;

/// <summary>A plan as the rules look at it: its steps with their places, its hosts and times looked up once.</summary>
internal sealed class PlanReading
{
    private readonly TimeResolution _times;

    internal PlanReading(Plan plan, Site? site, ActionCatalogue catalogue, Instant? now)
    {
        Plan = plan;
        Site = site;
        Catalogue = catalogue;
        Now = now;
        _times = TimeResolution.Of(plan);
        Written = [.. plan.Phases.SelectMany(phase => Places(phase.Steps, phase.Kind, []))];
        Steps = [.. Written.Where(place => !IsLeftOut(place))];
        RollbackSteps = plan.Rollback is Rollback.Block block ? [.. Places(block.Steps, phase: null, [])] : [];
        Hosts = new HostNames(site);
        Order = new StepOrder(Steps);
        Timetable = new Timetable(this);
    }

    internal Plan Plan { get; }

    /// <summary>Null when nobody said where the plan is to run.</summary>
    internal Site? Site { get; }

    /// <summary>The present moment; null when findings must not depend on it.</summary>
    internal Instant? Now { get; }

    internal ActionCatalogue Catalogue { get; }

    /// <summary>Every step and block of the phases, a block before what is in it, in the order of the file.</summary>
    internal ValueList<StepPlace> Written { get; }

    /// <summary>As <see cref="Written"/>, without what the plan says will not be done.</summary>
    internal ValueList<StepPlace> Steps { get; }

    /// <summary>The plan's own roll back; empty when it has none.</summary>
    internal ValueList<StepPlace> RollbackSteps { get; }

    internal HostNames Hosts { get; }

    internal StepOrder Order { get; }

    internal Timetable Timetable { get; }

    /// <summary>Steps that are not blocks.</summary>
    internal IEnumerable<StepPlace> Leaves => Steps.Where(place => place.Step.Parts().Count == 0);

    /// <summary>Items that will be done.</summary>
    internal IEnumerable<Item> Items => Plan.Items.Where(item => item.State is not ItemState.NotDoing);

    /// <summary>The instant of a moment of the plan; null when it is not decided, or wrong in a way that other checks report.</summary>
    internal Instant? InstantOf(TimeExpression? time) =>
        time is null ? null : _times.Resolve(time, SourceSpan.None, []);

    /// <summary>What is known of an action; null when its connection or its kind is unknown.</summary>
    internal ActionTraits? TraitsOf(ActionCall call)
    {
        string kind =
            Site?.Connections.FirstOrDefault(connection => connection.Name == call.Connection)?.Kind ?? call.Connection;
        return Catalogue.Find(kind, call.Action);
    }

    /// <summary>The role of the step, of the blocks around it, or the owner of its item; empty when nobody is named.</summary>
    internal string RoleOf(StepPlace place) =>
        place.WithAround().Select(step => step.Role).FirstOrDefault(role => role.Length > 0)
        ?? ItemOf(place)?.Owner
        ?? "";

    /// <summary>The item that the step or a block around it belongs to; null when none.</summary>
    internal Item? ItemOf(StepPlace place)
    {
        string? id = place.WithAround().Select(step => step.Item).FirstOrDefault(id => id.Length > 0);
        return id is null ? null : Plan.Items.FirstOrDefault(item => item.Id == id);
    }

    /// <summary>The steps in the order written, each with the blocks around it.</summary>
    internal static IEnumerable<StepPlace> Places(ValueList<Step> steps, PhaseKind? phase, ValueList<Step> around) =>
        steps.SelectMany(step =>
            Places(step.Parts(), phase, [.. around, step]).Prepend(new StepPlace(step, phase, around))
        );

    private bool IsLeftOut(StepPlace place) =>
        place.WithAround().Any(step => step.NotDoing.Length > 0) || ItemOf(place)?.State is ItemState.NotDoing;
}

/// <summary>A step and where in the procedure it stands.</summary>
/// <param name="Step">The step or block.</param>
/// <param name="Phase">Its phase; null in a roll back.</param>
/// <param name="Around">The blocks around it, the outermost first.</param>
internal sealed record StepPlace(Step Step, PhaseKind? Phase, ValueList<Step> Around)
{
    /// <summary>The step, then the blocks around it from the inside out.</summary>
    internal IEnumerable<Step> WithAround() => Around.Reverse().Prepend(Step);
}
