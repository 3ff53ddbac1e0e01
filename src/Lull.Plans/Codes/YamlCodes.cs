using Lull.Core.Common;
using Lull.Core.Findings;
using Lull.Plans.Language;
using Lull.Plans.Shapes;
using Lull.Plans.Yaml;

namespace Lull.Plans.Codes;

/// <summary>What can be wrong with a file as a whole: its characters, its YAML, its keys and the files it calls.</summary>
internal static class YamlCodes
{
    internal static ValueList<FindingCode> All { get; } =
    [
        new(
            YamlText.Broken,
            "The file is not YAML",
            "The text cannot be taken apart into keys and values, so nothing after this place can be trusted. The most frequent causes are "
                + "an open bracket or quote, a second colon in an unquoted text, and a text that begins with `{`, `@` or `%`.",
            "Mend the place that is shown. A text with `: ` or a leading special character goes into quotes.",
            """
            change:
              - manual: Note: tell the desk
            """
        ),
        new(
            YamlText.Tab,
            "A line is indented with a tab",
            "YAML counts columns to see what belongs to what, and a tab has no agreed width.",
            "Indent with spaces, two for each level. Editors can be told to.",
            "change:\n\t- manual: Tell the desk"
        ),
        new(
            YamlText.Characters,
            "The file is not UTF-8",
            "A character could not be read, so a name or a command might be carried out differently from how it was written.",
            "Save the file as UTF-8.",
            "change:\n  - manual: Call the caf\uFFFD"
        ),
        new(
            YamlText.TwiceTheKey,
            "A key is written twice",
            "Only one of the two could count, and whoever reads the plan may look at the other one.",
            "Keep one of them.",
            """
            change:
              - manual: Reboot
                estimate: 5m
                estimate: 10m
            """
        ),
        new(
            YamlText.NotRead,
            "A part of YAML that is not read",
            "Aliases, anchors, tags, merge keys and second documents make a plan say something else than what stands at the place. A plan is "
                + "read by people who never saw YAML, and approved as it is shown.",
            "Write the value where it is used, or put repeated steps into a procedure and `call:` it.",
            """
            change:
              - &reboot { manual: Reboot }
              - *reboot
            """
        ),
        new(
            YamlText.TooBig,
            "The file, its nesting or its calls are too big",
            "Limits keep a broken or hostile file from using up the machine. They are far above what people write: a million characters, "
                + "64 levels, 16 procedures deep, 500 calls.",
            "Move parts into files of their own and `call:` them.",
            "change: " + new string('[', YamlText.Deepest + 1) + new string(']', YamlText.Deepest + 1)
        ),
        new(
            YamlText.Empty,
            "The file is empty",
            "There is nothing to plan.",
            "Begin with a title, such as `maintenance: Roll out 4.2`, or `site: lab` for a site.",
            "# Roll out 4.2, to be written"
        ),
        new(
            Fields.UnknownKey,
            "A key that is not known here",
            "An unknown key would be a wish that nobody fulfils: `timeoot: 5m` would run without any time-out.",
            "Take the name that is suggested, or look it up in the [plan reference](../plan-reference.md) or the "
                + "[site reference](../site-reference.md).",
            """
            change:
              - manual: Reboot
                timeoot: 5m
            """
        ),
        new(
            Fields.MissingKey,
            "A key is missing",
            "Without it, what is written has no meaning, and Lull does not guess.",
            "Add the key. The hint shows an example.",
            """
            approvals:
              - quorum: 2
            """
        ),
        new(
            Fields.WrongShape,
            "A value has the wrong shape",
            "A list stands where one text belongs, or a text where keys belong, or a key has no value at all. `{host}` without quotes is a "
                + "frequent case: YAML reads it as a map.",
            "Write the value in the shape that the message names; put texts that begin with `{` into quotes.",
            """
            change:
              - manual: Reboot
                estimate:
            """
        ),
        new(
            Fields.Misplaced,
            "A key without the key it belongs to",
            "The key only says something about another key, which is not written here, so it would have no effect.",
            "Take it away, or add the key that it belongs to.",
            """
            change:
              - manual: Reboot
                batches: [1, 50%]
            """
        ),
        new(
            ProcedureReader.NotThere,
            "A called file is not there",
            "A plan is approved with everything it calls, and its revision covers all of it. A file that cannot be read, or that lies "
                + "outside the plan's folder tree, cannot be approved.",
            "Write the path relative to the file that calls, with `/`, and keep it below the folder of the plan.",
            """
            change:
              - call: procedures/pach-wave.yaml
            """
        ),
        new(
            ProcedureReader.CallsItself,
            "A procedure calls itself",
            "It would never end.",
            "Use a `rolling:` block to repeat steps over hosts, or take the call out.",
            """
            change:
              - call: wave.yaml
            # file: wave.yaml
            procedure: Wave
            steps:
              - call: wave.yaml
            """
        ),
        new(
            ProcedureReader.WrongParameter,
            "A parameter is missing or not known",
            "The steps of a procedure are filled with its parameters. One without a default must be given, and one that the procedure does "
                + "not declare would be lost.",
            "Give what the procedure declares under `parameters:`, and nothing else.",
            """
            change:
              - call: wave.yaml
                parameters: { host: web }
            # file: wave.yaml
            procedure: Wave
            parameters: { hosts: web }
            steps:
              - { manual: Patch., on: "{hosts}" }
            """
        ),
    ];
}
