using Lull.Core.Maintenances;
using Lull.Core.Procedures;
using Lull.Core.Windows;
using Lull.Server.Callers;
using Lull.Server.Catalogue;
using Lull.Server.Commands;
using Lull.Server.Plans;
using Microsoft.Extensions.DependencyInjection;

namespace Lull.Server.Tests.Kit;

/// <summary>Maintenances of a server: planned for a window, told what to do, and waited for.</summary>
internal static class Planning
{
    private static readonly Caller Ana = new("ana", "Ana Silva", Rights.All, "Europe/Lisbon");

    /// <summary>One maintenance in a window.</summary>
    internal static async Task<MaintenanceId> PlanAsync(
        this Running running,
        Instant start,
        Instant end,
        string plan = Running.Plan,
        string site = Running.Site,
        string zone = "America/Denver"
    )
    {
        Procedure procedure = Compiled(start, end, plan, site, zone);
        MaintenanceId id = await running.Server.Engine.PlanAsync(
            procedure,
            plan,
            site,
            TestContext.Current.CancellationToken
        );
        await running.CardAsync(id, _ => true);
        return id;
    }

    /// <summary>A procedure for a window.</summary>
    internal static Procedure Compiled(Instant start, Instant end, string plan, string site, string zone)
    {
        Lull.Plans.CheckedPlan read = Running.Checked(plan, site);
        return read.Compile(new Window(start, end, zone))
            .ShouldNotBeNull(
                string.Join('\n', read.Findings.Select(finding => $"{finding.Where} {finding.Message} {finding.Hint}"))
            );
    }

    /// <summary>Sends commands in turn; each must be accepted.</summary>
    internal static async Task SendAsync(this Running running, MaintenanceId id, params Input[] commands)
    {
        CommandDesk desk = running.Server.Services.GetRequiredService<CommandDesk>();
        foreach (Input command in commands)
        {
            Decision decision = await desk.SendAsync(
                Ana with
                {
                    Person = Lull.Engine.Conducting.MaintenanceEngine.ActorOf(command),
                },
                id,
                command
            );
            decision.ShouldBeOfType<Decision.Accepted>(decision.ToString());
        }
    }

    /// <summary>Waits until a card holds.</summary>
    internal static async Task<MaintenanceCard> CardAsync(
        this Running running,
        MaintenanceId id,
        Func<MaintenanceCard, bool> holds
    )
    {
        MaintenanceCatalogue catalogue = running.Server.Services.GetRequiredService<MaintenanceCatalogue>();
        while (true)
        {
            long seen = catalogue.Version;
            if (catalogue.Find(id) is { } card && holds(card))
            {
                return card;
            }

            await catalogue.ChangeAfterAsync(seen, TestContext.Current.CancellationToken);
        }
    }
}
