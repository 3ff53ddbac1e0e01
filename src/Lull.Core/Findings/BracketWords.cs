using System.Text.RegularExpressions;
using Lull.Core.Plans;

namespace Lull.Core.Findings;

/// <summary>One kind of thing that is opened and closed, and the words by which people order it.</summary>
/// <param name="Opened">How a sentence says that it is open: <c>the pool has lost its servers</c>.</param>
/// <param name="Closing">What has to be done, as a hint says it.</param>
/// <param name="Opens">Orders that open it.</param>
/// <param name="Closes">Orders that close it.</param>
/// <param name="OpeningActions">Actions of connectors that open it.</param>
/// <param name="ClosingActions">Actions of connectors that close it.</param>
internal sealed partial record BracketWords(
    string Opened,
    string Closing,
    TextPattern Opens,
    TextPattern Closes,
    ValueList<string> OpeningActions,
    ValueList<string> ClosingActions
)
{
    /// <summary>Up to about ten words between two that belong together.</summary>
    private const string Gap = @"\b[^.;\n]{0,80}?\b";

    /// <summary>Where an order begins: a line, a sentence or a part of one. So "once it is out of the pool" is none.</summary>
    private const string Order = @"(^|[\n.;:,(]|\band|\bthen|\bto)\s*(please\s+|also\s+|now\s+)?";

    internal static BracketWords Pool { get; } =
        new(
            "takes servers out of the pool",
            "put them back into the pool",
            new TextPattern(TakesOut),
            new TextPattern(PutsBack),
            ["drain", "cordon", "take-out", "remove-from-pool"],
            ["undrain", "uncordon", "put-back", "return-to-pool", "ready", "enable"]
        );

    internal static BracketWords Alerting { get; } =
        new(
            "turns alerting off",
            "turn alerting back on",
            new TextPattern(TurnsOff),
            new TextPattern(TurnsOn),
            ["silence", "mute", "downtime", "snooze"],
            ["unsilence", "unmute", "expire", "end-downtime"]
        );

    internal static BracketWords Maintenance { get; } =
        new(
            "puts up a maintenance page or mode",
            "take the page down, or leave the mode,",
            new TextPattern(Raises),
            new TextPattern(Lowers),
            ["maintenance", "enter-maintenance", "raise", "maintenance-page", "maintenance-on"],
            ["leave-maintenance", "exit-maintenance", "lower", "maintenance-off"]
        );

    internal static BracketWords Jobs { get; } =
        new(
            "pauses jobs",
            "start the jobs again",
            new TextPattern(Pauses),
            new TextPattern(Resumes),
            ["pause", "pause-jobs", "suspend"],
            ["resume", "resume-jobs", "unpause"]
        );

    /// <summary>Every kind that the rules look for.</summary>
    internal static ValueList<BracketWords> All { get; } = [Pool, Alerting, Maintenance, Jobs];

    /// <summary>True when the step, by its words or by its action, opens this and does not close it again itself.</summary>
    internal bool IsOpenedBy(Step step) => !IsClosedBy(step) && (Calls(step, OpeningActions) || Orders(step, Opens));

    /// <summary>True when the step, by its words or by its action, closes this.</summary>
    internal bool IsClosedBy(Step step) => Calls(step, ClosingActions) || Orders(step, Closes);

    private static bool Calls(Step step, ValueList<string> actions) =>
        step is Step.Action action && actions.Contains(action.Call.Action, StringComparer.Ordinal);

    private static bool Orders(Step step, TextPattern order) =>
        step is Step.Manual or Step.Action && order.Matches(step.Text()).Any(match => IsOrder(step.Text(), match));

    /// <summary>What comes after "once" or "when" in the same sentence is no order, unless the pattern itself is a statement.</summary>
    private static bool IsOrder(string text, Match match)
    {
        int order = match.Groups["order"].Index;
        int sentence = order == 0 ? 0 : text.LastIndexOfAny(['.', ';', '\n'], order - 1) + 1;
        return match.Value.Contains("maintenance page", StringComparison.OrdinalIgnoreCase)
            || !Condition.IsMatch(text[sentence..order]);
    }

    [GeneratedRegex(@"\b(after|once|when|whether|if|until|that|before|are|is|was|were|been)\b", Words.English)]
    private static partial Regex Condition { get; }

    [GeneratedRegex(
        $@"{Order}(?<order>(take|pull|remove|withdraw|get){Gap}(out of|from|off){Gap}(pool|balancer|rotation|gateway)|drain\b)",
        Words.English
    )]
    private static partial Regex TakesOut { get; }

    [GeneratedRegex(
        $@"{Order}(?<order>(put|return|add|place|bring|restore|re-?attach|take|move){Gap}(back|to|into|in){Gap}(pool|balancer|rotation)|undrain\b|re-?enable{Gap}(pool|balancer))",
        Words.English
    )]
    private static partial Regex PutsBack { get; }

    [GeneratedRegex(
        $@"{Order}(?<order>(turn|switch) off{Gap}(alert\w*|monitoring|paging|pages)|(turn|switch){Gap}(alert\w*|monitoring|paging){Gap}off|(silence|mute|disable|suppress|snooze){Gap}(alert\w*|monitor(s|ing)?|paging|checks))",
        Words.English
    )]
    private static partial Regex TurnsOff { get; }

    [GeneratedRegex(
        $@"{Order}(?<order>(turn|switch)( back)? on{Gap}(alert\w*|monitoring|paging)|(turn|switch){Gap}(alert\w*|monitoring|paging){Gap}on|(unsilence|unmute|re-?enable|enable|expire|resume|restore|end|remove){Gap}(alert\w*|monitor(s|ing)?|paging|silences?))",
        Words.English
    )]
    private static partial Regex TurnsOn { get; }

    [GeneratedRegex(
        $@"{Order}(?<order>(enter|raise|enable|activate|turn on|switch on|show|put up|start){Gap}maintenance (page|mode|banner)|(place|put|set|switch){Gap}(in|into|to) maintenance)|(?<order>maintenance (page|banner) (is |will )?(go(es)? |be |put )?up\b)",
        Words.English
    )]
    private static partial Regex Raises { get; }

    [GeneratedRegex(
        $@"{Order}(?<order>(leave|exit|end|stop|disable|deactivate|take down|remove|turn off|switch off|lower|lift|clear){Gap}maintenance (page|mode|banner)|take{Gap}(out of maintenance|maintenance (page|banner)( \w+)? down|maintenance (page|mode|banner) off))|(?<order>\bout of maintenance( mode)?\b|maintenance (page|banner) (is |will )?(go(es)? |come(s)? |be |taken )?down\b)",
        Words.English
    )]
    private static partial Regex Lowers { get; }

    [GeneratedRegex(
        $@"{Order}(?<order>(stop|pause|suspend|hold|disable|reschedule){Gap}(jobs?|cron|crontab|schedulers?|schedules?|timers|replication))",
        Words.English
    )]
    private static partial Regex Pauses { get; }

    [GeneratedRegex(
        $@"{Order}(?<order>(start|resume|restart|release|enable|re-?enable|unpause|un-?suspend){Gap}(jobs?|cron|crontab|schedulers?|schedules?|timers|replication))",
        Words.English
    )]
    private static partial Regex Resumes { get; }
}
