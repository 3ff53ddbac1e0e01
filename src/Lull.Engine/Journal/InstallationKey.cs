using System.Security.Cryptography;

namespace Lull.Engine.Journal;

/// <summary>The key that signs final heads for one installation: ECDSA on P-256, in a file of mode 0600 in the store.</summary>
public sealed class InstallationKey : IDisposable
{
    private const int IdLength = 16;

    private readonly ECDsa _key;

    private InstallationKey(ECDsa key) => _key = key;

    /// <summary>The public half, as PEM (SubjectPublicKeyInfo). To be given to whoever is to check anchors.</summary>
    public string PublicPem => _key.ExportSubjectPublicKeyInfoPem();

    /// <summary>Names the key: the first 16 hexadecimal characters of the SHA-256 of its public half (DER).</summary>
    public string Id => IdOf(_key);

    /// <summary>The store's key, made at the first call.</summary>
    /// <exception cref="StoreNotUsableException">The file cannot be read or is no key; never replaced by a new one.</exception>
    public static async Task<InstallationKey> OfAsync(Store store, CancellationToken cancellation)
    {
        try
        {
            if (!File.Exists(store.KeyPath))
            {
                await MakeAsync(store, cancellation);
            }

            return new InstallationKey(Import(await File.ReadAllTextAsync(store.KeyPath, cancellation)));
        }
        catch (Exception fault)
            when (fault is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new StoreNotUsableException(
                $"The installation key {store.KeyPath} cannot be used: {fault.Message} Restore it from a back-up; "
                    + "moving it away makes a new key, which old anchors do not fit.",
                fault
            );
        }
    }

    /// <summary>Says with a signature that this head was the head at that time.</summary>
    public Anchor Sign(Head head, Instant at) =>
        new(head, at, Id, Convert.ToBase64String(_key.SignData(CanonicalForm.Of(head, at), HashAlgorithmName.SHA256)));

    /// <summary>True when the anchor was signed by the private half of this public key, and says what it said then.</summary>
    /// <param name="anchor">What is claimed.</param>
    /// <param name="publicPem">As <see cref="PublicPem"/> gave it.</param>
    public static bool IsSigned(Anchor anchor, string publicPem)
    {
        using ECDsa key = Import(publicPem);
        Span<byte> signature = stackalloc byte[Anchor.SignatureSize];
        return IdOf(key) == anchor.KeyId
            && Convert.TryFromBase64String(anchor.Signature, signature, out int written)
            && written == Anchor.SignatureSize
            && key.VerifyData(CanonicalForm.Of(anchor.Head, anchor.At), signature, HashAlgorithmName.SHA256);
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    private static async Task MakeAsync(Store store, CancellationToken cancellation)
    {
        store.MakeDirectory();
        using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string draft = $"{store.KeyPath}.{Environment.ProcessId}";
        File.Delete(draft);
        await using (var file = new FileStream(draft, Store.NewFile()))
        await using (var text = new StreamWriter(file))
        {
            await text.WriteAsync(made.ExportPkcs8PrivateKeyPem().AsMemory(), cancellation);
            await text.FlushAsync(cancellation);
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, store.KeyPath, overwrite: false);
    }

    private static ECDsa Import(string pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            return key;
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    private static string IdOf(ECDsa key) =>
        Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()))[..IdLength];
}
