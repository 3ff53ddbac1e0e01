using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Lull.Server.Tests.Kit;

/// <summary>What a program does with the API.</summary>
internal static class Calling
{
    internal const string Api = "/api/v1";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    extension(HttpClient http)
    {
        /// <summary>Sends a request with a JSON body, if there is one, and headers as pairs.</summary>
        internal async Task<Answered> CallAsync(
            HttpMethod method,
            string path,
            object? body = null,
            params (string Name, string Value)[] headers
        )
        {
            using var request = new HttpRequestMessage(method, Api + path);
            request.Content = body switch
            {
                null => null,
                HttpContent content => content,
                _ => JsonContent.Create(body),
            };
            // Who sends much waits for leave, as curl does: a refusal then comes before the body does.
            request.Headers.ExpectContinue = request.Content?.Headers.ContentLength > 1 << 20;
            foreach ((string name, string value) in headers)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }

            using HttpResponseMessage answer = await http.SendAsync(request, Cancelled);
            string text = await answer.Content.ReadAsStringAsync(Cancelled);
            bool isJson =
                answer.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true;
            return new Answered(
                answer.StatusCode,
                isJson && text.Length > 0 ? JsonNode.Parse(text) : null,
                text,
                answer.Headers.ETag?.Tag ?? "",
                answer.Headers.Contains("Idempotency-Replayed")
            );
        }

        /// <summary>Waits until a step of that title waits for a person; gives its number.</summary>
        internal async Task<int> WaitingAsync(string at, string title)
        {
            int? node = null;
            await Until.HoldsAsync(async () =>
            {
                JsonNode? found = (await http.AskAsync(at)).Good()["waiting"]!
                    .AsArray()
                    .FirstOrDefault(step => (string?)step!["title"] == title);
                node = (int?)found?["node"];
                return node is not null;
            });
            return node!.Value;
        }

        internal Task<Answered> AskAsync(string path, params (string Name, string Value)[] headers) =>
            http.CallAsync(HttpMethod.Get, path, null, headers);

        internal Task<Answered> TellAsync(
            string path,
            object? body = null,
            params (string Name, string Value)[] headers
        ) => http.CallAsync(HttpMethod.Post, path, body, headers);
    }
}

/// <summary>An answer of the API.</summary>
internal sealed record Answered(HttpStatusCode Status, JsonNode? Json, string Text, string Tag, bool IsReplayed)
{
    /// <summary>The code of a refusal.</summary>
    internal string Code => (string?)Json?["code"] ?? "";

    /// <summary>The JSON of an answer that must have succeeded.</summary>
    internal JsonNode Good()
    {
        ((int)Status).ShouldBeInRange(200, 299, Text);
        return Json.ShouldNotBeNull();
    }

    /// <summary>Must be this refusal, as problem details.</summary>
    internal void ShouldRefuse(int status, string code)
    {
        ((int)Status).ShouldBe(status, Text);
        Code.ShouldBe(code, Text);
        ((string?)Json!["type"]).ShouldBe($"urn:lull:problem:{code}");
        ((int?)Json["status"]).ShouldBe(status);
        ((string?)Json["detail"]).ShouldNotBeNullOrWhiteSpace();
    }
}
