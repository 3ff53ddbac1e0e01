using Lull.Core.Plans;

namespace Lull.Core.Findings;

/// <summary>Questions that need nothing but the step itself.</summary>
internal static class StepQuestions
{
    extension(Step step)
    {
        /// <summary>The steps of a block; none for anything else.</summary>
        internal ValueList<Step> Parts() =>
            step switch
            {
                Step.Sequence sequence => sequence.Steps,
                Step.Parallel parallel => parallel.Steps,
                Step.Rolling rolling => rolling.Steps,
                Step.Manual or Step.Action or Step.Check or Step.Approval or Step.Announce or Step.Wait => [],
            };

        /// <summary>The action it calls; null when it calls none.</summary>
        internal ActionCall? Call() =>
            step switch
            {
                Step.Action action => action.Call,
                Step.Check check => check.Call,
                Step.Wait wait => wait.Until,
                Step.Manual or Step.Approval or Step.Announce or Step.Sequence or Step.Parallel or Step.Rolling => null,
            };

        /// <summary>What a person calls it: its title, else its first words, its action or its id.</summary>
        internal string Name() =>
            step switch
            {
                { Title.Length: > 0 } => step.Title,
                Step.Manual manual => Shortened(manual.Instruction),
                Step.Announce announce => $"announcement '{Shortened(announce.Message)}'",
                { Id.Length: > 0 } => step.Id,
                Step.Approval approval => $"approval of {approval.ApproverRole}",
                Step.Rolling rolling => $"rolling over {rolling.Over.Words()}",
                _ when step.Call() is { } call => call.ToString(),
                Step.Wait => "wait",
                Step.Parallel => "parallel tracks",
                _ => "block",
            };

        /// <summary>What it says to people, apart from its notes.</summary>
        internal string Text() =>
            step switch
            {
                Step.Manual manual => Joined(step.Title, manual.Instruction),
                Step.Announce announce => Joined(step.Title, announce.Message),
                _ => step.Title,
            };

        /// <summary>True when carrying it out changes something: a person's work, or an action that is neither a check nor a message.</summary>
        internal bool IsWork(PlanReading reading) =>
            step switch
            {
                Step.Manual => true,
                Step.Action action => reading.TraitsOf(action.Call)?.Use
                    is null
                        or ActionUse.Change
                        or ActionUse.Bracket,
                _ => false,
            };
    }

    extension(HostSelection selection)
    {
        /// <summary>As a plan writes it: <c>web[1-5] except web3</c>.</summary>
        internal string Words() => string.Join(' ', selection.Terms.Select(Words));
    }

    private static string Words(HostTerm term) =>
        term switch
        {
            HostTerm.Named named => named.Name,
            HostTerm.Range range =>
                $"{range.Prefix}[{HostNames.Number(range.From, range.Digits)}-{HostNames.Number(range.To, range.Digits)}]{range.Suffix}",
            HostTerm.Except except => $"except {Words(except.What)}",
        };

    private static string Joined(string title, string text) =>
        title.Length == 0 ? text
        : text.Length == 0 ? title
        : $"{title}\n{text}";

    private static string Shortened(string text)
    {
        string line = text.Trim().Split('\n')[0].TrimEnd();
        if (line.Length <= 60)
        {
            return line;
        }

        int space = line.LastIndexOf(' ', 57);
        return line[..(space > 30 ? space : 57)] + " …";
    }
}
