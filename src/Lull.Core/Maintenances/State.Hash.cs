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
        HashLife(ref hash);
        foreach (ref readonly NodeState node in _nodes.AsSpan())
        {
            hash.Add((int)node.Status, (int)node.Flags, (int)node.Scope, node.Attempt, node.Cursor, node.Active);
            hash.Add(node.Failed, node.LeftOut, node.Out, node.Blocked, node.Effect, node.Question, (int)node.Outcome);

            // The newest is undone first.
            hash.Add(node.Ended == default ? 0 : node.Ended.ToUnixTimeTicks());
        }

        HashBrackets(ref hash);
        foreach (ref readonly DeliveryState delivery in _deliveries.AsSpan())
        {
            hash.Add((int)delivery.Status, delivery.Attempt, delivery.Question, delivery.Again ? 1 : 0);
        }

        foreach ((int number, EffectState effect) in _effects.OrderBy(one => one.Key))
        {
            hash.Add(number, (int)effect.Purpose, effect.Subject, effect.Attempt, (int)effect.Mode, effect.Repeats);
        }

        HashPeople(ref hash);
        HashWork(ref hash);
        return hash.Value.ToString("x16", CultureInfo.InvariantCulture);
    }

    private void HashLife(ref Fnv hash)
    {
        hash.Add((int)Stage, Ending is { } ending ? 1 + (int)ending : 0, Epoch);
        hash.Add(IsPaused ? 1 : 0, WasRolledBack ? 1 : 0, PointOfNoReturnWaived ? 1 : 0, _isPartToBeTold ? 1 : 0);
        hash.Add(_rolledBack ? 1 : 0, _soaked ? 1 : 0, _soakAgain ? 1 : 0, _rollBackWhenFailed ? 1 : 0);
        hash.Add(_partRolledBack);
        hash.Add(Window.End.ToUnixTimeTicks(), (long)Undoing.TotalMilliseconds);
        foreach ((int batch, BatchUndoing undoing) in _undoingOfBatch)
        {
            hash.Add(batch, (long)undoing.Longest.TotalMilliseconds);
        }

        hash.Add(StartedAt?.ToUnixTimeTicks() ?? 0, SoakUntil?.ToUnixTimeTicks() ?? 0);
        for (int watch = 0; watch < _watchFailing.Length; watch++)
        {
            hash.Add(_watchFailing[watch] ? 1 : 0, _watchFailures[watch].Count);
            foreach (Instant failed in _watchFailures[watch])
            {
                hash.Add(failed.ToUnixTimeTicks());
            }
        }
    }

    private void HashBrackets(ref Fnv hash)
    {
        foreach (ref readonly BracketState held in _held.AsSpan())
        {
            hash.Add(
                (int)held.Status,
                held.Holding,
                held.Attempt,
                held.Effect,
                held.Question,
                (held.Reserved ? 1 : 0)
                    + (held.FloorWaived ? 2 : 0)
                    + (held.CountsOut ? 4 : 0)
                    + (held.FoundOut ? 8 : 0)
            );
            hash.Add(held.Prior);
        }

        foreach ((int scope, List<int> borrowers) in _borrowers.OrderBy(one => one.Key))
        {
            hash.Add(scope);
            hash.Add(borrowers);
        }

        foreach (Queue<int> waiting in _floorQueues)
        {
            hash.Add(waiting);
        }

        foreach ((int rolling, Queue<int> waiting) in _limitQueues.OrderBy(one => one.Key))
        {
            hash.Add(rolling);
            hash.Add(waiting);
        }
    }

    /// <summary>What people said and did, as far as it decides what may come next.</summary>
    private void HashPeople(ref Fnv hash)
    {
        foreach (Question question in _questions.Values)
        {
            hash.Add(question.Number, (int)question.Kind, question.Subject, question.Attempt);
            hash.Add(question.Deadline?.ToUnixTimeTicks() ?? 0, (int)question.Default);
        }

        foreach ((string role, string by) in _approvals)
        {
            hash.Add(role);
            hash.Add(by);
        }

        foreach ((int node, HashSet<string> approvers) in _stepApprovals.OrderBy(one => one.Key))
        {
            hash.Add(node);
            foreach (string by in approvers.Order(StringComparer.Ordinal))
            {
                hash.Add(by);
            }
        }

        foreach ((int node, string by) in _claims.OrderBy(one => one.Key))
        {
            hash.Add(node);
            hash.Add(by);
        }

        foreach ((int node, string by) in _doers.OrderBy(one => one.Key))
        {
            hash.Add(node);
            hash.Add(by);
        }

        foreach (string site in _rehearsed.Order(StringComparer.Ordinal))
        {
            hash.Add(site);
        }

        foreach (AddedStep added in _added)
        {
            hash.Add(added.Number, added.IsDone ? 1 : 0);
            hash.Add(added.Title);
            hash.Add(added.Role);
        }

        foreach (ref readonly ItemProgress item in _items.AsSpan())
        {
            hash.Add((int)item.State, item.Open, (item.Broken ? 1 : 0) + (item.Spoken ? 2 : 0));
        }

        foreach ((int host, Dictionary<string, string> made) in _artefacts.OrderBy(one => one.Key))
        {
            hash.Add(host);
            foreach ((string name, string value) in made.OrderBy(one => one.Key, StringComparer.Ordinal))
            {
                hash.Add(name);
                hash.Add(value);
            }
        }
    }

    /// <summary>What is ready, what is undecided, and what time alone will change.</summary>
    private void HashWork(ref Fnv hash)
    {
        hash.Add(_work.NextEffect, _work.NextQuestion, _work.OpenSteps, _work.OpenDeliveries);
        hash.Add(_work.RollBacks, _work.WaitingForFloor, _work.UnsettledItems);
        hash.Add(_work.Forward);
        hash.Add(_work.Undo);
        hash.Add(_work.Closing);
        hash.Add(_work.Deliveries);
        hash.Add(_work.Undecided.Count);
        foreach ((QuestionKind kind, int subject) in _work.Undecided)
        {
            hash.Add((int)kind, subject);
        }

        foreach (
            (TimerEntry timer, (Instant at, _)) in _work
                .Timers.UnorderedItems.Where(armed => IsLive(armed.Element))
                .OrderBy(armed => armed.Priority)
        )
        {
            hash.Add((int)timer.Kind, timer.Subject, timer.Stamp, at.ToUnixTimeTicks());
        }
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

        internal void Add(IReadOnlyCollection<int> numbers)
        {
            Add(numbers.Count);
            foreach (int number in numbers)
            {
                Add(number);
            }
        }

        internal void Add(string text)
        {
            Add(text.Length);
            foreach (char character in text)
            {
                Add(character);
            }
        }
    }
}
