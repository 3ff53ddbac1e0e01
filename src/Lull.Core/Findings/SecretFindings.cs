using System.Text.RegularExpressions;
using Lull.Core.Plans;

namespace Lull.Core.Findings;

/// <summary>Secrets that were written into a plan.</summary>
internal static partial class SecretFindings
{
    private const string SecretWord =
        @"(pass(word|wd|phrase)?|pwd|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|client[-_]?secret|credentials?)";

    private static readonly TextPattern Flag = new(FlagText);
    private static readonly TextPattern InAddress = new(InAddressText);
    private static readonly TextPattern Shaped = new(ShapedText);

    internal static ValueList<FindingRule> Rules { get; } =
    [
        new()
        {
            Code = "LULL1701",
            Name = "secret-in-clear-text",
            Severity = Severity.Error,
            Title = "A secret is written into the plan",
            Why =
                "Plans are read by reviewers, kept in version control, shown on screens and copied into the journal, which is never "
                + "changed. A secret in a plan is given away.",
            WhatToDo =
                "Give a reference, which is looked up at the moment of use: `env:`, `file:`, `vault:` or `azure-key-vault:`. Then change "
                + "the secret, for it has been seen.",
            Example = """
                change:
                  - title: Move the schema
                    shell.run: migrate --user ops --password=Summer-2026-x
                """,
            WhenToWaive = "",
            Look = Secrets,
        },
    ];

    /// <summary>Every text among the arguments with the name it stands under.</summary>
    internal static IEnumerable<(string Name, string Value)> Texts(Argument argument, string name = "") =>
        argument switch
        {
            Argument.Text text => [(name, text.Value)],
            Argument.List list => list.Items.SelectMany(item => Texts(item, name)),
            Argument.Map map => map.Entries.SelectMany(entry => Texts(entry.Value, entry.Name)),
        };

    private static IEnumerable<Remark> Secrets(PlanReading reading)
    {
        foreach (Step step in Everything(reading))
        {
            foreach (
                ActionCall call in step.With.Select(bracket => bracket.Call).Append(step.Call()).OfType<ActionCall>()
            )
            {
                foreach ((string name, string value) in Texts(call.Arguments))
                {
                    if ((SecretName.IsMatch(name) && IsLiteral(value)) || HoldsSecret(value))
                    {
                        yield return Given(step.Where, $"The argument '{name}' of '{call}'");
                    }
                }
            }

            if (HoldsSecret($"{step.Text()}\n{step.Notes}"))
            {
                yield return Given(step.Where, "The text of a step");
            }
        }

        foreach (Watch watch in reading.Plan.Soak?.Watches ?? [])
        {
            foreach ((string name, string value) in Texts(watch.Check.Arguments))
            {
                if ((SecretName.IsMatch(name) && IsLiteral(value)) || HoldsSecret(value))
                {
                    yield return Given(watch.Where, $"The argument '{name}' of '{watch.Check}'");
                }
            }
        }
    }

    /// <summary>Says where, and never what.</summary>
    private static Remark Given(SourceSpan where, string what) =>
        new(
            where,
            $"{what} holds what looks like a secret",
            "write a reference, such as env:NAME or vault:path, and change the secret"
        );

    private static bool HoldsSecret(string text) =>
        IsAnyLiteral(Assigned.Matches(text))
        || IsAnyLiteral(Flag.Matches(text))
        || IsAnyLiteral(InAddress.Matches(text))
        || IsAnyLiteral(Header.Matches(text))
        || IsAnyLiteral(Shaped.Matches(text));

    private static bool IsAnyLiteral(MatchCollection matches) =>
        matches.Any(match => IsLiteral(match.Groups["value"].Value));

    private static bool IsLiteral(string value) => value.Trim().Length > 0 && !Reference.IsMatch(value.Trim());

    /// <summary>Every step that is written anywhere, undos and roll backs included.</summary>
    private static IEnumerable<Step> Everything(PlanReading reading) =>
        reading
            .Plan.Phases.SelectMany(phase => phase.Steps)
            .Concat(reading.Plan.Rollback is Rollback.Block block ? block.Steps : [])
            .SelectMany(Inside);

    private static IEnumerable<Step> Inside(Step step) =>
        step.Parts()
            .Concat(step.Undo)
            .Concat(step is Step.Rolling rolling ? rolling.Rollback : [])
            .SelectMany(Inside)
            .Prepend(step);

    [GeneratedRegex($@"(^|[-_.]){SecretWord}$", Words.English)]
    private static partial Regex SecretName { get; }

    [GeneratedRegex($@"(^|[^A-Za-z]){SecretWord}[""']?\s?(=|:)\s?[""']?(?<value>[^\s""',;&]{{6,}})", Words.English)]
    private static partial Regex Assigned { get; }

    [GeneratedRegex($@"--[a-z-]*{SecretWord}\s+[""']?(?<value>[^\s""',;-][^\s""',;]{{5,}})", Words.English)]
    private static partial Regex FlagText { get; }

    [GeneratedRegex(@"\b[a-z][a-z0-9+.-]*://[^\s/:@]+:(?<value>[^\s/@]{3,})@", Words.English)]
    private static partial Regex InAddressText { get; }

    [GeneratedRegex(@"\b(Bearer|Basic)\s+(?<value>[A-Za-z0-9+/_.=-]{12,})", Words.English)]
    private static partial Regex Header { get; }

    [GeneratedRegex(
        @"(?<value>-----BEGIN [A-Z ]*PRIVATE KEY|\bgh[pousr]_[A-Za-z0-9]{30,}|\bgithub_pat_[A-Za-z0-9_]{30,}|\bAKIA[0-9A-Z]{16}\b|\bxox[abprs]-[A-Za-z0-9-]{10,}|\bglpat-[A-Za-z0-9_-]{16,}|\beyJ[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{8,}\.)",
        Words.English
    )]
    private static partial Regex ShapedText { get; }

    [GeneratedRegex(@"^(env|file|vault|azure-key-vault):|[{}$<]|^\*+$|^(x{3,}|\.\.\.|…)$|^%\w+%$", Words.English)]
    private static partial Regex Reference { get; }
}
