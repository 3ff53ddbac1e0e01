using Lull.Core.Maintenances;
using Lull.Engine.Conducting;
using Lull.Server.Callers;

namespace Lull.Server.Commands;

/// <summary>The one way by which people's commands reach a maintenance from the web and the API: rights first, and every refusal is journaled.</summary>
public sealed class CommandDesk(MaintenanceEngine engine)
{
    /// <summary>Asks for something in the caller's name. The answer comes once it, or its refusal, is on disk.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="id">Which maintenance.</param>
    /// <param name="command">What; its <c>By</c> must be the caller's person.</param>
    /// <param name="seen">The last event that the caller knows; when there are newer ones it is refused as stale. Null when that does not matter.</param>
    /// <exception cref="ArgumentException">The command is in somebody else's name.</exception>
    public async Task<Decision> SendAsync(Caller caller, MaintenanceId id, Input command, long? seen = null)
    {
        if (MaintenanceEngine.ActorOf(command) != caller.Person)
        {
            throw new ArgumentException("A command is sent in the caller's own name.", nameof(command));
        }

        Rights needed = CommandRights.Of(command);
        if (caller.May(needed))
        {
            // A command that has arrived is carried out, also when its sender does not wait for the answer.
            return await engine.SendAsync(id, command, seen, CancellationToken.None);
        }

        string reason =
            $"This needs the right '{Reports.Names.Kebab(needed.ToString())}', which {caller.Person} does not have here.";
        await engine.RefuseAsync(id, command, reason, CancellationToken.None);
        return new Decision.Refused(reason, RefusalCode.RightMissing);
    }
}
