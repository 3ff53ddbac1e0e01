using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Lull.Lab.Tests;

/// <summary>Talks to a lab's control port.</summary>
internal sealed class LabClient(DataCentre lab) : IDisposable
{
    private readonly HttpClient client = new()
    {
        BaseAddress = lab.Endpoints.Control,
        Timeout = TimeSpan.FromSeconds(8),
    };

    public void Dispose() => client.Dispose();

    /// <summary>Status and body of one request; the body is null unless it is JSON.</summary>
    public async Task<(HttpStatusCode Status, JsonNode? Body)> Send(
        HttpMethod method,
        string path,
        object? body = null,
        params IEnumerable<(string Name, string Value)> headers
    )
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body switch
        {
            null => null,
            string text => new StringContent(text, Encoding.UTF8, "application/json"),
            _ => JsonContent.Create(body),
        };
        foreach ((string name, string value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using HttpResponseMessage answer = await client.SendAsync(request);
        string text2 = await answer.Content.ReadAsStringAsync();
        bool json = answer.Content.Headers.ContentType?.MediaType == "application/json";
        return (answer.StatusCode, json ? JsonNode.Parse(text2) : JsonValue.Create(text2));
    }

    public Task<(HttpStatusCode Status, JsonNode? Body)> Get(string path) => Send(HttpMethod.Get, path);

    public Task<(HttpStatusCode Status, JsonNode? Body)> Post(string path, object? body = null) =>
        Send(HttpMethod.Post, path, body);

    public async Task Plant(string host, string fault) =>
        (await Post($"hosts/{host}/fault?kind={fault}")).Status.ShouldBe(HttpStatusCode.OK);

    public async Task Clear(string host) =>
        (await Send(HttpMethod.Delete, $"hosts/{host}/fault")).Status.ShouldBe(HttpStatusCode.OK);
}
