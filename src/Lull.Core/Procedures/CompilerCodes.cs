using Lull.Core.Findings;

namespace Lull.Core.Procedures;

/// <summary>Every code that compiling a plan for a site can say.</summary>
/// <remarks>Reading and binding find most of these first. They are said again here because plans are also made in code.</remarks>
public static class CompilerCodes
{
    /// <summary>All of them, in the order of their codes.</summary>
    public static ValueList<FindingCode> All { get; } =
    [
        Twin(CompilerFindings.UnknownHost, "Neither a host, a group nor a pool of the site", "LULL0208"),
        Twin(CompilerFindings.NoHosts, "No host is named", "LULL0214"),
        Twin(CompilerFindings.UnknownConnection, "Not a connection of the site", "LULL0201"),
        Twin(CompilerFindings.UnknownAction, "Not an action of that connection", "LULL0202"),
        new(
            CompilerFindings.UnknownPlaceholder,
            "Nothing is called that here",
            "A text has `{name}` in it, and there is no such value of a host, artefact of a step, or value of a connection. It would be sent "
                + "or carried out with the braces in it.",
            "Correct the name, give the hosts the value in the site, or let an earlier step `make:` the artefact. Double the braces to mean "
                + "them: `{{name}}`.",
            """
            change:
              - { shell.run: "deploy {verson}", on: web1 }
            """
        ),
        new(
            CompilerFindings.NoHostHere,
            "A host is asked for, and there is none here",
            "The text says `{host}`, or the action needs one, outside of any step or block over hosts.",
            "Name the hosts with `on:`, or put the step into a rolling block.",
            """
            change:
              - shell.run: "ping {host}"
            """
        ),
        Twin(CompilerFindings.UnknownStep, "Not a step of this plan", "LULL0207"),
        new(
            CompilerFindings.Circle,
            "Steps that wait for each other",
            "None of them could ever begin.",
            "Take one `after:` of the circle away. The message lists it.",
            """
            change:
              - parallel:
                  - { id: sftp1, after: [sftp2], manual: Patch the first }
                  - { id: sftp2, after: [sftp1], manual: Patch the second }
            """
        ),
        Twin(CompilerFindings.SameId, "Two steps have the same id", "LULL0211"),
        Twin(CompilerFindings.UnknownAudience, "Not an audience of the site", "LULL0206"),
        Twin(CompilerFindings.UnknownRole, "Not a role of the plan or the site", "LULL0205"),
        Twin(CompilerFindings.UnknownItem, "Not an item of this plan", "LULL0210"),
        Twin(CompilerFindings.TooLarge, "The plan becomes too large on this site", "LULL0006"),
        new(
            CompilerFindings.MissingValue,
            "A host has no such value",
            "Other hosts have it, this one does not, so the text cannot be filled for it.",
            "Give the host the value in the site, or leave the host out.",
            """
            change:
              - { shell.run: "curl {url}", on: ledgerdb2-1 }
            """
        ),
        new(
            CompilerFindings.WrongArgument,
            "An argument that the connector would refuse",
            "With every template filled in, the connector cannot make sense of what is written: the step would fail at once, in the middle "
                + "of the window.",
            "Write what the message says. The connector's page lists what each argument takes.",
            """
            change:
              - rolling: web
                with: [{ edge.drain: { server: "{host}", wait: soon } }]
                steps: [{ shell.run: deploy 4.2 }]
            """
        ),
        new(
            CompilerFindings.TooMuchWork,
            "A thousand years of work",
            "All estimates, waits, pauses and undos together, each at its longest and for each host, come to a thousand years or more: a "
                + "slip of the pen. No calendar holds such a plan, so there is no forecast of it and no point of no return.",
            "Correct the times. The place is the step with which it becomes too much; what is wrong may stand before it.",
            """
            change:
              - rolling: web
                steps:
                  - { manual: Save it., estimate: 3650d, undo: [{ manual: Load it., estimate: 3650d }] }
                  - { manual: Stop it., estimate: 3650d, undo: [{ manual: Start it., estimate: 3650d }] }
                  - { manual: Patch it., estimate: 3650d, undo: [{ manual: Take the patch off., estimate: 3650d }] }
                  - { manual: Start it., estimate: 3650d, undo: [{ manual: Stop it., estimate: 3650d }] }
            """
        ),
    ];

    private static FindingCode Twin(string code, string title, string readAs) =>
        new(
            code,
            title,
            "The plan cannot be compiled into a procedure with it.",
            $"As for [{readAs}]({readAs}.md).",
            ""
        )
        {
            ReadAs = readAs,
        };
}
