using System.Collections.Concurrent;
using Lull.Connectors.Tests.Support;
using Lull.Core.Actions;
using Lull.Engine.Connectors;

namespace Lull.Connectors.Tests.Contracts;

/// <summary>What every action that changes something promises; each connector inherits it and runs against its real server.</summary>
public abstract class ChangeContract
{
    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The action under test; wherever it takes a secret, its request and connection carry the canary.</summary>
    protected abstract IAction Action { get; }

    /// <summary>A request that can be done, with a marker of its own.</summary>
    protected abstract ActionRequest Wanted();

    /// <summary>The same action when the answer to its change is lost on the way back; what it asks before is not.</summary>
    protected abstract IAction LosingAnswers();

    /// <summary>The part of the outside world that the action changes, as a text that can be compared.</summary>
    protected abstract Task<string> WorldAsync();

    [Fact]
    public async Task Observing_changes_nothing()
    {
        string before = await WorldAsync();
        await Action.ObserveAsync(Wanted(), Cancel);
        await Action.ObserveAsync(Wanted(), Cancel);
        (await WorldAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Describing_changes_nothing_and_says_something()
    {
        string before = await WorldAsync();
        Action.Describe(Wanted()).ShouldStartWith("Would ");
        (await WorldAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Applying_changes_the_world_and_is_done()
    {
        string before = await WorldAsync();
        (await Action.ApplyAsync(Wanted(), Cancel)).ShouldBeOfType<Outcome.Done>();
        (await WorldAsync()).ShouldNotBe(before, StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_lost_answer_is_unknown_and_never_failed()
    {
        Outcome outcome = await LosingAnswers().ApplyAsync(Wanted(), Cancel);
        outcome.ShouldBeOfType<Outcome.Unknown>().Reason.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_secret_is_in_nothing_that_leaves()
    {
        var lines = new ConcurrentQueue<string>();
        ActionRequest request = Wanted() with { OnOutput = lines.Enqueue };
        var texts = new List<string>
        {
            Action.Describe(request),
            $"{await Action.ObserveAsync(request, Cancel)}",
            $"{await Action.ApplyAsync(request, Cancel)}",
            $"{await Action.ObserveAsync(request, Cancel)}",
            $"{await LosingAnswers().ApplyAsync(Wanted(), Cancel)}",
        };
        string.Join('\n', texts.Concat(lines)).ShouldNotContain(World.Canary);
    }
}
