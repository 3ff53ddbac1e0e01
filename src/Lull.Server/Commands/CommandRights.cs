using Lull.Core.Maintenances;
using Lull.Server.Callers;

namespace Lull.Server.Commands;

/// <summary>Which right each command needs. Whether the person also holds the step's or the approval's role, the machine decides.</summary>
public static class CommandRights
{
    /// <summary>The right that a command needs; everything for what no person may ask for.</summary>
    public static Rights Of(Input command) =>
        command switch
        {
            Input.Approve or Input.WithdrawApproval or Input.ApproveStep => Rights.Approve,
            Input.Propose or Input.Cancel => Rights.Author,
            Input.Start
            or Input.Claim
            or Input.Tick
            or Input.Skip
            or Input.Retry
            or Input.Answer
            or Input.Pause
            or Input.Resume
            or Input.Extend
            or Input.Abort
            or Input.RollBack
            or Input.WaivePointOfNoReturn
            or Input.Disown
            or Input.ChangeItem
            or Input.Note
            or Input.AddStep
            or Input.FinishAddedStep
            or Input.ReportIncident => Rights.Operate,
            Input.TakeOver
            or Input.RehearsalFound
            or Input.EffectReported
            or Input.EffectObserved
            or Input.WatchLooked
            or Input.TimePassed => Rights.All,
        };
}
