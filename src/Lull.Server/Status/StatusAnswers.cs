using System.Collections.Concurrent;

namespace Lull.Server.Status;

/// <summary>Answers, each made once for each board however many ask for it.</summary>
public sealed class StatusAnswers(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, StatusAnswer> _last = new(StringComparer.Ordinal);
    private volatile Made _made = new(null);

    /// <summary>The answer of that name for a board; made by the first who asks.</summary>
    /// <param name="board">What it says.</param>
    /// <param name="name">Which answer; only names of things that exist, for they are kept.</param>
    /// <param name="type">Its media type.</param>
    /// <param name="make">Makes the bytes.</param>
    public async Task<StatusAnswer> GetAsync(
        StatusBoard board,
        string name,
        string type,
        Func<Task<ReadOnlyMemory<byte>>> make
    )
    {
        Made made = _made;
        if (!ReferenceEquals(made.Board, board))
        {
            made = new Made(board);
            _made = made;
        }

        Lazy<Task<StatusAnswer>> answer = made.Answers.GetOrAdd(
            name,
            _ => new Lazy<Task<StatusAnswer>>(() => MakeAsync(name, type, make))
        );
        try
        {
            return await answer.Value;
        }
        catch
        {
            made.Answers.TryRemove(KeyValuePair.Create(name, answer));
            throw;
        }
    }

    private async Task<StatusAnswer> MakeAsync(string name, string type, Func<Task<ReadOnlyMemory<byte>>> make)
    {
        var made = new StatusAnswer(await make(), type, time.GetUtcNow());
        if (_last.TryGetValue(name, out StatusAnswer? before) && before.Tag.Equals(made.Tag))
        {
            return before;
        }

        _last[name] = made;
        return made;
    }

    private sealed record Made(StatusBoard? Board)
    {
        internal ConcurrentDictionary<string, Lazy<Task<StatusAnswer>>> Answers { get; } = new(StringComparer.Ordinal);
    }
}
