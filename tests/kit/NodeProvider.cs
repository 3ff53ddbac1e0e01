using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Lull.Server.Tests.Kit;

/// <summary>The npm package oidc-provider, started on a free port; and a person who signs in at it.</summary>
internal sealed partial class NodeProvider : IAsyncDisposable
{
    private static readonly TimeSpan StartsWithin = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private NodeProvider(Process process, string issuer)
    {
        _process = process;
        Issuer = issuer;
    }

    /// <summary>How it names itself.</summary>
    internal string Issuer { get; }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Starts it; the test is skipped, and says so, where Node or the package is missing.</summary>
    internal static async Task<NodeProvider> StartAsync()
    {
        string root = RootOf(AppContext.BaseDirectory);
        string place = Path.Combine(root, "artifacts", "oidc");
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(place, "node_modules", "oidc-provider")),
            "oidc-provider is not installed: './test server' does it, with Node 18 or newer."
        );
        // Node finds packages beside the script, so the script goes where they are.
        string script = Path.Combine(place, "provider.mjs");
        File.Copy(Path.Combine(root, "tests", "server", "oidc", "provider.mjs"), script, overwrite: true);
        Process process = Process.Start(
            new ProcessStartInfo("node", [script, JsonSerializer.Serialize(Keys())])
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var said = new StringBuilder();
        process.ErrorDataReceived += (_, line) => said.AppendLine(line.Data);
        process.BeginErrorReadLine();
        string? issuer = await process
            .StandardOutput.ReadLineAsync(Cancelled)
            .AsTask()
            .WaitAsync(StartsWithin, Cancelled);
        return new NodeProvider(process, issuer.ShouldNotBeNull($"the provider did not start: {said}"));
    }

    /// <summary>A key for RS256 and one for ES256, as RFC 7517 and RFC 7518 write them.</summary>
    private static IReadOnlyList<IReadOnlyDictionary<string, string>> Keys()
    {
        using var rsa = RSA.Create(2048);
        using var elliptic = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        RSAParameters one = rsa.ExportParameters(includePrivateParameters: true);
        ECParameters other = elliptic.ExportParameters(includePrivateParameters: true);
        return
        [
            Key(
                "RSA",
                "RS256",
                ("n", one.Modulus),
                ("e", one.Exponent),
                ("d", one.D),
                ("p", one.P),
                ("q", one.Q),
                ("dp", one.DP),
                ("dq", one.DQ),
                ("qi", one.InverseQ)
            ),
            Key("EC", "ES256", ("x", other.Q.X), ("y", other.Q.Y), ("d", other.D)),
        ];
    }

    private static Dictionary<string, string> Key(
        string type,
        string algorithm,
        params ReadOnlySpan<(string Name, byte[]? Value)> numbers
    )
    {
        var key = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["kty"] = type,
            ["alg"] = algorithm,
            ["use"] = "sig",
            ["kid"] = algorithm,
        };
        foreach ((string name, byte[]? value) in numbers)
        {
            key[name] = Base64Url.EncodeToString(value);
        }

        if (type == "EC")
        {
            key["crv"] = "P-256";
        }

        return key;
    }

    /// <summary>Goes on from where our server sent the browser, signs in and consents, until the provider sends it back.</summary>
    internal async Task<Uri> SignInAsync(Uri authorization, string login, bool callsOff = false)
    {
        using var browser = new HttpClient(
            new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }
        );
        Uri place = authorization;
        while (place.GetLeftPart(UriPartial.Authority) == Issuer)
        {
            HttpResponseMessage answer = await browser.GetAsync(place, Cancelled);
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                string page = await answer.Content.ReadAsStringAsync(Cancelled);
                if (callsOff)
                {
                    answer = await browser.GetAsync(
                        new Uri(place, AbortPattern().Match(page).Groups["to"].Value),
                        Cancelled
                    );
                }
                else
                {
                    using var form = new FormUrlEncodedContent(
                        new Dictionary<string, string>
                        {
                            ["prompt"] = PromptPattern().Match(page).Groups["prompt"].Value,
                            ["login"] = login,
                            ["password"] = "any",
                        }
                    );
                    answer = await browser.PostAsync(place, form, Cancelled);
                }
            }

            answer.Headers.Location.ShouldNotBeNull(await answer.Content.ReadAsStringAsync(Cancelled));
            place = new Uri(place, answer.Headers.Location!);
        }

        return place;
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private static string RootOf(string directory) =>
        File.Exists(Path.Combine(directory, "Lull.slnx")) ? directory : RootOf(Path.GetDirectoryName(directory)!);

    [GeneratedRegex("name=\"prompt\" value=\"(?<prompt>[a-z]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PromptPattern();

    [GeneratedRegex("href=\"(?<to>[^\"]*/abort)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AbortPattern();
}
