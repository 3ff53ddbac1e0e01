using Lull.Core.Maintenances;

namespace Lull.Simulation.Tests;

/// <summary>The journal of one simulated maintenance: what was appended, when, by which conductor.</summary>
internal sealed class Journal(MaintenanceEvent.Planned planned, Instant at)
{
    private readonly List<(MaintenanceEvent Happened, Instant At, long Writer)> _entries = [];

    internal int Count => _entries.Count;

    internal (MaintenanceEvent Happened, Instant At, long Writer) this[Index index] => _entries[index];

    internal void Append(MaintenanceEvent happened, Instant moment, long writer) =>
        _entries.Add((happened, moment, writer));

    /// <summary>The state after the first so many events; after all when not said.</summary>
    internal State Fold(int? count = null)
    {
        State state = Machine.Begin(planned, at);
        for (int index = 0; index < (count ?? _entries.Count); index++)
        {
            Machine.Evolve(state, _entries[index].Happened, _entries[index].At);
        }

        return state;
    }

    /// <summary>The last events, one line each.</summary>
    internal string End(int lines) =>
        string.Join(
            '\n',
            _entries
                .Skip(Math.Max(0, _entries.Count - lines))
                .Select(
                    (entry, index) => $"  {Math.Max(0, _entries.Count - lines) + index} {entry.At} {entry.Happened}"
                )
        );
}
