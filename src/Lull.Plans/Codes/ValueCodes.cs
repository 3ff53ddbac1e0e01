using Lull.Core.Common;
using Lull.Core.Findings;
using Lull.Plans.Hosts;
using Lull.Plans.Language;
using Lull.Plans.Shapes;

namespace Lull.Plans.Codes;

/// <summary>What can be wrong with single values and with what a step is made of.</summary>
internal static class ValueCodes
{
    internal static ValueList<FindingCode> All { get; } =
    [
        new(
            Shape.NotANumber,
            "Not a whole number, or not one that is allowed here",
            "A number that is too large, negative or broken is a slip of the pen, and rounding it would be a guess.",
            "Write a number within the bounds that the message names.",
            """
            change:
              - { shell.run: deploy, retry: -1 }
            """
        ),
        new(
            Shape.NotAWord,
            "Not one of the words that are allowed here",
            "The key takes one of a few words, and each means something else.",
            "Take one of those that the message lists.",
            """
            change:
              - { shell.run: deploy, on-failure: rollback }
            """
        ),
        new(
            Shape.NotAShare,
            "Neither a number nor per cent",
            "Batches and limits count hosts or shares of all hosts; half a host cannot be drained, and a batch of none would never end.",
            "Write `2`, or `25%`.",
            """
            change:
              - rolling: web
                batches: [1, half]
                steps: [{ manual: Patch }]
            """
        ),
        new(
            HostText.NotHosts,
            "This does not name hosts",
            "What is written cannot be read as names, ranges and exceptions, so nobody could say which servers it means.",
            "Write a host, a group, a range such as `web[1-5]`, or `web except web3`.",
            """
            change:
              - { manual: Patch, on: "web[5-1]" }
            """
        ),
        new(
            StepReader.NoKind,
            "A step that does not say what is to be done",
            "A step does exactly one thing: a manual instruction, an action, a check, an approval, an announcement, a wait, a call or a block.",
            "Add what it does, such as `manual: Log in and look`, or an action such as `shell.run: deploy 4.2`.",
            """
            change:
              - { title: Deploy, estimate: 5m }
            """
        ),
        new(
            StepReader.TwoKinds,
            "A step that does two things",
            "One of the two may succeed and the other fail, and then nobody could say whether the step is done.",
            "Make two steps of it.",
            """
            change:
              - { manual: Look at the logs, shell.run: deploy }
            """
        ),
        new(
            Shape.NotAName,
            "Not a name",
            "Names stand in commands, templates, file names and addresses, where spaces and signs would be read as something else.",
            "Use letters, digits, `-` and `_`, beginning with a letter or digit.",
            """
            change:
              - { id: "patch all!", manual: Patch }
            """
        ),
        new(
            StepParts.WrongOrder,
            "Numbers in the wrong order",
            "An estimate runs from low over likely to high, and a check cannot be repeated without any time between.",
            "Put them in order; give `every:` a duration.",
            """
            change:
              - { manual: Patch, estimate: { low: 20m, likely: 10m, high: 30m } }
            """
        ),
        new(
            PlanParts.NotARate,
            "Not a number of failures in a time",
            "The rule decides whether the soak rolls back by itself, so it must not be guessed at.",
            "Write `3 in 10m`.",
            """
            soak:
              for: 48h
              watch: [{ check: { http.get: /health } }]
              rollback-when: { failures: 3 times }
            """
        ),
        new(
            PlanParts.NotACode,
            "Not a finding's code",
            "A waiver that names nothing would silence nothing, while everybody believes that it does.",
            "Write the code of the finding, such as `LULL1202`.",
            """
            waive:
              - { code: "Window too short!", because: It is fine. }
            """
        ),
        new(
            PlanParts.NeedsReason,
            "Not done, and nobody says why",
            "An item that is not done counts as settled. Somebody will ask why, and then the plan must have the answer.",
            "Add `because:`.",
            """
            items:
              terminal-licences: { state: not-doing }
            """
        ),
        new(
            Shape.TooLong,
            "Too long",
            "A title stands on every screen, in every mail and in the report, beside others. Text that nobody would read to its end, or that was pasted by mistake, must not stand there.",
            "A title, a name or a ticket's key has at most 200 characters, any other text at most 10,000.",
            """
            change:
              - title: >-
                  Drain the server, stop the service, back the configuration up to /srv/backup, install the packages of the new version,
                  start the service, look at its log for a minute, run the smoke test, and put the server back into the pool
                manual: Patch
            """
        ),
        new(
            Shape.NotALine,
            "Not one line",
            "A title stands in one line of every screen, mail and report. A line break, a control character or a mark that turns the direction of writing would break that line, or let it say something else than it does.",
            "Write it in one line; over several lines of the file with `>-`. What people need beside it belongs into `manual:` or `notes:`.",
            """
            change:
              - title: |
                  Deploy
                  and look
                manual: Deploy it, and look at it for a minute.
            """
        ),
    ];
}
