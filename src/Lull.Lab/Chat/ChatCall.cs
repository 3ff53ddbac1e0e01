using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Lull.Lab.Chat;

/// <summary>The arguments of one call of the Web API, which come as JSON, as a form or in the query.</summary>
internal sealed class ChatCall
{
    private readonly Dictionary<string, JsonElement> arguments = new(StringComparer.Ordinal);

    private ChatCall() { }

    /// <summary>Reads the arguments; null if the body is not what it says it is.</summary>
    public static async Task<ChatCall?> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        var call = new ChatCall();
        foreach ((string name, var values) in request.Query)
        {
            call.arguments[name] = JsonSerializer.SerializeToElement(values.ToString());
        }

        if (request.HasFormContentType)
        {
            foreach ((string name, var values) in await request.ReadFormAsync(cancellation))
            {
                call.arguments[name] = JsonSerializer.SerializeToElement(values.ToString());
            }
        }
        else if (request.HasJsonContentType())
        {
            try
            {
                JsonElement body = await JsonSerializer.DeserializeAsync<JsonElement>(
                    request.Body,
                    cancellationToken: cancellation
                );
                foreach (JsonProperty argument in body.EnumerateObject())
                {
                    call.arguments[argument.Name] = argument.Value;
                }
            }
            catch (Exception fault) when (fault is JsonException or InvalidOperationException)
            {
                return null;
            }
        }

        return call;
    }

    /// <summary>An argument as text; null if it is missing.</summary>
    public string? Text(string name) =>
        arguments.TryGetValue(name, out JsonElement value) && value.ValueKind is not JsonValueKind.Null
            ? value.ToString()
            : null;

    /// <summary>An argument as JSON, also when a form carried it as text; null if it is missing or broken.</summary>
    public JsonElement? Json(string name)
    {
        if (!arguments.TryGetValue(name, out JsonElement value) || value.ValueKind is not JsonValueKind.String)
        {
            return value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null ? null : value;
        }

        try
        {
            return JsonSerializer.Deserialize<JsonElement>(value.GetString()!);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
