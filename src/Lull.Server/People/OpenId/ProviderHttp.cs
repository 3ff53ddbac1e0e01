using System.Net.Sockets;
using System.Text.Json;
using Microsoft.IdentityModel.Protocols;

namespace Lull.Server.People.OpenId;

/// <summary>How the provider is asked: privately, without following redirects, for ten seconds and a MiB at most.</summary>
internal sealed class ProviderHttp : IDocumentRetriever, IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        Timeout = TimeSpan.FromSeconds(10),
        MaxResponseContentBufferSize = 1 << 20,
    };

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <inheritdoc/>
    /// <exception cref="OpenIdException">It is not to be had; says why.</exception>
    public async Task<string> GetDocumentAsync(string address, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        return (await SendAsync(request, cancel)).GetRawText();
    }

    /// <summary>The JSON object that the provider answers with.</summary>
    /// <exception cref="OpenIdException">It answers with something else, or not at all; says which.</exception>
    internal async Task<JsonElement> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        if (request.RequestUri is not { IsAbsoluteUri: true } address || !OpenIdOptions.IsPrivate(address))
        {
            throw new OpenIdException($"The provider names '{request.RequestUri}', which is not an https address.");
        }

        string place = address.GetLeftPart(UriPartial.Path);
        try
        {
            request.Headers.Accept.ParseAdd("application/json");
            using HttpResponseMessage answer = await _http.SendAsync(request, cancellation);
            byte[] content = await answer.Content.ReadAsByteArrayAsync(cancellation);
            if (!answer.IsSuccessStatusCode)
            {
                throw new OpenIdException($"{place} answered {(int)answer.StatusCode}.");
            }

            using JsonDocument document = JsonDocument.Parse(content);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw new OpenIdException($"{place} did not answer with a JSON object.");
        }
        catch (JsonException fault)
        {
            throw new OpenIdException($"{place} did not answer with JSON.", fault);
        }
        catch (Exception fault) when (fault is HttpRequestException or SocketException)
        {
            throw new OpenIdException($"{place} cannot be reached: {fault.Message}", fault);
        }
        catch (OperationCanceledException fault) when (!cancellation.IsCancellationRequested)
        {
            throw new OpenIdException($"{place} did not answer in time.", fault);
        }
    }
}
