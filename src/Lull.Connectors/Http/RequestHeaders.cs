using Lull.Connectors.Reading;

namespace Lull.Connectors.Http;

/// <summary>The headers of one request with their secrets read.</summary>
internal sealed class RequestHeaders
{
    private readonly List<KeyValuePair<string, string>> _headers = [];

    /// <summary>The connection's headers when the address is on its host, then the step's own.</summary>
    internal static async ValueTask<RequestHeaders> ReadAsync(
        HttpOptions options,
        Uri address,
        ValueList<NamedValue> own,
        ISecrets secrets,
        CancellationToken cancellation
    )
    {
        bool isHome =
            options.Base is { } home
            && Uri.Compare(
                home,
                address,
                UriComponents.SchemeAndServer,
                UriFormat.Unescaped,
                StringComparison.OrdinalIgnoreCase
            ) == 0;
        var headers = new RequestHeaders();
        foreach (NamedValue header in isHome ? [.. options.Headers, .. own] : own)
        {
            headers.Set(header.Name, await header.Value.ReadAsync(secrets, cancellation));
        }

        return headers;
    }

    /// <summary>The request with the headers on it.</summary>
    internal HttpRequestMessage On(HttpRequestMessage request)
    {
        foreach ((string name, string value) in _headers)
        {
            if (request.Headers.TryAddWithoutValidation(name, value))
            {
                continue;
            }

            request.Content ??= new ByteArrayContent([]);
            request.Content.Headers.Remove(name);
            request.Content.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private void Set(string name, string value)
    {
        if (
            value.AsSpan().ContainsAny('\r', '\n', '\0')
            || name.Length == 0
            || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')
        )
        {
            throw new ArgumentsException(
                $"The header '{name}' has a name or value that no header may have (a line end, for example); take it out."
            );
        }

        _headers.RemoveAll(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase));
        _headers.Add(KeyValuePair.Create(name, value));
    }
}
