using System.Collections.Concurrent;

namespace Lull.Lab.Hosts;

/// <summary>Gives a call that is repeated with its idempotency key the first call's answer, also while that is still under way.</summary>
/// <remarks>A refusal is not kept: it changed nothing, and the same key may be tried again when the reason is gone.</remarks>
internal sealed class RepeatedCalls
{
    private readonly ConcurrentDictionary<string, Call> calls = new(StringComparer.Ordinal);

    /// <summary>Does the work once for each key.</summary>
    /// <returns>The answer, or null if the key was used for something else before.</returns>
    public async Task<HostAnswer?> OnceAsync(string key, string what, Func<Task<HostAnswer>> work)
    {
        Call call = calls.GetOrAdd(key, _ => new Call(what, new Lazy<Task<HostAnswer>>(work)));
        if (call.What != what)
        {
            return null;
        }

        HostAnswer answer = await call.Answer.Value;
        if (answer.IsRefusal)
        {
            calls.TryRemove(KeyValuePair.Create(key, call));
        }

        return answer;
    }

    private sealed record Call(string What, Lazy<Task<HostAnswer>> Answer);
}
