using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Lull.Engine.Journal;

/// <summary>Commits many appends and claims at the price of one, and finds out how a commit ended when SQLite cannot say.</summary>
/// <param name="tables">The writer's own statements.</param>
/// <param name="store">For messages.</param>
/// <param name="commit">Ends the transaction; tests put faults here.</param>
internal sealed class GroupCommit(JournalTables tables, Store store, Action<JournalTables> commit)
{
    /// <summary>Writes the whole group in one transaction; if that is refused, each member alone, so that one cannot harm the others.</summary>
    internal void Write(IReadOnlyList<IWriteWork> group)
    {
        var expected = new Dictionary<MaintenanceId, OwnedHead>();
        try
        {
            tables.RollBack();
            tables.Begin();
            foreach (IWriteWork work in group)
            {
                if (work.Apply(tables) is { } head)
                {
                    expected[head.Head.Maintenance] = head;
                }
            }
        }
        catch (Exception refusal) when (refusal is SqliteException or InvalidOperationException or ArgumentException)
        {
            tables.RollBack();
            Refused(group, refusal);
            return;
        }

        if (expected.Count == 0)
        {
            tables.RollBack();
            Tell(group, static work => work.Committed());
            return;
        }

        try
        {
            commit(tables);
        }
        catch (SqliteException fault)
        {
            Settle(group, expected, fault);
            return;
        }

        Tell(group, static work => work.Committed());
    }

    /// <summary>The commit failed, or only its answer did: the heads in the file say which.</summary>
    private void Settle(
        IReadOnlyList<IWriteWork> group,
        Dictionary<MaintenanceId, OwnedHead> expected,
        SqliteException fault
    )
    {
        bool isCommitted;
        try
        {
            tables.RollBack();
            isCommitted = expected.Values.All(head => tables.FindHead(head.Head.Maintenance) == head);
        }
        catch (Exception blind) when (blind is SqliteException or InvalidOperationException or ArgumentException)
        {
            string reason =
                $"The commit to {store.JournalPath} failed ({fault.Message}) and the file could not be read afterwards "
                + $"({blind.Message}). Whether it was written is unknown: stop, look at the disk, and start the engine again.";
            Tell(group, work => work.Unknown(reason));
            return;
        }

        if (isCommitted)
        {
            Tell(group, static work => work.Committed());
        }
        else
        {
            Refused(group, fault);
        }
    }

    private void Refused(IReadOnlyList<IWriteWork> group, Exception refusal)
    {
        if (group.Count == 1)
        {
            group[0].NotRecorded(Reason(refusal));
            return;
        }

        foreach (IWriteWork work in group)
        {
            Write([work]);
        }
    }

    private string Reason(Exception refusal) =>
        refusal is SqliteException { SqliteErrorCode: raw.SQLITE_FULL }
            ? JournalFile.NoRoom(store)
            : $"Nothing was written to {store.JournalPath}: {refusal.Message}";

    private static void Tell(IReadOnlyList<IWriteWork> group, Action<IWriteWork> answer)
    {
        foreach (IWriteWork work in group)
        {
            answer(work);
        }
    }
}
