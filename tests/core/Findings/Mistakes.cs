using System.Globalization;
using System.Text;
using Lull.Core.Findings;

namespace Lull.Core.Tests.Findings;

/// <summary>Mistakes that real maintenance documents contained, and the rules that find them in a plan.</summary>
internal static class Mistakes
{
    /// <summary>Number, the mistake, whether a plan shows it without the words of an imported page, and its rules by name.</summary>
    internal static readonly (int Row, string Mistake, bool InThePlanItself, string[] Rules)[] All =
    [
        (1, "Servers leave the pool, and nothing puts them back", false, ["opened-never-closed", "bracket-as-step"]),
        (2, "Alerting is turned off, and nothing turns it on", false, ["opened-never-closed"]),
        (3, "The maintenance page goes up and never comes down", false, ["opened-never-closed"]),
        (4, "A zone label contradicts a paired time", false, ["zone-label-contradicts"]),
        (5, "\"Saturday evening at midnight\" is Sunday 00:00", false, ["ambiguous-midnight"]),
        (6, "The window has no end", true, ["window-without-end"]),
        (7, "No item has a roll back", true, ["no-rollback", "item-without-rollback"]),
        (8, "One ticket stands under two items", true, ["ticket-of-two-items"]),
        (9, "A ticket of an item is in none of its steps", true, ["ticket-without-step"]),
        (10, "Items without a ticket", true, ["item-without-ticket"]),
        (11, "A question is open", true, ["open-question"]),
        (12, "Wave 2 may begin before wave 1 is back", true, ["waves-without-order", "waves-break-pool-floor"]),
        (13, "Two changes touch one gateway, or one service", true, ["shared-without-order"]),
        (14, "Blank people, times and links", true, ["blank-left", "step-without-owner"]),
        (15, "The roll back never leaves maintenance mode", false, ["rollback-leaves-open"]),
        (16, "Steps are referred to by number", false, ["step-number-reference"]),
        (17, "A roll back during the soak would be outside the window", true, ["soak-outlasts-window"]),
        (18, "Times are fixed, but the date is to be decided", true, ["fixed-time-without-date"]),
        (19, "The change is opened in two phases", false, ["change-opened-twice"]),
        (20, "A notice is sent before it is prepared", false, ["sent-before-prepared"]),
        (21, "A meeting before the code freeze stands after the release", true, ["due-before-its-predecessor"]),
        (22, "A role has no task of its own", true, ["role-without-task"]),
        (23, "There is no roll back", true, ["no-rollback"]),
    ];

    internal static string Table()
    {
        var text = new StringBuilder(
            """
            ## Mistakes of real documents

            Three real documents were the measure: a monthly page, public notices and a process description. What is wrong in them is
            found in a plan as follows. *Plan* marks what the plan's own keys show; *words* is seen in what people wrote into titles and
            instructions, by English word patterns that can miss other ways to say it. Every rule has a faulty and a mended
            plan in `tests/core/Findings`.

            | row | mistake | seen in | rules |
            | --- | --- | --- | --- |

            """
        );
        foreach ((int row, string mistake, bool inThePlanItself, string[] rules) in All)
        {
            string links = string.Join(
                ", ",
                rules.Select(rule => $"[`{rule}`]({FindingCatalogue.Find(rule)!.Code}.md)")
            );
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {row} | {mistake} | {(inThePlanItself ? "plan" : "words")} | {links} |\n"
            );
        }

        return text.ToString();
    }
}
