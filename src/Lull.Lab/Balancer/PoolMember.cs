namespace Lull.Lab.Balancer;

/// <summary>One member of the balancer's pool as it stands.</summary>
/// <param name="Name">The server.</param>
/// <param name="Status">As <c>show stat</c> says it: UP, UP 1/3, DOWN, DRAIN, MAINT.</param>
/// <param name="Weight">Its share of the requests.</param>
/// <param name="Sessions">Requests under way.</param>
/// <param name="TakesRequests">Whether it gets new ones.</param>
/// <param name="IsDrained">Whether an administrator took it out: drained, in maintenance, or with no weight.</param>
public sealed record PoolMember(
    string Name,
    string Status,
    int Weight,
    int Sessions,
    bool TakesRequests,
    bool IsDrained
)
{
    internal static PoolMember Of(Member member) =>
        new(
            member.Name,
            member.Status,
            member.Weight,
            member.Sessions,
            member.TakesRequests,
            IsDrained: member.Admin is not AdminState.Ready || member.Weight == 0
        );
}
