using Lull.Connectors.Tests.Support;
using Lull.Core.Actions;
using Lull.Engine.Connectors;

namespace Lull.Connectors.Tests.Contracts;

/// <summary>What every bracket promises beside: closing puts back what was observed, and nothing else.</summary>
public abstract class BracketContract : FoundAgainContract
{
    /// <summary>Does to what is held what somebody else might do to it meanwhile.</summary>
    protected abstract Task SomebodyChangesItAsync(ActionRequest opened);

    [Fact]
    public async Task Closing_restores_the_prior_exactly()
    {
        string before = await WorldAsync();
        ActionRequest opened = await OpenAsync();
        (await Action.CloseAsync(opened, Cancel)).ShouldBeOfType<Outcome.Done>();
        (await WorldAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Closing_twice_is_done()
    {
        string before = await WorldAsync();
        ActionRequest opened = await OpenAsync();
        await Action.CloseAsync(opened, Cancel);
        (await Action.CloseAsync(opened, Cancel)).ShouldBeOfType<Outcome.Done>();
        (await WorldAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Closing_what_was_never_opened_is_done_and_changes_nothing()
    {
        string before = await WorldAsync();
        (await Action.CloseAsync(await ObservedAsync(), Cancel)).ShouldBeOfType<Outcome.Done>();
        (await WorldAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Closing_leaves_what_somebody_changed_and_says_so()
    {
        ActionRequest opened = await OpenAsync();
        await SomebodyChangesItAsync(opened);
        string changed = await WorldAsync();
        Outcome.Done done = (await Action.CloseAsync(opened, Cancel)).ShouldBeOfType<Outcome.Done>();
        (await WorldAsync()).ShouldBe(changed);
        done.Evidence.Summary.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_secret_is_in_no_close()
    {
        ActionRequest opened = await OpenAsync();
        opened.Prior.ShouldNotContain(World.Canary);
        $"{await Action.CloseAsync(opened, Cancel)}".ShouldNotContain(World.Canary);
    }

    /// <summary>Observes and opens, as the engine does; the request returned closes it.</summary>
    protected async Task<ActionRequest> OpenAsync()
    {
        ActionRequest request = await ObservedAsync();
        (await Action.ApplyAsync(request, Cancel)).ShouldBeOfType<Outcome.Done>();
        return request;
    }

    private async Task<ActionRequest> ObservedAsync()
    {
        ActionRequest request = Wanted();
        Observation.NotDone seen = (await Action.ObserveAsync(request, Cancel)).ShouldBeOfType<Observation.NotDone>();
        return request with { Prior = seen.Prior };
    }
}
