using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Lull.Server.Security;

/// <summary>How Kestrel listens: limits before anything is read, TLS when there is a certificate.</summary>
internal static class Listening
{
    /// <summary>Bytes that a request's body may have where its endpoint does not say otherwise.</summary>
    private const long LargestBody = 2L << 20;

    internal static void AddListening(this IWebHostBuilder web, ServerOptions options)
    {
        web.UseKestrelCore();
        web.UseUrls(options.Listen.GetLeftPart(UriPartial.Authority));
        web.ConfigureServices(services =>
        {
            services.Configure<KestrelServerOptions>(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxRequestBodySize = LargestBody;
                kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            });
            services.Configure<FormOptions>(form =>
            {
                form.ValueCountLimit = 500;
                form.KeyLengthLimit = 200;
            });
            services.Configure<ForwardedHeadersOptions>(forwarded =>
            {
                // The declared proxy is the only way in, so the nearest entry is its own and the others are whatever the client wrote.
                forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor;
                forwarded.ForwardLimit = 1;
                forwarded.KnownProxies.Clear();
                forwarded.KnownIPNetworks.Clear();
            });
        });
        if (options.Certificate is { } files)
        {
            X509Certificate2 certificate = Load(files);
            web.UseKestrelHttpsConfiguration();
            web.ConfigureKestrel(kestrel =>
                kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = certificate)
            );
        }
    }

    private static X509Certificate2 Load(CertificateFiles files)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(files.Certificate, files.Key);
        }
        catch (Exception fault) when (fault is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new ServerOptionsException(
                $"'{files.Certificate}' with the key '{files.Key}' cannot be used: {fault.Message} Both are PEM files; the key is not encrypted.",
                fault
            );
        }
    }
}
