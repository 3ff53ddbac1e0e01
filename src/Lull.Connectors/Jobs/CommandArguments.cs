using System.Globalization;
using System.Text.RegularExpressions;
using Lull.Connectors.Reading;

namespace Lull.Connectors.Jobs;

/// <summary>What a plan says about a command.</summary>
/// <param name="Words">Program and arguments; a command text has become <c>/bin/sh -c text</c>.</param>
/// <param name="Shown">The command as the plan writes it.</param>
/// <param name="Environment">Variables beside those of the host.</param>
/// <param name="Directory">Where it runs; empty means where the login or Lull itself is.</param>
/// <param name="Expect">Exit codes that mean success.</param>
/// <param name="LastLineIsArtefact">True when the last line it prints names what it made.</param>
internal sealed partial record CommandArguments(
    ValueList<string> Words,
    string Shown,
    ValueList<NamedValue> Environment,
    string Directory,
    ValueList<int> Expect,
    bool LastLineIsArtefact
)
{
    /// <summary>The arguments that <c>run</c>, <c>set</c> and <c>check</c> know.</summary>
    internal static ValueList<ActionArgument> Known { get; } =
    [
        new(
            "command",
            "A text, run by /bin/sh -c, or a list of program and arguments, run without a shell. LULL_HOST, LULL_ADDRESS and LULL_<VALUE> of the host are in its environment.",
            Required: true
        ),
        new("env", "Environment variables by name; a value may be '{ secret: env:NAME }'."),
        new("directory", "The directory it runs in."),
        new("expect", "Exit codes that mean success; 0 unless given."),
        new("artefact", "'last-line' when the last line printed names what was made, such as a backup's path."),
    ];

    /// <summary>Reads and checks them.</summary>
    internal static CommandArguments Of(ActionRequest request)
    {
        var arguments = MapReader.OfArguments(request);
        ValueList<string> given = arguments.Texts("command");
        if (given.Count == 0)
        {
            throw arguments.Wrong("command", "is missing", "write, for example, 'command: systemctl restart engine'");
        }

        bool isText = arguments.Raw("command") is Argument.Text;
        return new CommandArguments(
            isText ? ["/bin/sh", "-c", given[0]] : given,
            isText
                ? given[0]
                : string.Join(
                    ' ',
                    given.Select(word => word.Contains(' ', StringComparison.Ordinal) ? ShellWord.Of(word) : word)
                ),
            [.. HostValues(request.Host), .. arguments.Values("env").Select(value => Checked(arguments, value))],
            arguments.OptionalText("directory") ?? "",
            ExpectOf(arguments),
            arguments.OptionalText("artefact") switch
            {
                null => false,
                "last-line" => true,
                { } other => throw arguments.Wrong(
                    "artefact",
                    $"'{other}' is not known",
                    "write 'artefact: last-line'"
                ),
            }
        );
    }

    /// <summary>Reads every secret once, so that output of a job started by an earlier process is redacted too.</summary>
    internal async ValueTask KnowSecretsAsync(ISecrets secrets, CancellationToken cancellation)
    {
        foreach (NamedValue variable in Environment)
        {
            await variable.Value.ReadAsync(secrets, cancellation);
        }
    }

    private static IEnumerable<NamedValue> HostValues(ActionHost? host) =>
        host is null
            ? []
            : host
                .Values.Select(pair => new NamedValue(VariableOf(pair.Key), new TextOrSecret.Plain(pair.Value)))
                .Append(new NamedValue("LULL_HOST", new TextOrSecret.Plain(host.Name)))
                .Append(new NamedValue("LULL_ADDRESS", new TextOrSecret.Plain(host.Address)));

    private static string VariableOf(string name) => "LULL_" + NotOfNames().Replace(name.ToUpperInvariant(), "_");

    private static NamedValue Checked(MapReader arguments, NamedValue value) =>
        Name().IsMatch(value.Name)
            ? value
            : throw arguments.Wrong(
                $"env.{value.Name}",
                "is not a name for a variable",
                "use letters, digits and '_', a letter first"
            );

    private static ValueList<int> ExpectOf(MapReader arguments)
    {
        ValueList<string> texts = arguments.Texts("expect");
        return texts.Count == 0
            ? [0]
            :
            [
                .. texts.Select(text =>
                    int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int code) && code <= 255
                        ? code
                        : throw arguments.Wrong(
                            "expect",
                            $"'{text}' is not an exit code",
                            "write numbers from 0 to 255"
                        )
                ),
            ];
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Name();

    [GeneratedRegex("[^A-Z0-9_]", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex NotOfNames();
}
