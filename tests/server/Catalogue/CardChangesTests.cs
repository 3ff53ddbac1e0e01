using Lull.Server.Catalogue;

namespace Lull.Server.Tests.Catalogue;

public sealed class CardChangesTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 12, 3, 21, 0);

    [Fact]
    public void Who_follows_all_gets_each_change_once_in_order()
    {
        var changes = new CardChanges();
        long one = Put(changes, 1, before: null);
        long two = Put(changes, 2, before: null);
        long again = Put(changes, 1, one);

        changes.After(-1).ShouldBe([(two, Id(2)), (again, Id(1))]);
        changes.After(two).ShouldBe([(again, Id(1))]);
        changes.After(again).ShouldBeEmpty();
        again.ShouldBeGreaterThan(two);
        changes.Version.ShouldBe(again);
    }

    [Fact]
    public async Task Who_waits_is_told_of_the_next_change()
    {
        var changes = new CardChanges();
        long one = Put(changes, 1, before: null);

        Task next = changes.ChangeAfterAsync(one, TestContext.Current.CancellationToken);
        next.IsCompleted.ShouldBeFalse();
        Put(changes, 1, one);

        await next;
    }

    /// <summary>What is allocated is the same on every machine; time is not.</summary>
    [Fact]
    public void A_change_costs_the_same_among_a_hundred_thousand_maintenances_as_among_a_hundred()
    {
        long few = CostOfChange(among: 100);
        long many = CostOfChange(among: 100_000);

        // The tree is 17 levels deep instead of 7.
        many.ShouldBeLessThanOrEqualTo(4 * few);
    }

    private static long CostOfChange(int among)
    {
        var changes = new CardChanges();
        long last = 0;
        for (int number = 0; number < among; number++)
        {
            last = Put(changes, number, before: null);
        }

        changes.After(last - 1).Count.ShouldBe(1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int change = 0; change < 100; change++)
        {
            long seen = last;
            last = Put(changes, among - 1, last);
            if (changes.After(seen).Count != 1)
            {
                throw new InvalidOperationException("A change was not given.");
            }
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static long Put(CardChanges changes, int maintenance, long? before)
    {
        long number = changes.Next(Now);
        changes.Put(Id(maintenance), before, number);
        return number;
    }

    private static MaintenanceId Id(int number) =>
        MaintenanceId.Of("m-" + string.Concat($"{number:00000000}".Select(digit => (char)('a' + (digit - '0')))));
}
