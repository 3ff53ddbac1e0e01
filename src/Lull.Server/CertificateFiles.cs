namespace Lull.Server;

/// <summary>A certificate with its chain, and its key, as PEM files that only the server's account may read.</summary>
/// <param name="Certificate">Path of the certificate.</param>
/// <param name="Key">Path of the private key, not encrypted.</param>
public sealed record CertificateFiles(string Certificate, string Key);
