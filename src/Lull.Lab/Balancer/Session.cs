namespace Lull.Lab.Balancer;

/// <summary>One request under way to one member. Counted until it is disposed.</summary>
internal sealed class Session(Pool pool, Member member, CancellationToken shutDown) : IDisposable
{
    public Member Member => member;

    /// <summary>Fires when an administrator shuts the member's sessions down.</summary>
    public CancellationToken ShutDown => shutDown;

    public void CountFailedConnection() => pool.Change(member, static (it, _) => it.FailedConnections++);

    public void CountBrokenAnswer() => pool.Change(member, static (it, _) => it.BrokenAnswers++);

    public void Dispose() => pool.Change(member, static (it, _) => it.End());
}
