using System.Globalization;
using Lull.Core.Common;

namespace Lull.Core.Maintenances;

/// <summary>How long the texts of a command may be. What people send is kept for ever and shown on every screen and in every report.</summary>
internal static class CommandTexts
{
    /// <summary>The most characters of a text that is read: a note, a reason, evidence. As in plans.</summary>
    private const int LongestText = 10_000;

    /// <summary>Why one of its texts is not taken; null when all are.</summary>
    internal static Decision.Refused? Refusal(Input input)
    {
        foreach ((string what, string text, bool isLine) in TextsOf(input))
        {
            if (isLine && OneLine.Fault(text) is { } fault)
            {
                return new Decision.Refused($"{what} {fault}. Write it in one short line.", RefusalCode.Malformed);
            }

            if (text.Length > LongestText)
            {
                return new Decision.Refused(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{what} has {text.Length:N0} characters; at most {LongestText:N0} are taken. Keep what people need to read, and give the address of the rest."
                    ),
                    RefusalCode.Malformed
                );
            }
        }

        return null;
    }

    private static (string What, string Text, bool IsLine)[] TextsOf(Input input) =>
        input switch
        {
            Input.Propose(var by) => [By(by)],
            Input.Approve(var by, var role, _) => [By(by), Role(role)],
            Input.WithdrawApproval(var by, var role, var reason) => [By(by), Role(role), Reason(reason)],
            Input.Start(var by) => [By(by)],
            Input.Claim(var by, _) => [By(by)],
            Input.Tick(var by, _, _, var evidence) => [By(by), Evidence(evidence)],
            Input.ApproveStep(var by, _) => [By(by)],
            Input.Skip(var by, _, var reason) => [By(by), Reason(reason)],
            Input.Retry(var by, _, var reason) => [By(by), Reason(reason)],
            Input.Answer(var by, _, _, var reason) => [By(by), Reason(reason)],
            Input.Pause(var by, var reason) => [By(by), Reason(reason)],
            Input.Resume(var by) => [By(by)],
            Input.Extend(var by, _, var reason) => [By(by), Reason(reason)],
            Input.Abort(var by, var reason) => [By(by), Reason(reason)],
            Input.Cancel(var by, var reason) => [By(by), Reason(reason)],
            Input.RollBack(var by, _, var reason) => [By(by), Reason(reason)],
            Input.WaivePointOfNoReturn(var by, var reason) => [By(by), Reason(reason)],
            Input.Disown(var by, _, var reason) => [By(by), Reason(reason)],
            Input.ChangeItem(var by, _, _, var reason) => [By(by), Reason(reason)],
            Input.Note(var by, var text, _) => [By(by), ("This note", text, false)],
            Input.AddStep(var by, var title, var role) => [By(by), ("This title", title, true), Role(role)],
            Input.FinishAddedStep(var by, _, var evidence) => [By(by), Evidence(evidence)],
            Input.ReportIncident(var by, _, var text) => [By(by), ("This incident's text", text, false)],
            Input.TakeOver
            or Input.RehearsalFound
            or Input.EffectReported
            or Input.EffectObserved
            or Input.WatchLooked
            or Input.TimePassed => [],
        };

    private static (string, string, bool) By(string by) => ("The name of who asks", by, true);

    private static (string, string, bool) Role(string role) => ("The role's name", role, true);

    private static (string, string, bool) Reason(string reason) => ("This reason", reason, false);

    private static (string, string, bool) Evidence(string evidence) => ("This evidence", evidence, false);
}
