using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Net.Http.Headers;

namespace Lull.Server.Status;

/// <summary>Bytes that everyone gets alike, with what caches need to ask whether they are still the same.</summary>
public sealed class StatusAnswer : IResult
{
    /// <summary>How long an answer may be used without asking again.</summary>
    public const int MaxAgeSeconds = 15;

    private readonly ReadOnlyMemory<byte> _content;
    private readonly string _type;
    private readonly int _status;
    private readonly bool _isShared;

    /// <summary>An answer that was never given before.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="type">Their media type.</param>
    /// <param name="since">When these bytes were first given.</param>
    /// <param name="status">The status code.</param>
    /// <param name="isShared">False for what only the one who asks may keep.</param>
    public StatusAnswer(
        ReadOnlyMemory<byte> content,
        string type,
        DateTimeOffset since,
        int status = StatusCodes.Status200OK,
        bool isShared = true
    )
    {
        _content = content;
        _type = type;
        _status = status;
        _isShared = isShared;
        Since = new DateTimeOffset(since.UtcTicks - (since.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
        Tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content.Span))[..20]}\"");
    }

    /// <summary>A hash of the bytes.</summary>
    public EntityTagHeaderValue Tag { get; }

    /// <summary>When these bytes were first given, to the second.</summary>
    public DateTimeOffset Since { get; }

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        ResponseHeaders headers = response.GetTypedHeaders();
        headers.ETag = Tag;
        headers.LastModified = Since;
        headers.CacheControl = new CacheControlHeaderValue
        {
            Public = _isShared,
            Private = !_isShared,
            MaxAge = TimeSpan.FromSeconds(MaxAgeSeconds),
        };
        if (_isShared)
        {
            response.Headers.AccessControlAllowOrigin = "*";
        }

        if (_status == StatusCodes.Status200OK && IsKnown(httpContext.Request.GetTypedHeaders()))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.StatusCode = _status;
        response.ContentType = _type;
        response.ContentLength = _content.Length;
        if (!HttpMethods.IsHead(httpContext.Request.Method))
        {
            await response.Body.WriteAsync(_content, httpContext.RequestAborted);
        }
    }

    /// <summary>True when the one who asks has these bytes already (RFC 9110, section 13.2.2: a tag goes before a date).</summary>
    private bool IsKnown(RequestHeaders request) =>
        request.IfNoneMatch is { Count: > 0 } tags
            ? tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(Tag, useStrongComparison: false))
            : request.IfModifiedSince >= Since;
}
