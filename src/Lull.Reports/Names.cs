using System.Text.Json;
using Lull.Core.Maintenances;
using Lull.Core.Plans;
using Lull.Core.Procedures;

namespace Lull.Reports;

/// <summary>How steps, brackets, choices and states are called on every screen and in every text.</summary>
public static class Names
{
    /// <summary><c>web3: Install the updates</c>, or the title alone when the step has no host or names it.</summary>
    public static string OfStep(Procedure procedure, int node)
    {
        Node step = procedure.Nodes[node];
        return step.Host >= 0 && !step.Title.Contains(procedure.Hosts[step.Host].Name, StringComparison.Ordinal)
            ? $"{procedure.Hosts[step.Host].Name}: {step.Title}"
            : step.Title;
    }

    /// <summary><c>edge.drain web3</c>.</summary>
    public static string OfBracket(Procedure procedure, int bracket)
    {
        BracketNode one = procedure.Brackets[bracket];
        return one.Host >= 0 && !one.Title.Contains(procedure.Hosts[one.Host].Name, StringComparison.Ordinal)
            ? $"{one.Title} {procedure.Hosts[one.Host].Name}"
            : one.Title;
    }

    /// <summary>As the command line takes it: <c>roll-back-all</c>.</summary>
    public static string OfChoice(Choice choice) => Kebab(choice.ToString());

    /// <summary><c>not doing</c>.</summary>
    public static string OfItem(ItemState state) => Kebab(state.ToString()).Replace('-', ' ');

    /// <summary><c>in progress</c>.</summary>
    public static string OfStage(Stage stage) => Kebab(stage.ToString()).Replace('-', ' ');

    /// <summary><c>rolled back</c>.</summary>
    public static string OfEnding(Ending ending) => Kebab(ending.ToString()).Replace('-', ' ');

    /// <summary>Any name of an enumeration as people write it.</summary>
    public static string Kebab(string name) => JsonNamingPolicy.KebabCaseLower.ConvertName(name);
}
