using Lull.Core.Common;
using Lull.Core.Findings;
using Lull.Plans.Checks;
using Lull.Plans.Hosts;
using Lull.Plans.Language;
using Lull.Plans.Sites;

namespace Lull.Plans.Codes;

/// <summary>Names that nothing has, and calls that their connection does not take. The examples fit the site of the lab.</summary>
internal static class NameCodes
{
    internal static ValueList<FindingCode> All { get; } =
    [
        new(
            Calls.UnknownConnection,
            "Not a connection",
            "The part before the point names a connection of the site, and the site has none of that name.",
            "Take the name that is suggested, or add the connection under `connections:` of the site.",
            """
            change:
              - shel.run: deploy 4.2
            """
        ),
        new(
            Calls.UnknownAction,
            "Not an action of that connection",
            "The connection is there, but its kind does not offer this action.",
            "Take one of its actions: they are listed in the pages about [connectors](../connectors/README.md).",
            """
            change:
              - shell.runn: deploy 4.2
            """
        ),
        new(
            Calls.UnknownArgument,
            "Not an argument of that action",
            "An argument that is not known would be lost, and the action would do something else than what was read and approved.",
            "Take the name that is suggested, or one of those that the hint lists.",
            """
            change:
              - shell.run: { comand: deploy 4.2 }
            """
        ),
        new(
            Calls.MissingArgument,
            "An argument is missing",
            "The action cannot be carried out without it.",
            "Add it. The hint says what it means.",
            """
            change:
              - chat.post: { channel: dailyops }
            """
        ),
        new(
            PlanCheck.UnknownRole,
            "Not a role",
            "A step or an approval waits for somebody who holds the role. If nobody can hold it, it waits for ever.",
            "Correct the name, add it under `roles:` of the plan, or give it to somebody under `people:` of the site.",
            """
            change:
              - { manual: Test, role: qaa }
            """
        ),
        new(
            PlanCheck.UnknownAudience,
            "Not an audience",
            "The announcement would reach nobody.",
            "Correct the name, or add the audience under `audiences:` of the site.",
            """
            announcements:
              - { when: started, to: customer, message: started }
            """
        ),
        new(
            OwnNames.UnknownStep,
            "Not a step of this plan",
            "`after:` waits for a step by its `id:`. Without that step it would wait for ever, or for nothing.",
            "Correct the name, or give the step that is meant an `id:`.",
            """
            change:
              - { id: patch-sftp1, manual: Patch the first }
              - { after: [patch-sftp-1], manual: Patch the second }
            """
        ),
        new(
            Fleet.UnknownHost,
            "Neither a host nor a group of the site",
            "A step that is carried out on fewer hosts than meant looks as if it had succeeded.",
            "Correct the name, or add the host under `hosts:` of the site.",
            """
            change:
              - { manual: Patch, on: "web[1-12], sftp3" }
            """
        ),
        new(
            PlanCheck.UnknownFreeze,
            "Not a freeze of the site",
            "A freeze that is not known cannot hold anything back.",
            "Correct the name, or add the freeze under `freezes:` of the site.",
            """
            freezes: [year-ende]
            """
        ),
        new(
            OwnNames.UnknownItem,
            "Not an item of this plan",
            "The step's work would be counted for nothing on the board.",
            "Correct the name, or add the item under `items:`.",
            """
            items:
              sftp: { title: SFTP }
            change:
              - { manual: Patch, item: stfp }
            """
        ),
        new(
            StepReader.TwiceTheId,
            "Two steps have the same id",
            "`after:`, questions and the journal name a step by its id, so it must mean one step only.",
            "Give one of them another id. When a procedure is called twice, give each `call:` an id of its own.",
            """
            change:
              - { id: patch, manual: Patch the first }
              - { id: patch, manual: Patch the second }
            """
        ),
        new(
            OwnNames.UnknownMessage,
            "Nearly the name of a message",
            "A text that is no message's name is sent as it stands, and this one looks like a slip: customers would read a single odd word.",
            "Take the name that is suggested; put the word into a sentence if you mean it.",
            """
            messages: { begun: We begin now. }
            announcements:
              - { when: started, to: customers, message: begin }
            """
        ),
        new(
            Fleet.OutOfRange,
            "A slice that reaches beyond its group",
            "The group has fewer hosts than the numbers ask for, so some of them do not exist.",
            "Count from 1 to the number that the hint names.",
            """
            change:
              - { manual: Patch, on: "wave-1[1-6]" }
            """
        ),
        new(
            Fleet.NoHosts,
            "No host is left",
            "A step over no hosts would be done at once, without having done anything.",
            "Check what `except` takes away.",
            """
            change:
              - { manual: Patch, on: "web except web[1-10]" }
            """
        ),
        new(
            SiteParts.TwiceTheHost,
            "A host is written twice",
            "Its values could come from either place, and a batch might count it twice.",
            "Write each host in one line.",
            """
            site: lab
            hosts: { "web[1-10]": {}, web3: {} }
            """
        ),
        new(
            SiteParts.UnknownKind,
            "Not a kind of connection",
            "No connector is built in for it.",
            "Take one of the kinds that the hint lists.",
            """
            site: lab
            connections: { edge: { kind: haproxi } }
            """
        ),
        new(
            SiteParts.WrongOption,
            "An option of a connection is missing or not known",
            "The connector could not reach its system, or would ignore what was written.",
            "Take the options that its page under [connectors](../connectors/README.md) lists.",
            """
            site: lab
            connections: { edge: { kind: haproxy, adress: "127.0.0.1:9999" } }
            """
        ),
        new(
            SiteParts.TooManyHosts,
            "More hosts than a site may have",
            "A range is a few characters long and can stand for millions of hosts: probably a slip.",
            "Check the numbers, or divide the site into several.",
            """
            site: lab
            hosts: { "a[1-10000]": {}, "b[1-10000]": {}, "c[1-10000]": {}, "d[1-10000]": {}, "e[1-10000]": {}, f: {} }
            """
        ),
        new(
            Calls.WrongPlace,
            "An action in a place that is not for it",
            "An action that changes something is a step, one that only looks is a check, and one that is closed again is a bracket. In "
                + "the wrong place it would be left open, or repeated until it holds.",
            "Move it to where the hint says.",
            """
            change:
              - edge.drain: web1
            """
        ),
        new(
            Calls.NeedsHost,
            "An action that needs a host",
            "The action is carried out on a host, and none is named here.",
            "Add `on:` with the hosts, or put the step into a rolling block.",
            """
            change:
              - remote.run: uptime
            """
        ),
        new(
            SiteParts.UnknownFinding,
            "Not a finding",
            "The site would let through what it is meant to stop.",
            "Correct the code or name; docs/findings lists them all.",
            """
            site: lab
            errors: [open-questions]
            """
        ),
    ];
}
