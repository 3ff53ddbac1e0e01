using System.CommandLine;
using Lull.Cli.Plans;
using Lull.Cli.Screens;
using Lull.Core.Findings;
using Spectre.Console;

namespace Lull.Cli.Commands;

/// <summary><c>lull check</c>: everything there is to say about a plan before it runs.</summary>
internal static class CheckCommand
{
    internal static Command Create(Screen screen)
    {
        var chosen = new PlanOnSite();
        var strict = new Option<bool>("--strict") { Description = "Warnings count as errors." };
        var json = new Option<bool>("--json") { Description = "Write the findings as one line of JSON." };
        var command = new Command("check", "Say everything that is or may be wrong with a plan.")
        {
            chosen.Plan,
            chosen.Site,
            strict,
            json,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                CheckedPlan files = await chosen.ReadAsync(parsed, cancellation);
                files.CompileAsAnnounced();
                if (parsed.GetValue(json))
                {
                    screen.Raw.WriteLine(CheckText.Of(files, chosen.PathIn(parsed)));
                }
                else
                {
                    Write(files, chosen.PathIn(parsed), screen);
                }

                bool fails =
                    !files.CanRun
                    || (
                        parsed.GetValue(strict)
                        && files.Findings.Any(finding => finding is { Severity: Severity.Warning, IsWaived: false })
                    );
                return fails ? ExitCode.Refused : ExitCode.Done;
            }
        );
        return command;
    }

    private static void Write(CheckedPlan files, string plan, Screen screen)
    {
        FindingsView.Write(files, screen.Out);
        string on = files.Site is { } known ? $" on site '{known.Name}'" : ", without a site";
        screen.Out.MarkupLineInterpolated($"[bold]{plan}[/]{on}: {FindingsView.Summary(files.Findings)}.");
    }
}
