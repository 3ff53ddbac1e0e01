using System.Security.Cryptography;
using System.Text;

namespace Lull.Server.Webhooks;

/// <summary>The signature of the Standard Webhooks specification, version 1.</summary>
internal static class WebhookSignature
{
    private const string Prefix = "whsec_";

    internal static string NewSecret() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>The value of <c>webhook-signature</c>.</summary>
    /// <param name="secret">As <see cref="NewSecret"/> makes it.</param>
    /// <param name="message">The value of <c>webhook-id</c>.</param>
    /// <param name="timestamp">The value of <c>webhook-timestamp</c>: seconds since 1970.</param>
    /// <param name="body">As it is sent.</param>
    internal static string Sign(string secret, string message, string timestamp, string body)
    {
        byte[] key = Convert.FromBase64String(secret[Prefix.Length..]);
        return "v1,"
            + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{message}.{timestamp}.{body}")));
    }
}
