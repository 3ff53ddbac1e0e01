using System.Text.Json.Nodes;
using Lull.Server.Api;
using Lull.Server.Tests.Kit;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lull.Server.Tests.Api;

public sealed class DocumentTests
{
    [Fact]
    public async Task Every_endpoint_of_the_API_is_described()
    {
        await using Running running = await Running.StartAsync();
        using HttpClient ana = await running.SignedInAsync("ana");
        JsonNode document = (await ana.AskAsync("/openapi.json")).Good();

        RouteEndpoint[] mapped =
        [
            .. running
                .Server.Services.GetRequiredService<EndpointDataSource>()
                .Endpoints.OfType<RouteEndpoint>()
                .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith(ApiGate.Root, StringComparison.Ordinal))
                .Where(endpoint => !endpoint.RoutePattern.RawText!.EndsWith("openapi.json", StringComparison.Ordinal)),
        ];
        mapped.Length.ShouldBeGreaterThan(60);
        foreach (RouteEndpoint endpoint in mapped)
        {
            string method = endpoint
                .Metadata.GetRequiredMetadata<IHttpMethodMetadata>()
                .HttpMethods[0]
                .ToLowerInvariant();
            string path = endpoint.RoutePattern.RawText!.Replace(":int", "", StringComparison.Ordinal);
            JsonNode operation = document["paths"]![path]?[method].ShouldNotBeNull($"{method} {path}")!;
            ((string?)operation["summary"]).ShouldNotBeNullOrWhiteSpace($"{method} {path}");
            foreach (Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter in Parameters(endpoint))
            {
                operation["parameters"]!
                    .AsArray()
                    .ShouldContain(one => (string?)one!["name"] == parameter.Name, $"{method} {path} {parameter.Name}");
            }

            JsonObject answers = operation["responses"]!.AsObject();
            answers.ShouldContain(one => one.Key.StartsWith('2'), $"{method} {path}");
            answers.ContainsKey("401").ShouldBeTrue($"{method} {path}");
        }
    }

    [Fact]
    public async Task The_copy_in_the_documentation_is_the_one_that_is_served()
    {
        await using Running running = await Running.StartAsync();
        using HttpClient ana = await running.SignedInAsync("ana");

        string served = (await ana.AskAsync("/openapi.json")).Text.ReplaceLineEndings("\n");

        string copy = Path.Combine(Repository(), "docs", "schema", "api-v1.json");
        if (Environment.GetEnvironmentVariable("LULL_ACCEPT") is "1")
        {
            await File.WriteAllTextAsync(copy, served, TestContext.Current.CancellationToken);
        }

        served.ShouldBe(
            await File.ReadAllTextAsync(copy, TestContext.Current.CancellationToken),
            "Run ./test server --accept, and look at the difference."
        );
    }

    [Fact]
    public async Task Every_code_is_explained()
    {
        string text = await File.ReadAllTextAsync(
            Path.Combine(Repository(), "docs", "api.md"),
            TestContext.Current.CancellationToken
        );

        foreach ((string code, (int status, _)) in Problems.Catalogue)
        {
            text.ShouldContain($"| `{code}` | {status} |");
        }
    }

    private static IEnumerable<Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart> Parameters(
        RouteEndpoint endpoint
    ) => endpoint.RoutePattern.Parameters;

    private static string Repository()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Lull.slnx")))
        {
            folder = folder.Parent;
        }

        return folder.ShouldNotBeNull().FullName;
    }
}
