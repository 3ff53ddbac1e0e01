using System.Globalization;

namespace Lull.Core.Maintenances;

/// <summary>A short text that differs whenever two states would go on differently.</summary>
public sealed partial class State
{
    /// <summary>
    /// FNV-1a over everything that decides what happens next, as 16 hex characters. Walks the whole plan: called every so many
    /// events, not at each.
    /// </summary>
    public string Hash()
    {
        var hash = new Fnv();
        hash.Add(
            (int)Stage,
            IsPaused ? 1 : 0,
            WasRolledBack ? 1 : 0,
            _isPartToBeTold ? 1 : 0,
            _work.NextEffect,
            _work.NextQuestion,
            _work.OpenSteps
        );
        hash.Add(_work.OpenDeliveries, _work.RollBacks, _work.WaitingForFloor, _work.UnsettledItems, _questions.Count);
        hash.Add(Window.End.ToUnixTimeTicks(), (long)Undoing.TotalMilliseconds);
        foreach (ref readonly NodeState node in _nodes.AsSpan())
        {
            hash.Add((int)node.Status, (int)node.Flags, (int)node.Scope, node.Attempt, node.Cursor, node.Active);
            hash.Add(node.Failed, node.LeftOut, node.Out, node.Blocked, node.Effect, node.Question, (int)node.Outcome);
        }

        foreach (ref readonly BracketState held in _held.AsSpan())
        {
            hash.Add(
                (int)held.Status,
                held.Holding,
                held.Attempt,
                held.Effect,
                held.Question,
                (held.Reserved ? 1 : 0) + (held.FloorWaived ? 2 : 0)
            );
            hash.Add(held.Prior);
        }

        foreach ((int scope, List<int> borrowers) in _borrowers)
        {
            hash.Add(scope, borrowers.Count);
            foreach (int borrower in borrowers)
            {
                hash.Add(borrower);
            }
        }

        foreach (ref readonly DeliveryState delivery in _deliveries.AsSpan())
        {
            hash.Add((int)delivery.Status, delivery.Attempt, delivery.Question, delivery.Again ? 1 : 0);
        }

        foreach ((int number, EffectState effect) in _effects.OrderBy(one => one.Key))
        {
            hash.Add(number, (int)effect.Purpose, effect.Subject, effect.Attempt, (int)effect.Mode, effect.Repeats);
        }

        return hash.Value.ToString("x16", CultureInfo.InvariantCulture);
    }

    private struct Fnv
    {
        private ulong _value = 14695981039346656037;

        public Fnv() { }

        internal readonly ulong Value => _value;

        internal void Add(params ReadOnlySpan<long> values)
        {
            foreach (long value in values)
            {
                _value = unchecked((_value ^ (ulong)value) * 1099511628211);
            }
        }

        internal void Add(string text)
        {
            foreach (char character in text)
            {
                Add(character);
            }
        }
    }
}
