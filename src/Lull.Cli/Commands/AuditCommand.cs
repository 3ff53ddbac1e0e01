using System.CommandLine;
using Lull.Cli.Following;
using Lull.Engine.Journal;
using Spectre.Console;

namespace Lull.Cli.Commands;

/// <summary><c>lull audit verify</c>: proves that a store's journals are what was written, or says where they are not.</summary>
internal static class AuditCommand
{
    internal static Command Create(Screen screen)
    {
        Option<string?> store = Parameters.Store();
        var heads = new Option<string[]>("--anchor")
        {
            HelpName = "ANCHOR",
            Description = "A signed head that was kept outside of the store; may be given several times.",
        };
        var verify = new Command("verify", "Check every hash of every journal of a store.") { store, heads };
        verify.SetAction(
            async (parsed, cancellation) =>
            {
                Store at = Parameters.StoreOf(parsed.GetValue(store));
                Anchor[] witnesses =
                [
                    .. (parsed.GetValue(heads) ?? []).Select(written =>
                        Anchor.TryParse(written, provider: null, out Anchor? anchor)
                            ? anchor
                            : throw new Plans.UsageException($"'{written}' is not an anchor.")
                    ),
                ];
                using FarEngine? engine = FarEngine.Of(at);
                IReadOnlyList<ChainReport> reports = engine is not null
                    ? await engine.AuditAsync(witnesses, cancellation)
                    : await VerifyAsync(at, [.. witnesses.Select(one => one.Head)], cancellation);
                foreach (ChainReport report in reports)
                {
                    screen.Out.MarkupLine(
                        $"{(report.IsWhole ? "[green]whole[/]  " : "[red]broken[/] ")} {Markup.Escape(report.Says)}"
                    );
                }

                if (reports.Count == 0)
                {
                    screen.Line($"{at} holds no maintenance.");
                }

                return reports.All(report => report.IsWhole) ? ExitCode.Done : ExitCode.Refused;
            }
        );
        return new Command("audit", "Prove that journals were not changed.") { verify };
    }

    /// <summary>One report for each journal of a store that no engine has open, and more for what cannot be read.</summary>
    internal static async Task<IReadOnlyList<ChainReport>> VerifyAsync(
        Store store,
        IReadOnlyCollection<Head> witnesses,
        CancellationToken cancellation
    )
    {
        using OfflineJournal journal = await OfflineJournal.OpenAsync(store);
        var reports = new List<ChainReport>();
        if (await journal.CheckStructureAsync() is { } complaint)
        {
            reports.Add(new ChainReport(null, ChainState.Unreadable, 0, complaint));
        }

        await foreach (ChainReport report in Chain.VerifyAsync(journal, witnesses, cancellation))
        {
            reports.Add(report);
        }

        return reports;
    }
}
