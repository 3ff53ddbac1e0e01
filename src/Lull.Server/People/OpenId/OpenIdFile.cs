using System.Text.Json;
using System.Text.Json.Serialization;
using Lull.Server.Callers;

namespace Lull.Server.People.OpenId;

/// <summary>Reads <see cref="OpenIdOptions"/> from a JSON file; <c>docs/security.md</c> shows one.</summary>
public static class OpenIdFile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.KebabCaseLower,
    };

    /// <summary>The options in a file.</summary>
    /// <exception cref="ServerOptionsException">The file cannot be read, or something in it is wrong; says what.</exception>
    public static async Task<OpenIdOptions> ReadAsync(string path, CancellationToken cancellation)
    {
        try
        {
            await using FileStream file = File.OpenRead(path);
            Content content =
                await JsonSerializer.DeserializeAsync<Content>(file, Json, cancellation)
                ?? throw new ServerOptionsException($"'{path}' is empty.");
            return content.Options(path);
        }
        catch (Exception fault) when (fault is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ServerOptionsException($"'{path}' cannot be used: {fault.Message}", fault);
        }
    }

    private static Rights RightsOf(IEnumerable<string> names, string path) =>
        names.Aggregate(
            Rights.None,
            (sum, name) =>
                RightsText.Named(name) is var right && right != Rights.None
                    ? sum | right
                    : throw new ServerOptionsException(
                        $"'{path}': '{name}' is not a right. Rights are {RightsText.Of(Rights.All)}."
                    )
        );

    private sealed record Content
    {
        public required string Issuer { get; init; }
        public required string ClientId { get; init; }
        public string ClientSecret { get; init; } = "";
        public string? Label { get; init; }
        public string[]? Scopes { get; init; }
        public string? PersonClaim { get; init; }
        public string RightsClaim { get; init; } = "";

        [JsonPropertyName("rights")]
        public Dictionary<string, string[]> RightsByValue { get; init; } = [];

        public string[]? UsualRights { get; init; }
        public bool AdmitsStrangers { get; init; } = true;

        public OpenIdOptions Options(string path)
        {
            var options = new OpenIdOptions
            {
                Issuer = Issuer,
                ClientId = ClientId,
                ClientSecret = ClientSecret,
                RightsClaim = RightsClaim,
                RightsByValue = RightsByValue.ToDictionary(
                    one => one.Key,
                    one => RightsOf(one.Value, path),
                    StringComparer.Ordinal
                ),
                AdmitsStrangers = AdmitsStrangers,
            };
            return options with
            {
                Label = Label ?? options.Label,
                Scopes = Scopes is null ? options.Scopes : [.. Scopes],
                PersonClaim = PersonClaim ?? options.PersonClaim,
                UsualRights = UsualRights is null ? options.UsualRights : RightsOf(UsualRights, path),
            };
        }
    }
}
