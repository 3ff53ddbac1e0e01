using System.CommandLine;
using Lull.Cli.Plans;
using Lull.Plans;

namespace Lull.Cli.Commands;

/// <summary><c>lull schema</c>: the JSON Schema of plans or sites, for editors.</summary>
internal static class SchemaCommand
{
    internal static Command Create(Screen screen)
    {
        var what = new Argument<string>("what") { HelpName = "plan|site", Description = "What to describe." };
        what.AcceptOnlyFromAmong("plan", "site");
        var command = new Command("schema", "Print the JSON Schema of plans or sites, for editors.") { what };
        command.SetAction(parsed =>
            screen.Raw.Write(
                parsed.GetValue(what) == "site"
                    ? PlanSchema.OfSites(ConnectorKinds.Catalogue)
                    : PlanSchema.OfPlans(ConnectorKinds.Catalogue)
            )
        );
        return command;
    }
}
