using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace Lull.Server.People.OpenId;

/// <summary>The public keys of a provider (RFC 7517), those of them that we can use: RSA of 2048 bits and more, and P-256.</summary>
internal sealed class ProviderKeys
{
    private readonly List<Key> _keys = [];

    /// <summary>Reads a key set. Keys of other kinds are passed over, as the standard asks.</summary>
    /// <exception cref="OpenIdException">It is no key set.</exception>
    internal static ProviderKeys Read(JsonElement set)
    {
        if (
            set.ValueKind != JsonValueKind.Object
            || !set.TryGetProperty("keys", out JsonElement keys)
            || keys.ValueKind != JsonValueKind.Array
        )
        {
            throw new OpenIdException("The provider's keys cannot be read.");
        }

        var read = new ProviderKeys();
        foreach (JsonElement key in keys.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.Object))
        {
            read.Add(key);
        }

        return read;
    }

    /// <summary>Whether there is a key of this id; any counts when none is named.</summary>
    internal bool Has(string id) => id.Length == 0 ? _keys.Count > 0 : _keys.Exists(key => key.Id == id);

    /// <summary>Whether a signature was made with a key of this id and algorithm.</summary>
    internal bool Verify(string id, string algorithm, byte[] signed, byte[] signature) =>
        _keys.Exists(key =>
            (id.Length == 0 || key.Id == id) && key.Algorithm == algorithm && key.Verify(signed, signature)
        );

    private void Add(JsonElement key)
    {
        if (IdToken.TextOf(key, "use") is not ("" or "sig"))
        {
            return;
        }

        string id = IdToken.TextOf(key, "kid");
        string algorithm = IdToken.TextOf(key, "alg");
        try
        {
            switch (IdToken.TextOf(key, "kty"))
            {
                case "RSA" when algorithm is "" or "RS256":
                    AddRsa(id, key);
                    break;
                case "EC" when algorithm is "" or "ES256" && IdToken.TextOf(key, "crv") == "P-256":
                    AddCurve(id, key);
                    break;
                default:
                    break;
            }
        }
        catch (Exception broken) when (broken is CryptographicException or FormatException)
        {
            // A broken key verifies nothing; the others may.
        }
    }

    private void AddRsa(string id, JsonElement key)
    {
        var parameters = new RSAParameters
        {
            Modulus = Base64Url.DecodeFromChars(IdToken.TextOf(key, "n")),
            Exponent = Base64Url.DecodeFromChars(IdToken.TextOf(key, "e")),
        };
        using var rsa = RSA.Create(parameters);
        if (rsa.KeySize >= 2048)
        {
            _keys.Add(
                new Key(
                    id,
                    "RS256",
                    (signed, signature) =>
                    {
                        using var one = RSA.Create(parameters);
                        return one.VerifyData(signed, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
                    }
                )
            );
        }
    }

    private void AddCurve(string id, JsonElement key)
    {
        var parameters = new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint
            {
                X = Base64Url.DecodeFromChars(IdToken.TextOf(key, "x")),
                Y = Base64Url.DecodeFromChars(IdToken.TextOf(key, "y")),
            },
        };
        using (ECDsa.Create(parameters))
        {
            _keys.Add(
                new Key(
                    id,
                    "ES256",
                    (signed, signature) =>
                    {
                        using var one = ECDsa.Create(parameters);
                        return one.VerifyData(
                            signed,
                            signature,
                            HashAlgorithmName.SHA256,
                            DSASignatureFormat.IeeeP1363FixedFieldConcatenation
                        );
                    }
                )
            );
        }
    }

    private sealed record Key(string Id, string Algorithm, Func<byte[], byte[], bool> Verify);
}
