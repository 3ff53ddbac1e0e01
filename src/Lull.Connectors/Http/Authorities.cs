using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Lull.Connectors.Http;

/// <summary>Certificate authorities of the site's own, in place of the system's.</summary>
internal static class Authorities
{
    /// <summary>Accepts a server whose name fits and whose chain ends at a certificate of this PEM file, read at each use.</summary>
    internal static RemoteCertificateValidationCallback TrustOnly(string pemFile) =>
        (_, certificate, chain, errors) =>
        {
            if (certificate is null || chain is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            {
                return false;
            }

            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.ImportFromPemFile(pemFile);
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            return chain.Build(new X509Certificate2(certificate));
        };
}
