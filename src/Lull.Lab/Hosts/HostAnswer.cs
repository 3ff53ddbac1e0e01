using Microsoft.AspNetCore.Http;

namespace Lull.Lab.Hosts;

/// <summary>What came of one call to administer a host: an HTTP status, the host afterwards and, unless all is well, a sentence.</summary>
internal sealed record HostAnswer(int Status, HostState Host, string? Problem)
{
    /// <summary>Nothing was begun, so asking again later may go better.</summary>
    public bool IsRefusal => Status == StatusCodes.Status409Conflict;
}
