using Lull.Core.Actions;
using Lull.Engine.Connectors;

namespace Lull.Connectors.Tests.Contracts;

/// <summary>What convergent and keyed actions promise beside: whoever asks again under the same marker does no harm.</summary>
public abstract class FoundAgainContract : ChangeContract
{
    [Fact]
    public async Task Applying_twice_with_one_marker_is_as_once()
    {
        ActionRequest request = Wanted();
        (await Action.ApplyAsync(request, Cancel)).ShouldBeOfType<Outcome.Done>();
        string once = await WorldAsync();
        (await Action.ApplyAsync(request, Cancel)).ShouldBeOfType<Outcome.Done>();
        (await WorldAsync()).ShouldBe(once);
    }

    [Fact]
    public async Task What_was_done_is_observed_as_done_and_what_was_not_as_not_done()
    {
        ActionRequest request = Wanted();
        (await Action.ObserveAsync(request, Cancel)).ShouldBeOfType<Observation.NotDone>();
        await Action.ApplyAsync(request, Cancel);
        (await Action.ObserveAsync(request, Cancel)).ShouldBeOfType<Observation.Done>();
    }

    [Fact]
    public async Task After_a_lost_answer_a_look_finds_what_was_done()
    {
        ActionRequest request = Wanted();
        await LosingAnswers().ApplyAsync(request, Cancel);
        (await Action.ObserveAsync(request, Cancel)).ShouldBeOfType<Observation.Done>();
    }
}
