namespace Lull.Lab.Balancer;

/// <summary>The members behind the balancer. Every look and every change goes through one lock.</summary>
internal sealed class Pool
{
    /// <summary>What the backend is called in the runtime API.</summary>
    public const string Name = "web";

    private readonly Lock gate = new();
    private readonly List<Member> members;
    private readonly TimeProvider clock;

    /// <summary>Puts servers into the pool. Their addresses are asked for when they are needed, once the servers listen.</summary>
    public Pool(IEnumerable<(string Name, Func<Uri> Address)> servers, TimeProvider clock)
    {
        this.clock = clock;
        members =
        [
            .. servers.Select((server, index) => new Member(index + 1, server.Name, server.Address, clock.GetUtcNow())),
        ];
    }

    /// <summary>Looks at all members at one moment.</summary>
    public T Look<T>(Func<IReadOnlyList<Member>, DateTimeOffset, T> look)
    {
        lock (gate)
        {
            return look(members, clock.GetUtcNow());
        }
    }

    /// <summary>Changes one member.</summary>
    public void Change(Member member, Action<Member, DateTimeOffset> change)
    {
        lock (gate)
        {
            change(member, clock.GetUtcNow());
        }
    }

    /// <summary>Picks the member for the next request and begins a session with it; null if none takes requests.</summary>
    /// <remarks>Smooth weighted round robin: each turn everyone gains its weight, the richest serves and pays the sum.</remarks>
    public Session? Begin()
    {
        lock (gate)
        {
            Member? chosen = null;
            int sum = 0;
            foreach (Member member in members.Where(member => member.TakesRequests))
            {
                member.Turn += member.Weight;
                sum += member.Weight;
                chosen = chosen is null || member.Turn > chosen.Turn ? member : chosen;
            }

            if (chosen is null)
            {
                return null;
            }

            chosen.Turn -= sum;
            chosen.Begin(clock.GetUtcNow());
            return new Session(this, chosen, chosen.SessionsEnd.Token);
        }
    }

    /// <summary>Ends the sessions that a member has now.</summary>
    public void ShutDownSessions(Member member)
    {
        CancellationTokenSource ended;
        lock (gate)
        {
            ended = member.SessionsEnd;
            member.SessionsEnd = new CancellationTokenSource();
        }

        ended.Cancel();
        ended.Dispose();
    }
}
