using Lull.Lab.Alerts;
using Lull.Lab.Balancer;
using Lull.Lab.Chat;
using Lull.Lab.Hosts;
using Lull.Lab.Jobs;
using Lull.Lab.Mail;
using Lull.Lab.Traffic;

namespace Lull.Lab;

/// <summary>Everything there is to know about the data centre.</summary>
public sealed record LabState(
    LabSummary Summary,
    TrafficCounts Traffic,
    IReadOnlyList<HostState> Hosts,
    IReadOnlyList<PoolMember> Pool,
    IReadOnlyList<SilenceView> ActiveSilences,
    IReadOnlyList<JobGroup> Jobs,
    IReadOnlyList<ChatMessage> Messages,
    IReadOnlyList<ReceivedMail> Mails,
    IReadOnlyList<Page> Pages,
    Endpoints Endpoints
);
