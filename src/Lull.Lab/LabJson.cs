using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lull.Lab;

/// <summary>How the lab writes JSON: names in camel case, enumerations in kebab case, text readable.</summary>
public static class LabJson
{
    /// <summary>The options to read and write <c>lab.json</c> and the answers of the lab's own pages with.</summary>
    public static JsonSerializerOptions Options { get; } = Frozen();

    internal static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower));
        return options;
    }

    private static JsonSerializerOptions Frozen()
    {
        JsonSerializerOptions options = Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web));
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
