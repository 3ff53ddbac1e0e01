using Lull.Core.Actions;
using Lull.Core.Common;

namespace Lull.Plans.Tests;

/// <summary>A catalogue of the shape that connectors declare, small enough to read.</summary>
internal static class Catalogue
{
    private static readonly ActionArgument[] Command =
    [
        new("command", "What to run.", Required: true),
        new("user", "As whom."),
    ];
    private static readonly ActionArgument[] Hold =
    [
        new("server", "The server's name."),
        new("backend", "Its backend."),
        new("wait", "How long its sessions may last."),
    ];
    private static readonly ActionArgument[] Request =
    [
        new("url", "The address.", Required: true),
        new("method", "The method."),
        new("body", "What is sent."),
        new("expect", "What the answer must be."),
    ];

    internal static ActionCatalogue Small { get; } =
        new([
            Kind(
                "haproxy",
                ["address", "backend"],
                ("drain", ActionUse.Bracket, "server", Hold),
                ("up", ActionUse.Check, "server", Hold)
            ),
            Kind(
                "alertmanager",
                ["address"],
                (
                    "silence",
                    ActionUse.Bracket,
                    "matchers",
                    [new("matchers", "Which alerts.", Required: true), new("comment", "Why.")]
                )
            ),
            Kind(
                "http",
                ["base", "token"],
                ("get", ActionUse.Check, "url", Request),
                ("call", ActionUse.Change, "url", Request)
            ),
            Kind(
                "shell",
                [],
                ("run", ActionUse.Change, "command", Command),
                ("check", ActionUse.Check, "command", Command)
            ),
            Kind("ssh", ["user"], ("run", ActionUse.Change, "command", Command)),
            Kind("vault", ["base"], ("get", ActionUse.Check, "path", [new("path", "Which secret.", Required: true)])),
            Kind(
                "slack",
                ["address", "token"],
                (
                    "post",
                    ActionUse.Message,
                    "text",
                    [new("channel", "Where.", Required: true), new("text", "What.", Required: true)]
                )
            ),
            Kind(
                "smtp",
                ["host", "port", "tls", "from"],
                (
                    "send",
                    ActionUse.Message,
                    "text",
                    [
                        new("to", "To whom.", Required: true),
                        new("subject", "About what."),
                        new("text", "What.", Required: true),
                    ]
                )
            ),
        ]);

    private static ConnectorDescription Kind(
        string kind,
        string[] options,
        params (string Name, ActionUse Use, string Main, ActionArgument[] Arguments)[] actions
    ) =>
        new(
            kind,
            [
                .. options.Select(option => new ActionArgument(
                    option,
                    $"The {option}.",
                    Required: kind is "haproxy" && option is "address"
                )),
            ],
            actions.ToDictionary(
                action => action.Name,
                action => new ActionTraits
                {
                    Use = action.Use,
                    Repeat = RepeatClass.Convergent,
                    MainArgument = action.Main,
                    Arguments = [.. action.Arguments],
                    NeedsHost = kind == "ssh",
                    Summary = $"What {kind}.{action.Name} does.",
                },
                StringComparer.Ordinal
            )
        )
        {
            Trial = kind == "haproxy" ? _ => static (call, _) => WrongWait(call) : null,
        };

    private static string? WrongWait(ActionCall call) =>
        call.Arguments.TextOf("wait") is "soon" ? "'wait' is 'soon', which is not a length of time." : null;
}
