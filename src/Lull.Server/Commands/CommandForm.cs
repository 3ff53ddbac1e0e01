using System.Globalization;
using Lull.Core.Maintenances;
using Lull.Core.Plans;
using Lull.Reports;
using Microsoft.AspNetCore.Http;

namespace Lull.Server.Commands;

/// <summary>Commands as pages send them: the command's name in the address, its parts as fields of a form.</summary>
internal static class CommandForm
{
    /// <summary>The command, in the name of a person.</summary>
    /// <exception cref="FormatException">There is no such command, or a field is missing or wrong; says which.</exception>
    internal static Input Read(string name, string by, IFormCollection form, string evidence)
    {
        string Text(string field) => form[field].ToString().Trim().ReplaceLineEndings("\n");
        int Number(string field) =>
            int.TryParse(form[field], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
                ? number
                : throw new FormatException($"The field '{field}' must be a whole number.");
        TEnum Name<TEnum>(string field)
            where TEnum : struct, Enum =>
            Enum.GetValues<TEnum>()
                .Where(one => Names.Kebab(one.ToString()) == Text(field))
                .Select(one => (TEnum?)one)
                .FirstOrDefault()
            ?? throw new FormatException(
                $"The field '{field}' must be one of {string.Join(", ", Enum.GetNames<TEnum>().Select(Names.Kebab))}."
            );
        return name switch
        {
            "propose" => new Input.Propose(by),
            "approve" => new Input.Approve(by, Text("role"), Text("revision")),
            "withdraw-approval" => new Input.WithdrawApproval(by, Text("role"), Text("reason")),
            "start" => new Input.Start(by),
            "claim" => new Input.Claim(by, Number("node")),
            "tick" => new Input.Tick(by, Number("node"), Text("succeeded") != "false", evidence),
            "approve-step" => new Input.ApproveStep(by, Number("node")),
            "skip" => new Input.Skip(by, Number("node"), Text("reason")),
            "retry" => new Input.Retry(by, Number("node"), Text("reason")),
            "answer" => new Input.Answer(by, Number("question"), Name<Choice>("choice"), Text("reason")),
            "pause" => new Input.Pause(by, Text("reason")),
            "resume" => new Input.Resume(by),
            "extend" => new Input.Extend(by, Duration.FromMinutes(Number("minutes")), Text("reason")),
            "abort" => new Input.Abort(by, Text("reason")),
            "cancel" => new Input.Cancel(by, Text("reason")),
            "roll-back" => new Input.RollBack(by, Number("node"), Text("reason")),
            "waive-point-of-no-return" => new Input.WaivePointOfNoReturn(by, Text("reason")),
            "disown" => new Input.Disown(by, Number("bracket"), Text("reason")),
            "change-item" => new Input.ChangeItem(by, Number("item"), Name<ItemState>("state"), Text("reason")),
            "note" => new Input.Note(by, Text("text"), form.ContainsKey("node") ? Number("node") : -1),
            "add-step" => new Input.AddStep(by, Text("title"), Text("role")),
            "finish-added-step" => new Input.FinishAddedStep(by, Number("number"), evidence),
            "report-incident" => new Input.ReportIncident(by, Number("severity"), Text("text")),
            _ => throw new FormatException($"There is no command '{name}'."),
        };
    }
}
