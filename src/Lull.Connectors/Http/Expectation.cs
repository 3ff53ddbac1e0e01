using System.Globalization;
using System.Text.Json;
using Lull.Connectors.Reading;

namespace Lull.Connectors.Http;

/// <summary>What an answer must look like.</summary>
/// <param name="Statuses">Such as <c>200</c> or <c>2xx</c>; empty means any of 200 to 299.</param>
/// <param name="Body">Texts that must all be in the body.</param>
/// <param name="Headers">Texts that must be in the header of that name.</param>
/// <param name="Json">Values by path, such as <c>status.phase</c> or <c>items.0.name</c>.</param>
internal sealed record Expectation(
    ValueList<string> Statuses,
    ValueList<string> Body,
    ValueList<KeyValuePair<string, string>> Headers,
    ValueList<KeyValuePair<string, string>> Json
)
{
    internal static ActionArgument Known { get; } =
        new(
            "expect",
            "What the answer must be: 'status' (200, 2xx or a list), 'body' (texts it must contain), 'header' (texts by name), 'json' (values by path such as status.phase)."
        );

    internal static Expectation Of(MapReader arguments, string name = "expect")
    {
        if (arguments.Map(name)?.Only("status", "body", "header", "json") is not { } expect)
        {
            return new Expectation([], [], [], []);
        }

        ValueList<string> statuses = expect.Texts("status");
        foreach (string status in statuses)
        {
            if (
                status
                is not ([>= '1' and <= '5', 'x', 'x'] or [>= '1' and <= '5', >= '0' and <= '9', >= '0' and <= '9'])
            )
            {
                throw expect.Wrong("status", $"'{status}' is not a status", "write '200', '2xx' or '[200, 204]'");
            }
        }

        return new Expectation(
            statuses,
            expect.Texts("body"),
            expect.TextsByName("header"),
            expect.TextsByName("json")
        );
    }

    /// <summary>What is wrong with the answer, as the end of a sentence; null when it is as expected.</summary>
    internal string? WrongWith(HttpAnswer answer)
    {
        if (!IsExpected(answer.Status))
        {
            return $"the status is {answer.Status}, expected was {(Statuses.Count == 0 ? "2xx" : string.Join(" or ", Statuses))}";
        }

        foreach (string text in Body)
        {
            if (!answer.Body.Contains(text, StringComparison.Ordinal))
            {
                return $"the body does not contain '{text}'";
            }
        }

        foreach ((string name, string text) in Headers)
        {
            if (answer.Headers.GetValueOrDefault(name)?.Contains(text, StringComparison.OrdinalIgnoreCase) is not true)
            {
                return $"the header {name} does not contain '{text}'";
            }
        }

        return WrongWithJson(answer.Body);
    }

    internal bool IsExpected(int status)
    {
        string digits = status.ToString(CultureInfo.InvariantCulture);
        return Statuses.Count == 0
            ? digits[0] == '2'
            : Statuses.Any(expected => expected == digits || (expected[1] == 'x' && expected[0] == digits[0]));
    }

    private string? WrongWithJson(string body)
    {
        if (Json.Count == 0)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(body);
            foreach ((string path, string wanted) in Json)
            {
                string? found = At(document.RootElement, path);
                if (found != wanted)
                {
                    return found is null
                        ? $"the JSON has no value at '{path}'"
                        : $"the JSON at '{path}' is '{found}', expected was '{wanted}'";
                }
            }

            return null;
        }
        catch (JsonException)
        {
            return "the body is not JSON";
        }
    }

    private static string? At(JsonElement element, string path)
    {
        foreach (string part in path.Split('.'))
        {
            if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty(part, out JsonElement named))
            {
                element = named;
            }
            else if (
                element.ValueKind == JsonValueKind.Array
                && int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int index)
                && index < element.GetArrayLength()
            )
            {
                element = element[index];
            }
            else
            {
                return null;
            }
        }

        return element.ValueKind == JsonValueKind.String ? element.GetString() : element.GetRawText();
    }
}
