using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;

namespace Lull.Connectors.Secrets;

/// <summary>Secrets from environment variables (<c>env:NAME</c>) and files (<c>file:/path</c>), read anew at each use.</summary>
/// <remarks>
/// A file is refused when everybody may read it or its group may write it; symbolic links count by what they point to. One
/// line end at the end of a file is not part of the secret.
/// </remarks>
public sealed class LocalSecrets : ISecrets
{
    private const string Mask = "[secret]";
    private const int LongestSecret = 64 * 1024;
    private readonly ConcurrentDictionary<string, byte> _known = new(StringComparer.Ordinal);
    private volatile string[] _longestFirst = [];

    /// <inheritdoc/>
    public async ValueTask<string> ReadAsync(string reference, CancellationToken cancellation)
    {
        string value = reference.Split(':', 2) switch
        {
            ["env", { Length: > 0 } name] => FromEnvironment(name),
            ["file", { Length: > 0 } path] => await FromFileAsync(path, cancellation),
            _ => throw new SecretException(
                "A secret is not written as 'env:NAME' or 'file:/path'. Put its value into an environment variable or a file and write the reference."
            ),
        };
        Remember(value);
        return value;
    }

    /// <inheritdoc/>
    /// <remarks>Values that were quoted for JSON, escaped for addresses or coded in Base64 are found too.</remarks>
    public string Redact(string text)
    {
        foreach (string value in _longestFirst)
        {
            text = text.Replace(value, Mask, StringComparison.Ordinal);
        }

        return text;
    }

    private static string FromEnvironment(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
            ? value
            : throw new SecretException(
                $"The environment variable '{name}' is not set; set it for the program that runs Lull."
            );

    private static async ValueTask<string> FromFileAsync(string path, CancellationToken cancellation)
    {
        if (!Path.IsPathFullyQualified(path))
        {
            throw new SecretException($"The secret 'file:{path}' needs a full path, such as 'file:/etc/lull/token'.");
        }

        try
        {
            await using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            RefuseOpenFile(file, path);
            if (file.Length > LongestSecret)
            {
                throw new SecretException(
                    $"The file '{path}' is longer than {LongestSecret} bytes; that is no secret."
                );
            }

            using StreamReader reader = new(file, Encoding.UTF8);
            string text = await reader.ReadToEndAsync(cancellation);
            string value =
                text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2]
                : text.EndsWith('\n') ? text[..^1]
                : text;
            return value.Length > 0
                ? value
                : throw new SecretException($"The file '{path}' is empty; write the secret into it.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new SecretException($"The file '{path}' cannot be read: {fault.Message}");
        }
    }

    private static void RefuseOpenFile(FileStream file, string path)
    {
        const UnixFileMode tooMuch =
            UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute | UnixFileMode.GroupWrite;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file.SafeFileHandle) & tooMuch) != UnixFileMode.None)
        {
            throw new SecretException(
                $"The file '{path}' is open to others; close it with 'chmod o= {path}' and 'chmod g-w {path}'."
            );
        }
    }

    /// <summary>Lines of a long secret count by themselves, because output is redacted line by line.</summary>
    private void Remember(string value)
    {
        IEnumerable<string> forms = value
            .Split('\n', StringSplitOptions.TrimEntries)
            .Where(line => line.Length >= 8)
            .Append(value);
        bool news = false;
        foreach (string form in forms.SelectMany(CodingsOf))
        {
            news |= _known.TryAdd(form, 0);
        }

        if (news)
        {
            _longestFirst = [.. _known.Keys.OrderByDescending(form => form.Length)];
        }
    }

    private static IEnumerable<string> CodingsOf(string value)
    {
        yield return value;
        yield return Uri.EscapeDataString(value);
        yield return JsonEncodedText.Encode(value).ToString();
        yield return Convert.ToBase64String(Encoding.UTF8.GetBytes(value));
    }
}
