using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Lull.Connectors.Guarding;
using Lull.Connectors.Http;

namespace Lull.Connectors.Alertmanager;

/// <summary>The calls of API version 2 that silences need.</summary>
internal sealed class SilenceApi(AlertmanagerOptions options, HttpLink link, ISecrets secrets)
{
    private static readonly Duration Limit = Duration.FromSeconds(30);

    /// <summary>For messages.</summary>
    internal string Shown => HttpAddress.Shown(options.Address);

    /// <summary>Every silence in force that was made under the marker; the list's own filter does not find all kinds.</summary>
    internal async ValueTask<ValueList<Silence>> HeldUnderAsync(string marker, CancellationToken cancellation)
    {
        HttpAnswer answer = await SendAsync(
            HttpMethod.Get,
            "api/v2/silences",
            body: null,
            patiently: true,
            cancellation
        );
        if (!answer.IsGood)
        {
            throw new IOException(
                $"Alertmanager at {Shown} does not list its silences: {answer.Summary}: {answer.FirstLine}"
            );
        }

        Silence[] all = JsonSerializer.Deserialize(answer.Body, SilenceJson.Default.SilenceArray) ?? [];
        return [.. all.Where(silence => silence.IsHeld && silence.Carries(marker))];
    }

    /// <summary>Makes a silence, or changes the one whose id it has. Sent once.</summary>
    internal ValueTask<HttpAnswer> PostAsync(Silence silence, CancellationToken cancellation) =>
        SendAsync(
            HttpMethod.Post,
            "api/v2/silences",
            JsonSerializer.Serialize(silence, SilenceJson.Default.Silence),
            patiently: false,
            cancellation
        );

    /// <summary>Ends a silence.</summary>
    internal ValueTask<HttpAnswer> DeleteAsync(string id, CancellationToken cancellation) =>
        SendAsync(
            HttpMethod.Delete,
            $"api/v2/silence/{Uri.EscapeDataString(id)}",
            body: null,
            patiently: true,
            cancellation
        );

    internal async ValueTask<Health> HealthAsync(CancellationToken cancellation)
    {
        HttpAnswer answer = await SendAsync(
            HttpMethod.Get,
            "api/v2/status",
            body: null,
            patiently: false,
            cancellation
        );
        if (answer.Status is 401 or 403)
        {
            return new Health(
                Good: false,
                $"{Shown} answers {answer.Status}: not allowed in; check 'user' and 'password' or 'headers'."
            );
        }

        try
        {
            using var status = JsonDocument.Parse(answer.Body);
            string version =
                status.RootElement.GetProperty("versionInfo").GetProperty("version").GetString()
                ?? "of unknown version";
            return new Health(Good: true, $"Alertmanager {version} at {Shown}.");
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return new Health(
                Good: false,
                $"{Shown} answers {answer.Summary}, but not as Alertmanager does; check 'address'."
            );
        }
    }

    private async ValueTask<HttpAnswer> SendAsync(
        HttpMethod method,
        string path,
        string? body,
        bool patiently,
        CancellationToken cancellation
    )
    {
        var headers = await RequestHeaders.ReadAsync(
            new HttpOptions(options.Address, options.Headers, options.Authorities, Limit),
            options.Address,
            [],
            secrets,
            cancellation
        );
        string? basic = options is { User: { } user, Password: { } password }
            ? Convert.ToBase64String(
                Encoding.UTF8.GetBytes($"{user}:{await secrets.ReadAsync(password, cancellation)}")
            )
            : null;
        HttpRequestMessage Make()
        {
            HttpRequestMessage request = headers.On(new HttpRequestMessage(method, new Uri(options.Address, path)));
            if (body is not null)
            {
                request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            }

            if (basic is not null)
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Basic", basic);
            }

            return request;
        }

        return patiently
            ? await link.SendPatientlyAsync(Make, Limit, cancellation)
            : await link.SendAsync(Make, Limit, cancellation);
    }
}
