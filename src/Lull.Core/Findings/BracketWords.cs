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
internal sealed record BracketWords(
    string Opened,
    string Closing,
    Regex Opens,
    Regex Closes,
    ValueList<string> OpeningActions,
    ValueList<string> ClosingActions
)
{
    /// <summary>Up to about ten words between two that belong together.</summary>
    private const string Gap = @"\b[^.;\n]{0,80}?\b";

    /// <summary>Where an order begins: a line, a sentence or a part of one. So "once it is out of the pool" is none.</summary>
    private const string Order = @"(^|[\n.;:,(]|\band|\bthen|\bto)\s*(please\s+|also\s+|now\s+)?";

    private static readonly Regex Condition = Words.Pattern(
        @"\b(after|once|when|whether|if|until|that|before|are|is|was|were|been)\b"
    );

    internal static BracketWords Pool { get; } =
        new(
            "takes servers out of the pool",
            "put them back into the pool",
            Words.Pattern(
                $@"{Order}(?<order>(take|pull|remove|withdraw|get){Gap}(out of|from|off){Gap}(pool|balancer|rotation|gateway)|drain\b)"
            ),
            Words.Pattern(
                $@"{Order}(?<order>(put|return|add|place|bring|restore|re-?attach|take|move){Gap}(back|to|into|in){Gap}(pool|balancer|rotation)|undrain\b|re-?enable{Gap}(pool|balancer))"
            ),
            ["drain", "cordon", "take-out", "remove-from-pool"],
            ["undrain", "uncordon", "put-back", "return-to-pool", "ready", "enable"]
        );

    internal static BracketWords Alerting { get; } =
        new(
            "turns alerting off",
            "turn alerting back on",
            Words.Pattern(
                $@"{Order}(?<order>(turn|switch) off{Gap}(alert\w*|monitoring|paging|pages)|(turn|switch){Gap}(alert\w*|monitoring|paging){Gap}off|(silence|mute|disable|suppress|snooze){Gap}(alert\w*|monitor(s|ing)?|paging|checks))"
            ),
            Words.Pattern(
                $@"{Order}(?<order>(turn|switch)( back)? on{Gap}(alert\w*|monitoring|paging)|(turn|switch){Gap}(alert\w*|monitoring|paging){Gap}on|(unsilence|unmute|re-?enable|enable|expire|resume|restore|end|remove){Gap}(alert\w*|monitor(s|ing)?|paging|silences?))"
            ),
            ["silence", "mute", "downtime", "snooze"],
            ["unsilence", "unmute", "expire", "end-downtime"]
        );

    internal static BracketWords Maintenance { get; } =
        new(
            "puts up a maintenance page or mode",
            "take the page down, or leave the mode,",
            Words.Pattern(
                $@"{Order}(?<order>(enter|raise|enable|activate|turn on|switch on|show|put up|start){Gap}maintenance (page|mode|banner)|(place|put|set|switch){Gap}(in|into|to) maintenance)|(?<order>maintenance (page|banner) (is |will )?(go(es)? |be |put )?up\b)"
            ),
            Words.Pattern(
                $@"{Order}(?<order>(leave|exit|end|stop|disable|deactivate|take down|remove|turn off|switch off|lower|lift|clear){Gap}maintenance (page|mode|banner)|take{Gap}(out of maintenance|maintenance (page|banner)( \w+)? down|maintenance (page|mode|banner) off))|(?<order>\bout of maintenance( mode)?\b|maintenance (page|banner) (is |will )?(go(es)? |come(s)? |be |taken )?down\b)"
            ),
            ["maintenance", "enter-maintenance", "raise", "maintenance-page", "maintenance-on"],
            ["leave-maintenance", "exit-maintenance", "lower", "maintenance-off"]
        );

    internal static BracketWords Jobs { get; } =
        new(
            "pauses jobs",
            "start the jobs again",
            Words.Pattern(
                $@"{Order}(?<order>(stop|pause|suspend|hold|disable|reschedule){Gap}(jobs?|cron|crontab|schedulers?|schedules?|timers|replication))"
            ),
            Words.Pattern(
                $@"{Order}(?<order>(start|resume|restart|release|enable|re-?enable|unpause|un-?suspend){Gap}(jobs?|cron|crontab|schedulers?|schedules?|timers|replication))"
            ),
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

    private static bool Orders(Step step, Regex order) =>
        step is Step.Manual or Step.Action && order.Matches(step.Text()).Any(match => IsOrder(step.Text(), match));

    /// <summary>What comes after "once" or "when" in the same sentence is no order, unless the pattern itself is a statement.</summary>
    private static bool IsOrder(string text, Match match)
    {
        int order = match.Groups["order"].Index;
        int sentence = order == 0 ? 0 : text.LastIndexOfAny(['.', ';', '\n'], order - 1) + 1;
        return match.Value.Contains("maintenance page", StringComparison.OrdinalIgnoreCase)
            || !Condition.IsMatch(text[sentence..order]);
    }
}
