using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Lull.Lab.Alerts;

/// <summary>Reads the body of a posted silence and says what is wrong with it in Alertmanager's words and status codes.</summary>
internal static class SilenceReader
{
    private static readonly string[] Required = ["comment", "createdBy", "endsAt", "matchers", "startsAt"];

    /// <summary>The silence, or the answer that refuses it; exactly one of them is null.</summary>
    public static (Silence? Silence, IResult? Refusal) Read(string body, DateTimeOffset now)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return Read(document.RootElement, now);
        }
        catch (Exception fault)
            when (fault is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            return Refuse(
                StatusCodes.Status400BadRequest,
                400,
                $"parsing silence body from \"\" failed, because {fault.Message}"
            );
        }
    }

    private static (Silence?, IResult?) Read(JsonElement body, DateTimeOffset now)
    {
        foreach (string name in Required)
        {
            if (!body.TryGetProperty(name, out JsonElement value) || value.ValueKind is JsonValueKind.Null)
            {
                return Refuse(StatusCodes.Status422UnprocessableEntity, 602, $"{name} in body is required");
            }
        }

        var silence = new Silence(
            Text(body, "id"),
            now,
            Text(body, "comment"),
            Text(body, "createdBy"),
            Time(body, "startsAt"),
            Time(body, "endsAt"),
            [.. body.GetProperty("matchers").EnumerateArray().Select(MatcherOf)]
        );
        if (silence.Matchers.Count == 0)
        {
            return Refuse(
                StatusCodes.Status422UnprocessableEntity,
                612,
                "matchers in body should have at least 1 items"
            );
        }

        return FaultOf(silence, now) is { } fault
            ? (null, TypedResults.Json(fault, statusCode: StatusCodes.Status400BadRequest))
            : (silence, null);
    }

    private static string? FaultOf(Silence silence, DateTimeOffset now)
    {
        if (silence.StartsAt >= silence.EndsAt)
        {
            return "Failed to create silence: start time must be before end time";
        }

        if (silence.EndsAt < now)
        {
            return "Failed to create silence: end time can't be in the past";
        }

        for (int index = 0; index < silence.Matchers.Count; index++)
        {
            if (silence.Matchers[index].Fault() is { } fault)
            {
                return $"silence invalid: invalid label matcher {index}: {fault}";
            }
        }

        return silence.Matchers.All(matcher => matcher.IsEqual && matcher.Matches(""))
            ? "silence invalid: at least one matcher must not match the empty string"
            : null;
    }

    private static Matcher MatcherOf(JsonElement matcher) =>
        new(
            IsEqual: !matcher.TryGetProperty("isEqual", out JsonElement equal) || equal.GetBoolean(),
            IsRegex: matcher.GetProperty("isRegex").GetBoolean(),
            matcher.GetProperty("name").GetString() ?? "",
            matcher.GetProperty("value").GetString() ?? ""
        );

    private static string Text(JsonElement body, string name) =>
        body.TryGetProperty(name, out JsonElement value) ? value.GetString() ?? "" : "";

    private static DateTimeOffset Time(JsonElement body, string name) =>
        DateTimeOffset.Parse(
            Text(body, name),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal
        );

    private static (Silence?, IResult?) Refuse(int status, int code, string message) =>
        (null, ApiError.With(status, code, message));
}
