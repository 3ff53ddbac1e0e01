using System.Globalization;
using Lull.Cli.Plans;
using Lull.Core.Maintenances;
using Lull.Core.Procedures;
using Lull.Reports;

namespace Lull.Cli.Following;

/// <summary>Steps, brackets and items, found by what a person wrote.</summary>
internal static class Named
{
    private const int MostSuggestions = 5;
    private const string Listing = "'lull status --steps' lists the steps with their numbers.";

    /// <summary>The step that a person means by a number, a path, or the end of a path that only one step has.</summary>
    /// <exception cref="UsageException">None or several fit; says which are near.</exception>
    internal static Node Step(Procedure procedure, string written)
    {
        if (string.IsNullOrWhiteSpace(written))
        {
            throw new UsageException($"Name a step. {Listing}");
        }

        return Fits(procedure, written) switch
        {
            [var only] => only,
            [] => throw new UsageException($"'{written}' is not a step. {Suggest(procedure, written)}"),
            var ends => throw new UsageException(
                $"'{written}' fits {ends.Length} steps: {List(ends)}. Write more of the path, or the number."
            ),
        };
    }

    /// <summary>As <see cref="Step"/>; who writes a role, because roles approve, is told how that is said.</summary>
    /// <exception cref="UsageException">None or several fit, or it is the name of a role.</exception>
    internal static Node ApprovalStep(Procedure procedure, string written) =>
        Fits(procedure, written).Length == 0 && IsRole(procedure, written)
            ? throw new UsageException(
                $"'{written}' is not a step but a role. Approve the maintenance in it with --role {written}."
            )
            : Step(procedure, written);

    /// <summary>The bracket that a person means by <c>b3</c>, its number, or its title.</summary>
    /// <exception cref="UsageException">There is none; says which there are.</exception>
    internal static int Bracket(State state, string written)
    {
        string digits = written.StartsWith('b') ? written[1..] : written;
        if (
            int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number < state.Procedure.Brackets.Count
        )
        {
            return number;
        }

        int[] fits =
        [
            .. state.OwedBrackets.Where(bracket =>
                Names.OfBracket(state.Procedure, bracket).Contains(written, StringComparison.OrdinalIgnoreCase)
            ),
        ];
        return fits is [var only] ? only
            : !state.OwedBrackets.Any() ? throw new UsageException("Nothing is open: there is no bracket to take over.")
            : throw new UsageException(
                $"'{written}' is not one open bracket. Open are: {string.Join(", ", state.OwedBrackets.Select(bracket => $"b{bracket} {Names.OfBracket(state.Procedure, bracket)}"))}."
            );
    }

    /// <summary>The item of that id.</summary>
    /// <exception cref="UsageException">There is none; says which there are.</exception>
    internal static int Item(Procedure procedure, string written)
    {
        int found = procedure.Items.ToList().FindIndex(item => item.Id == written);
        return found >= 0
            ? found
            : throw new UsageException(
                procedure.Items.Count == 0
                    ? "This plan has no items."
                    : $"'{written}' is not an item. Items are: {string.Join(", ", procedure.Items.Select(item => item.Id))}."
            );
    }

    private static Node[] Fits(Procedure procedure, string written) =>
        int.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
        && number > 0
        && number < procedure.Nodes.Count
            ? [procedure.Nodes[number]]
        : procedure.Nodes.FirstOrDefault(node => node.Path == written) is { } exact ? [exact]
        : [.. procedure.Nodes.Where(node => node.Path.EndsWith($"/{written}", StringComparison.Ordinal))];

    private static bool IsRole(Procedure procedure, string written) =>
        procedure.Roles.Any(role => role.Name == written) || procedure.Approvals.Any(rule => rule.Role == written);

    private static string Suggest(Procedure procedure, string written)
    {
        string last = written.Split('/')[^1];
        Node[] near =
        [
            .. procedure
                .Nodes.Where(node => node.IsLeaf)
                .Where(node =>
                    node.Path.Contains(last, StringComparison.OrdinalIgnoreCase)
                    || node.Title.Contains(last, StringComparison.OrdinalIgnoreCase)
                )
                .Take(MostSuggestions + 1),
        ];
        return near.Length == 0 ? Listing : $"Did you mean {List(near)}?";
    }

    private static string List(Node[] nodes) =>
        string.Join(", ", nodes.Take(MostSuggestions).Select(node => $"{node.Number} {node.Path}"))
        + (nodes.Length > MostSuggestions ? " …" : "");
}
