namespace Lull.Engine.Conducting;

/// <summary>The last events, for those who only now begin to look.</summary>
internal sealed class Recent
{
    private const int Kept = 50;
    private readonly Queue<Published.Happened> _events = new(Kept);

    internal void Add(Published.Happened happened)
    {
        if (_events.Count == Kept)
        {
            _events.Dequeue();
        }

        _events.Enqueue(happened);
    }

    /// <summary>Oldest first.</summary>
    internal ValueList<Published.Happened> ToList() => [.. _events];
}
