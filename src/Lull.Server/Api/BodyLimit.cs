using Microsoft.AspNetCore.Http.Metadata;

namespace Lull.Server.Api;

/// <summary>Bodies of an endpoint are no longer than this.</summary>
internal sealed class BodyLimit(long bytes) : IRequestSizeLimitMetadata
{
    /// <summary>For whatever says nothing else.</summary>
    internal const long Usual = 1 << 20;

    public long? MaxRequestBodySize => bytes;
}
