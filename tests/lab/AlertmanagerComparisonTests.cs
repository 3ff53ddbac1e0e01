using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Lull.Lab.Tests;

public sealed class AlertmanagerComparisonTests
{
    private const string Web1 = """[{"name":"instance","value":"web1","isRegex":false,"isEqual":true}]""";

    /// <summary>Method, path and body, in order. {0} is now, other numbers are minutes from now; {id} is the last silence's id, {start} its start.</summary>
    private static readonly (string Method, string Path, string? Body)[] Script =
    [
        ("GET", "-/healthy", null),
        ("GET", "api/v2/silences", null),
        ("POST", "api/v2/silences", Body(Web1, "{0}", "{60}")),
        ("POST", "api/v2/silences", Body(Web1, "{0}", "{45}")),
        ("GET", "api/v2/silence/{id}", null),
        ("GET", "api/v2/silences", null),
        ("POST", "api/v2/silences", Body(Web1, "{start}", "{30}", "{id}")),
        (
            "POST",
            "api/v2/silences",
            Body(Web1.Replace("web1", "web2", StringComparison.Ordinal), "{start}", "{30}", "{id}")
        ),
        ("POST", "api/v2/silences", Body(Web1, "{30}", "{60}")),
        ("GET", "api/v2/silences", null),
        ("GET", "api/v2/silences?filter=instance%3D%22web2%22", null),
        ("GET", "api/v2/silences?filter=instance%3D~%22web.%22", null),
        ("GET", "api/v2/silences?filter=instance%21%3D%22web2%22", null),
        ("POST", "api/v2/silences", Body("""[{"name":"instance","value":"web(6|7)","isRegex":true}]""", "{0}", "{45}")),
        ("GET", "api/v2/silences?filter=instance%3D~%22web(6%7C7)%22", null),
        ("GET", "api/v2/silences?filter=instance%3D~%22web.*%22", null),
        ("GET", "api/v2/silences?filter=instance%3D%22web(6%7C7)%22", null),
        (
            "POST",
            "api/v2/silences",
            Body("""[{"name":"instance","value":"web9","isRegex":false,"isEqual":false}]""", "{0}", "{45}")
        ),
        ("GET", "api/v2/silences?filter=instance%21%3D%22web9%22", null),
        ("GET", "api/v2/silences?filter=%7C", null),
        ("DELETE", "api/v2/silence/{id}", null),
        ("DELETE", "api/v2/silence/{id}", null),
        ("POST", "api/v2/silences", Body(Web1, "{30}", "{60}", "{id}")),
        ("GET", "api/v2/silences", null),
        ("DELETE", "api/v2/silence/11111111-1111-1111-1111-111111111111", null),
        ("DELETE", "api/v2/silence/abc", null),
        ("GET", "api/v2/silence/11111111-1111-1111-1111-111111111111", null),
        ("GET", "api/v2/silence/abc", null),
        ("POST", "api/v2/silences", Body(Web1, "{60}", "{30}")),
        ("POST", "api/v2/silences", Body(Web1, "{-60}", "{-30}")),
        ("POST", "api/v2/silences", Body("[]", "{0}", "{60}")),
        ("POST", "api/v2/silences", Body("""[{"name":"a","value":".*","isRegex":true}]""", "{0}", "{60}")),
        ("POST", "api/v2/silences", Body("""[{"name":"a b","value":"x","isRegex":false}]""", "{0}", "{60}")),
        ("POST", "api/v2/silences", Body(Web1, "{0}", "{60}", "11111111-1111-1111-1111-111111111111")),
        ("POST", "api/v2/silences", """{"startsAt":"{0}","endsAt":"{60}","createdBy":"l","comment":"c"}"""),
        ("POST", "api/v2/silences", $$"""{"matchers":{{Web1}},"startsAt":"{0}","endsAt":"{60}","createdBy":"l"}"""),
        ("GET", "api/v2/nope", null),
    ];

    [Fact]
    public async Task The_lab_answers_what_the_real_one_answers()
    {
        await using RealAlertmanager real = await RealAlertmanager.StartAsync();
        await using DataCentre lab = await DataCentre.StartAsync(
            new LabOptions { WebServers = 1, RequestsPerSecond = 0 }
        );
        using var client = new HttpClient { BaseAddress = lab.Endpoints.Alertmanager };

        (await Play(client)).ShouldBe(await Play(real.Client));
    }

    /// <summary>Every answer as status and body, with ids numbered as they appear and times left out.</summary>
    private static async Task<List<string>> Play(HttpClient client)
    {
        var answers = new List<string>();
        var ids = new List<string>();
        string start = "";
        foreach ((string method, string path, string? body) in Script)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), Fill(path));
            request.Content = body is null ? null : new StringContent(Fill(body), Encoding.UTF8, "application/json");
            using HttpResponseMessage answer = await client.SendAsync(request);
            string text = await answer.Content.ReadAsStringAsync();
            JsonNode? json = text.TrimStart() is ['{' or '[' or '"', ..] ? JsonNode.Parse(text) : null;
            if (
                json is JsonObject { } found
                && found["silenceID"]?.GetValue<string>() is { } id
                && !ids.Contains(id, StringComparer.Ordinal)
            )
            {
                ids.Add(id);
            }

            start = (json as JsonObject)?["startsAt"]?.GetValue<string>() ?? start;
            answers.Add($"{method} {path}: {(int)answer.StatusCode} {Shown(json, ids) ?? text.Trim()}");
        }

        return answers;

        string Fill(string text)
        {
            foreach (int minutes in (int[])[-60, -30, 0, 30, 45, 60])
            {
                string time = DateTime
                    .UtcNow.AddMinutes(minutes)
                    .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
                text = text.Replace($"{{{minutes}}}", time, StringComparison.Ordinal);
            }

            return text.Replace("{id}", ids.LastOrDefault(), StringComparison.Ordinal)
                .Replace("{start}", start, StringComparison.Ordinal);
        }
    }

    private static string? Shown(JsonNode? node, List<string> ids) =>
        node switch
        {
            JsonObject it =>
                $"{{{string.Join(", ", it.Select(field => field.Key is "updatedAt" or "startsAt" or "endsAt" ? $"{field.Key} (a time)" : $"{field.Key}: {Shown(field.Value, ids)}"))}}}",
            // Silences that end together come in any order, from the real one too.
            JsonArray it => $"[{string.Join(", ", it.Select(item => Shown(item, ids)).Order(StringComparer.Ordinal))}]",
            null => null,
            _ => ids.IndexOf(node.ToString()) is >= 0 and var index ? $"id {index + 1}" : node.ToString(),
        };

    private static string Body(string matchers, string start, string end, string? id = null) =>
        $$"""{"id":"{{id}}","matchers":{{matchers}},"startsAt":"{{start}}","endsAt":"{{end}}","createdBy":"lull","comment":"c"}""";
}
