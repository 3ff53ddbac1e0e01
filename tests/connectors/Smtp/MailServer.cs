using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Lull.Connectors.Tests.Support;
using Lull.Core.Actions;
using Lull.Engine.Connectors;
using static Lull.Connectors.Tests.Support.World;

namespace Lull.Connectors.Tests.Smtp;

/// <summary>A real mail server: Debian's aiosmtpd, run by <c>server.py</c> beside this file.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    private readonly Folder _folder = new();
    private RealProgram? _program;

    internal int Port { get; private set; }

    /// <summary>The address it listens at.</summary>
    internal string Host { get; private init; } = "127.0.0.1";

    /// <summary>The certificate of the server, which is its own authority.</summary>
    internal string Authority => _folder["certificate.pem"];

    /// <summary>Starts it: <c>none</c>, <c>login</c>, <c>starttls</c> or <c>implicit</c>.</summary>
    /// <param name="mode">How it wants to be spoken to.</param>
    /// <param name="wrongs">What goes wrong where, such as <c>MAIL=451 not now</c>; all of it stands in <c>server.py</c>.</param>
    internal static Task<MailServer> StartAsync(string mode, params string[] wrongs) =>
        StartAtAsync("127.0.0.1", mode, wrongs);

    /// <summary>Starts it at another address of this machine.</summary>
    internal static async Task<MailServer> StartAtAsync(string host, string mode, params string[] wrongs)
    {
        var server = new MailServer { Host = host };
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
                host,
                server._folder["port"],
                server._folder["mailbox"],
                server.Authority,
                server._folder["key.pem"],
                mode,
                .. wrongs,
            ],
            () => Task.FromResult(File.Exists(server._folder["port"]))
        );
        server.Port = int.Parse(
            await File.ReadAllTextAsync(server._folder["port"]),
            System.Globalization.CultureInfo.InvariantCulture
        );
        return server;
    }

    /// <summary>A connection as a site would write it.</summary>
    internal static IConnector Connection(
        string host,
        int port,
        string tls,
        params (string Name, Argument Value)[] others
    ) =>
        Connect(
            "smtp",
            Map([
                ("host", Text(host)),
                ("port", Text($"{port}")),
                ("tls", Text(tls)),
                .. others.Any(other => other.Name == "from")
                    ? []
                    : new[] { ("from", (Argument)Text("Lull <lull@ops.example>")) },
                ("user", Text("lull")),
                ("password", Text(CanaryReference)),
                .. others,
            ])
        );

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
        names.AddIpAddress(IPAddress.IPv6Loopback);
        names.AddDnsName("localhost");
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

/// <summary>A mail as the server took it, and as Python's own mail library reads it.</summary>
internal sealed record Mail(
    string From,
    string[] To,
    [property: System.Text.Json.Serialization.JsonPropertyName("mail")] string Whole,
    string Subject,
    string ShownFrom,
    string ShownTo,
    string Text,
    bool Tls,
    string User,
    string Name
);
