using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Lull.Connectors.Tests.Support;

namespace Lull.Connectors.Tests.Smtp;

/// <summary>A real mail server: Debian's aiosmtpd, run by <c>server.py</c> beside this file.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    private readonly Folder _folder = new();
    private RealProgram? _program;

    internal int Port { get; } = RealProgram.FreePort();

    /// <summary>The certificate of the server, which is its own authority.</summary>
    internal string Authority => _folder["certificate.pem"];

    /// <summary>Starts it: <c>none</c>, <c>login</c>, <c>starttls</c> or <c>implicit</c>.</summary>
    internal static async Task<MailServer> StartAsync(string mode)
    {
        var server = new MailServer();
        await server.WriteCertificateAsync();
        if (!File.Exists("/usr/lib/python3/dist-packages/aiosmtpd/__init__.py"))
        {
            throw new FileNotFoundException(
                "aiosmtpd is not installed; these tests need it: apt-get install python3-aiosmtpd"
            );
        }

        server._program = await RealProgram.StartAsync(
            "/usr/bin/python3",
            "python3",
            [
                Path.Combine(AppContext.BaseDirectory, "Smtp", "server.py"),
                $"{server.Port}",
                server._folder["mailbox"],
                server.Authority,
                server._folder["key.pem"],
                mode,
            ],
            () => RealProgram.ListensAsync(server.Port)
        );
        return server;
    }

    /// <summary>Everything it took.</summary>
    internal async Task<Mail[]> MailboxAsync() =>
        File.Exists(_folder["mailbox"])
            ?
            [
                .. (await File.ReadAllLinesAsync(_folder["mailbox"])).Select(line =>
                    JsonSerializer.Deserialize<Mail>(line, JsonSerializerOptions.Web)!
                ),
            ]
            : [];

    public async ValueTask DisposeAsync()
    {
        await (_program?.DisposeAsync() ?? ValueTask.CompletedTask);
        _folder.Dispose();
    }

    private async Task WriteCertificateAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=mail.test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(
                certificateAuthority: true,
                hasPathLengthConstraint: false,
                0,
                critical: true
            )
        );
        using X509Certificate2 certificate = request.CreateSelfSigned(
            DateTimeOffset.UtcNow.AddDays(-1),
            DateTimeOffset.UtcNow.AddDays(2)
        );
        await File.WriteAllTextAsync(Authority, certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(_folder["key.pem"], key.ExportPkcs8PrivateKeyPem());
    }
}

/// <summary>A mail as the server took it.</summary>
internal sealed record Mail(
    string From,
    string[] To,
    [property: System.Text.Json.Serialization.JsonPropertyName("mail")] string Text,
    bool Tls,
    string User,
    string Name
);
