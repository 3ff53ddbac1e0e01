using System.Net.Http.Json;
using System.Text.Json;
using Lull.Connectors.Tests.Support;
using Lull.Server.Tests.Kit;

namespace Lull.Connectors.Tests.Alertmanager;

/// <summary>The real Alertmanager, alone and with its data in a temporary folder.</summary>
public sealed class AlertmanagerServer : IAsyncLifetime
{
    private readonly Folder _folder = new();
    private readonly HttpClient _client = new();
    private RealProgram? _program;

    internal int Port { get; } = FreePort.Next();

    internal string Address => $"http://127.0.0.1:{Port}";

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(
            _folder["alertmanager.yml"],
            "route: { receiver: nobody }\nreceivers: [{ name: nobody }]\n"
        );
        _program = await RealProgram.StartAsync(
            "/usr/bin/prometheus-alertmanager",
            "prometheus-alertmanager",
            [
                $"--config.file={_folder["alertmanager.yml"]}",
                $"--storage.path={_folder["data"]}",
                $"--web.listen-address=127.0.0.1:{Port}",
                "--cluster.listen-address=",
            ],
            async () =>
            {
                try
                {
                    return (await _client.GetAsync($"{Address}/-/ready")).IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _program!.DisposeAsync();
        _client.Dispose();
        _folder.Dispose();
    }

    /// <summary>Silences in force: comment and end.</summary>
    internal async Task<string> InForceAsync() =>
        string.Join(
            '\n',
            (await ListAsync())
                .Where(silence => silence.GetProperty("status").GetProperty("state").GetString() == "active")
                .Select(silence =>
                    $"{silence.GetProperty("comment")} {silence.GetProperty("matchers")} {silence.GetProperty("endsAt")}"
                )
                .Order(StringComparer.Ordinal)
        );

    internal async Task<string> IdOfAsync(string marker) =>
        (await ListAsync())
            .Where(silence => silence.GetProperty("status").GetProperty("state").GetString() == "active")
            .Single(silence =>
                silence.GetProperty("comment").GetString()!.StartsWith(marker + " ", StringComparison.Ordinal)
            )
            .GetProperty("id")
            .GetString()!;

    internal async Task DeleteAsync(string id) =>
        (await _client.DeleteAsync($"{Address}/api/v2/silence/{id}")).EnsureSuccessStatusCode();

    private async Task<JsonElement[]> ListAsync() =>
        (await _client.GetFromJsonAsync<JsonElement[]>($"{Address}/api/v2/silences"))!;
}
