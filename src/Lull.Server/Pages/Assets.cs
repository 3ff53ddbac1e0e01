using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using Lull.Server.Callers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lull.Server.Pages;

/// <summary>Style sheets, scripts and pictures, served from the assembly. Their addresses hold a hash of all of them, so browsers keep them for ever, and scripts import each other by relative names.</summary>
internal static class Assets
{
    private const string Folder = "wwwroot/";

    private static readonly FrozenDictionary<string, Asset> All = Load();

    private static readonly string Edition = Convert.ToHexStringLower(
        SHA256.HashData([
            .. All.OrderBy(one => one.Key, StringComparer.Ordinal)
                .SelectMany(one => SHA256.HashData(one.Value.Content)),
        ])
    )[..12];

    /// <summary>The address of a file such as <c>app.css</c>; changes when any of them does.</summary>
    internal static string Url(string name) =>
        All.ContainsKey(name)
            ? $"/assets/{Edition}/{name}"
            : throw new ArgumentException($"No asset '{name}'.", nameof(name));

    internal static void MapAssets(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/assets/{edition}/{**name}",
                (string edition, string name, HttpContext http) =>
                {
                    if (!All.TryGetValue(name, out Asset? asset))
                    {
                        return Results.NotFound();
                    }

                    http.Response.Headers.CacheControl =
                        edition == Edition ? "public, max-age=31536000, immutable" : "no-cache";
                    return Results.Bytes(asset.Content, asset.Type);
                }
            )
            .Public();

    private static FrozenDictionary<string, Asset> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var found = new Dictionary<string, Asset>(StringComparer.Ordinal);
        foreach (
            string resource in assembly
                .GetManifestResourceNames()
                .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
        )
        {
            using Stream stream = assembly.GetManifestResourceStream(resource)!;
            byte[] content = new byte[stream.Length];
            stream.ReadExactly(content);
            found[resource[Folder.Length..]] = new Asset(content, TypeOf(resource));
        }

        return found.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static string TypeOf(string name) =>
        Path.GetExtension(name) switch
        {
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".svg" => "image/svg+xml",
            ".png" => "image/png",
            ".woff2" => "font/woff2",
            ".txt" => "text/plain; charset=utf-8",
            ".webmanifest" => "application/manifest+json",
            _ => "application/octet-stream",
        };

    private sealed record Asset(byte[] Content, string Type);
}
