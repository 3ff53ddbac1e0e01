using Lull.Connectors.Guarding;
using Lull.Connectors.Reading;

namespace Lull.Connectors.HaProxy;

/// <summary><c>drain</c> and <c>maintenance</c>: a server out of service on every node, for a while.</summary>
/// <remarks>A node on which the server was out before is never touched, neither by opening nor by closing.</remarks>
internal sealed class HoldAction(HaProxyOptions options, HaProxyNodes nodes, TimeProvider time, AdminState wanted)
    : IAction
{
    private const AdminState AnyMaintenance = AdminState.Maintenance | (AdminState)2 | (AdminState)4;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);
    private static readonly Duration TimeToCut = Duration.FromSeconds(10);

    /// <inheritdoc/>
    public async ValueTask<Observation> ObserveAsync(ActionRequest request, CancellationToken cancellation)
    {
        ServerName server = HoldArguments.ServerOf(request, options);
        ValueList<NodeState> states = await nodes.ReadAsync(server, cancellation);
        return states.All(IsOut)
            ? new Observation.Done(Prior.Of(states), EvidenceOf(server, states))
            : new Observation.NotDone(Prior.Of(states), EvidenceOf(server, states));
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome> ApplyAsync(ActionRequest request, CancellationToken cancellation)
    {
        var hold = HoldArguments.Of(request, options);
        try
        {
            ValueList<NodeState> before = await nodes.ReadAsync(hold.Server, cancellation);
            await SetAsync(hold.Server, [.. before.Where(state => !IsOut(state))], wanted, cancellation);
            return await WaitForSilenceAsync(hold, cancellation);
        }
        catch (RefusedException fault)
        {
            return new Outcome.Failed(fault.Message, Evidence.None);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome> CloseAsync(ActionRequest request, CancellationToken cancellation)
    {
        var hold = HoldArguments.Of(request, options);
        if (Prior.TryRead(request.Prior) is not { } priors)
        {
            return new Outcome.Failed(
                $"What {hold.Server} was before is not on record, so nothing is put back; look at it in HAProxy and set it by hand.",
                Evidence.None
            );
        }

        try
        {
            var notes = new List<string>();
            var restored = new List<NodeState>();
            foreach (NodeState state in await nodes.ReadAsync(hold.Server, cancellation))
            {
                if (await RestoreAsync(hold, state, priors.GetValueOrDefault(state.Node.Text), notes, cancellation))
                {
                    restored.Add(state);
                }
            }

            return await WaitUntilUpAsync(
                hold,
                [.. restored.Where(state => priors[state.Node.Text].Up)],
                notes,
                cancellation
            );
        }
        catch (RefusedException fault)
        {
            return new Outcome.Failed(fault.Message, Evidence.None);
        }
    }

    /// <inheritdoc/>
    public string Describe(ActionRequest request)
    {
        var hold = HoldArguments.Of(request, options);
        string how = wanted == AdminState.Drain ? "drain" : "put into maintenance";
        string then = hold.Cut ? "cut what is left" : "give up if any is left";
        return $"Would {how} {hold.Server} on {string.Join(" and ", options.Addresses)}, wait up to {DurationText.Of(hold.Wait)} for its sessions, and {then}";
    }

    /// <summary>Out at least as far as we want it, whoever did it.</summary>
    private bool IsOut(NodeState state) =>
        wanted == AdminState.Drain ? state.IsOut : (state.Admin & AnyMaintenance) != AdminState.None;

    private static async ValueTask SetAsync(
        ServerName server,
        ValueList<NodeState> states,
        AdminState to,
        CancellationToken cancellation
    )
    {
        string done = "";
        foreach (NodeState state in states)
        {
            try
            {
                await HaProxyNodes.CommandAsync(state.Node, $"set server {server} state {WordOf(to)}", cancellation);
                done = $" It was set at {state.Node} before.";
            }
            catch (NotReachedException fault) when (done.Length > 0)
            {
                throw new RefusedException(fault.Message + done, fault);
            }
        }
    }

    private async ValueTask<Outcome> WaitForSilenceAsync(HoldArguments hold, CancellationToken cancellation)
    {
        ValueList<NodeState> states = await LookUntilAsync(hold.Server, IsQuiet, hold.Wait, cancellation);
        if (!states.All(IsQuiet) && hold.Cut && states.All(IsOut))
        {
            // Sessions bound by a cookie still reach a drained server; in maintenance they do not.
            ValueList<NodeState> busy = [.. states.Where(state => state.Sessions > 0)];
            await SetAsync(
                hold.Server,
                [.. busy.Where(state => (state.Admin & AnyMaintenance) == AdminState.None)],
                AdminState.Maintenance,
                cancellation
            );
            foreach (NodeState state in busy)
            {
                await HaProxyNodes.CommandAsync(state.Node, $"shutdown sessions server {hold.Server}", cancellation);
            }

            states = await LookUntilAsync(hold.Server, IsQuiet, TimeToCut, cancellation);
        }

        Evidence evidence = EvidenceOf(hold.Server, states);
        if (states.FirstOrDefault(state => !IsOut(state)) is { } back)
        {
            return new Outcome.Failed(
                $"{hold.Server} at {back.Node} was put back into service by somebody else, or HAProxy was reloaded, while its sessions were waited for.",
                evidence
            );
        }

        return states.All(IsQuiet)
            ? new Outcome.Done(evidence)
            : new Outcome.Failed(
                $"{hold.Server} is out, but {states.Sum(state => state.Sessions)} sessions were still on after {DurationText.Of(hold.Wait)}. Wait longer ('wait:'), or cut them ('cut: true').",
                evidence
            );

        bool IsQuiet(NodeState state) => state.Sessions == 0 && IsOut(state);
    }

    /// <summary>Puts one node back. True when it now is as before, by us or by others.</summary>
    private async ValueTask<bool> RestoreAsync(
        HoldArguments hold,
        NodeState now,
        PriorNode? before,
        List<string> notes,
        CancellationToken cancellation
    )
    {
        if (before is null)
        {
            notes.Add($"{now.Node} was not there before and is left alone");
            return false;
        }

        if (IsOut(now with { Admin = (AdminState)before.Admin }))
        {
            notes.Add($"{now.Node}: was out before and is left so");
            return false;
        }

        bool isOurs = now.Commanded == wanted || (hold.Cut && now.Commanded == AdminState.Maintenance);
        if (now.Commanded == before.Commanded)
        {
            // A reload forgets commands, weights among them: only then is the weight ours to put back.
            if (now.Weight != before.Weight && now.Weight == now.ConfiguredWeight)
            {
                await HaProxyNodes.CommandAsync(
                    now.Node,
                    $"set server {hold.Server} weight {before.Weight}",
                    cancellation
                );
                notes.Add($"{now.Node}: HAProxy had been reloaded; its weight is {before.Weight} again");
            }
            else
            {
                notes.Add($"{now.Node}: was as before already");
            }

            return true;
        }

        if (!isOurs)
        {
            notes.Add($"{now.Node}: somebody set it to {now.Status} meanwhile, so it is left alone");
            return false;
        }

        await HaProxyNodes.CommandAsync(
            now.Node,
            $"set server {hold.Server} state {WordOf(before.Commanded)}",
            cancellation
        );
        if (now.Weight != before.Weight)
        {
            notes.Add(
                $"{now.Node}: somebody changed its weight from {before.Weight} to {now.Weight} meanwhile, which is left"
            );
        }

        return true;
    }

    private async ValueTask<Outcome> WaitUntilUpAsync(
        HoldArguments hold,
        ValueList<NodeState> expected,
        List<string> notes,
        CancellationToken cancellation
    )
    {
        var addresses = expected.Select(state => state.Node.Text).ToHashSet(StringComparer.Ordinal);
        ValueList<NodeState> states = await LookUntilAsync(hold.Server, IsFine, hold.UntilUp, cancellation);
        Evidence seen = EvidenceOf(hold.Server, states);
        Evidence evidence = notes.Count > 0 ? new Evidence($"{seen.Summary} ({string.Join("; ", notes)})") : seen;
        return states.FirstOrDefault(state => !IsFine(state)) is { } down
            ? new Outcome.Failed(
                $"{hold.Server} was put back, but HAProxy at {down.Node} sees it as {down.Status} {down.Check}".TrimEnd()
                    + ". Look at the service on it, then close again.",
                evidence
            )
            : new Outcome.Done(evidence);

        bool IsFine(NodeState state) => !addresses.Contains(state.Node.Text) || state.IsUp;
    }

    /// <summary>The first look at which all nodes are as wanted, or the last one when the time is over.</summary>
    private async ValueTask<ValueList<NodeState>> LookUntilAsync(
        ServerName server,
        Func<NodeState, bool> fits,
        Duration most,
        CancellationToken cancellation
    )
    {
        long began = time.GetTimestamp();
        while (true)
        {
            ValueList<NodeState> states = await nodes.ReadAsync(server, cancellation);
            if (states.All(fits) || time.GetElapsedTime(began) >= most.ToTimeSpan())
            {
                return states;
            }

            try
            {
                await Task.Delay(BetweenLooks, time, cancellation);
            }
            catch (OperationCanceledException)
            {
                return states;
            }
        }
    }

    private static Evidence EvidenceOf(ServerName server, ValueList<NodeState> states) =>
        new(
            $"{server}: "
                + string.Join(
                    "; ",
                    states.Select(state => states.Count > 1 ? $"{state.Node} {state.Shown}" : state.Shown)
                )
        );

    private static string WordOf(AdminState state) =>
        state switch
        {
            AdminState.None => "ready",
            AdminState.Drain => "drain",
            _ => "maint",
        };
}
