using Lull.Core.Actions;
using Lull.Core.Maintenances;
using Lull.Core.Procedures;

namespace Lull.Simulation.Tests.Worlds;

/// <summary>Who put a bracket's target where it is.</summary>
internal enum Holder
{
    /// <summary>Nobody: it is as it normally is.</summary>
    Nobody,

    /// <summary>This maintenance.</summary>
    Us,

    /// <summary>Somebody else.</summary>
    Another,
}

/// <summary>What really is, whatever the journal says: brackets, steps done, messages received. Knows nothing of the machine.</summary>
internal sealed class World
{
    private readonly Procedure _procedure;
    private readonly Dictionary<int, Operation> _operations = [];
    private int _changes;

    internal World(Procedure procedure)
    {
        _procedure = procedure;
        Holders = new Holder[procedure.Brackets.Count];
        Meddled = new bool[procedure.Brackets.Count];
        Done = new int[procedure.Nodes.Count];
        Last = new int[procedure.Nodes.Count];
        Messages = new int[procedure.Deliveries.Count];
    }

    /// <summary>By bracket: who holds its target now.</summary>
    internal Holder[] Holders { get; }

    /// <summary>By bracket: somebody else changed its target while it ran.</summary>
    internal bool[] Meddled { get; }

    /// <summary>By node: how often it was really done.</summary>
    internal int[] Done { get; }

    /// <summary>By node: when it was last really done, counted in changes of the world; 0 means never.</summary>
    internal int[] Last { get; }

    /// <summary>By delivery: messages that really arrived.</summary>
    internal int[] Messages { get; }

    /// <summary>What is known of one effect's arrival in the world; null when it never began.</summary>
    internal Operation? Of(int effect) => _operations.GetValueOrDefault(effect);

    internal Operation Begin(EffectRequest request, bool willHappen)
    {
        if (!_operations.TryGetValue(request.Effect, out Operation? operation))
        {
            _operations[request.Effect] = operation = new Operation(request.Purpose, request.Subject);
        }

        operation.Begun++;
        operation.Pending += willHappen ? 1 : 0;
        return operation;
    }

    /// <summary>An effect takes place.</summary>
    /// <returns>True when this changed something: a marker found makes the second of two the same as one.</returns>
    internal bool Happen(Operation operation)
    {
        operation.Pending--;
        int subject = operation.Subject;
        switch (operation.Purpose)
        {
            case EffectPurpose.Step:
                if (operation.Happened > 0 && _procedure.Nodes[subject].Repeat != RepeatClass.Opaque)
                {
                    return false;
                }

                Done[subject]++;
                Last[subject] = ++_changes;
                break;
            case EffectPurpose.Open:
                if (Holders[subject] == Holder.Nobody)
                {
                    Holders[subject] = Holder.Us;
                }

                break;
            case EffectPurpose.Close:
                if (Holders[subject] == Holder.Us)
                {
                    Holders[subject] = Holder.Nobody;
                }

                break;
            case EffectPurpose.Announce:
                if (operation.Happened > 0 && _procedure.Deliveries[subject].Repeat != RepeatClass.Opaque)
                {
                    return false;
                }

                Messages[subject]++;
                break;
            default:
                break;
        }

        operation.Happened++;
        return true;
    }

    /// <summary>What a look shows: the truth, or that it is still under way.</summary>
    internal Observation Look(EffectRequest request)
    {
        var evidence = new Evidence("looked");
        Operation? operation = Of(request.Effect);
        if (operation is { Pending: > 0 })
        {
            return new Observation.Running(evidence);
        }

        bool done = request.Purpose switch
        {
            EffectPurpose.Look => Holders[request.Subject] != Holder.Nobody,
            EffectPurpose.Open => Holders[request.Subject] == Holder.Us,
            _ => operation is { Happened: > 0 },
        };
        return done ? new Observation.Done("so", evidence) : new Observation.NotDone("as before", evidence);
    }

    /// <summary>Somebody else changes what a bracket is about.</summary>
    internal void Meddle(int bracket)
    {
        Meddled[bracket] = true;
        Holders[bracket] = Holders[bracket] switch
        {
            Holder.Nobody => Holder.Another,
            Holder.Us => Holder.Another,
            Holder.Another => Holder.Nobody,
            _ => Holder.Nobody,
        };
    }

    /// <summary>Hosts of a block that are out of service by our doing, disowned ones left aside.</summary>
    internal int OutByUs(int rolling, Func<int, bool> isDisowned)
    {
        ulong hosts = 0;
        foreach (BracketNode bracket in _procedure.Brackets)
        {
            if (
                bracket is { TakesOutOfService: true, Host: >= 0 }
                && Holders[bracket.Number] == Holder.Us
                && _procedure.Nodes[bracket.Scope].Rolling == rolling
                && !isDisowned(bracket.Number)
            )
            {
                hosts |= 1UL << bracket.Host;
            }
        }

        return System.Numerics.BitOperations.PopCount(hosts);
    }

    /// <summary>Hosts of a pool that are out of service by our doing, but for those of <paramref name="except"/>.</summary>
    internal int OutOfPool(int pool, IReadOnlySet<int> except)
    {
        ulong hosts = 0;
        foreach (BracketNode bracket in _procedure.Brackets)
        {
            if (
                bracket is { TakesOutOfService: true, Host: >= 0 }
                && Holders[bracket.Number] == Holder.Us
                && !except.Contains(bracket.Host)
                && _procedure.Hosts[bracket.Host].Pools.Contains(pool)
            )
            {
                hosts |= 1UL << bracket.Host;
            }
        }

        return System.Numerics.BitOperations.PopCount(hosts);
    }
}

/// <summary>One effect as the world knows it.</summary>
internal sealed class Operation(EffectPurpose purpose, int subject)
{
    internal EffectPurpose Purpose { get; } = purpose;

    internal int Subject { get; } = subject;

    /// <summary>How often a conductor began it.</summary>
    internal int Begun { get; set; }

    /// <summary>Beginnings that will still have their effect.</summary>
    internal int Pending { get; set; }

    /// <summary>How often it took place.</summary>
    internal int Happened { get; set; }
}
