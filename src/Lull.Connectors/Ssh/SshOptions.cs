using Lull.Connectors.Reading;

namespace Lull.Connectors.Ssh;

/// <summary>Options of an <c>ssh</c> connection. What is not given comes from the user's own configuration.</summary>
/// <param name="User">Who signs in; null for the user's own configuration.</param>
/// <param name="Port">Where; null for the user's own configuration.</param>
/// <param name="Identity">Full path of the private key, used alone; null for agent and defaults.</param>
/// <param name="KnownHosts">Full path of the file of host keys; null for the user's own.</param>
/// <param name="Jump">Hosts in between, as <c>ProxyJump</c> takes them; empty for none.</param>
/// <param name="AcceptNew">True when the key of a host never seen before is believed and remembered.</param>
/// <param name="Configuration">Full path of the client configuration included at the end.</param>
/// <param name="Jobs">Full path of the folder of job records on the hosts.</param>
internal sealed record SshOptions(
    string? User,
    int? Port,
    string? Identity,
    string? KnownHosts,
    ValueList<string> Jump,
    bool AcceptNew,
    string Configuration,
    string Jobs
)
{
    internal static ValueList<ActionArgument> Known { get; } =
    [
        new("user", "Who signs in; the user's own ssh configuration decides unless given."),
        new(
            "port",
            "The port; the user's own ssh configuration decides unless given. A host's 'address' may name one too."
        ),
        new("identity", "Full path of a private key; then no other key is offered."),
        new("known-hosts", "Full path of the file of known host keys."),
        new("jump", "A host, or a list of hosts, to go through: user@bastion.example:22."),
        new(
            "accept-new",
            "true: the key of a host never seen before is believed and remembered. A changed key is always refused."
        ),
        new("config", "Full path of an ssh client configuration to include; ~/.ssh/config unless given."),
        new("jobs", "Folder on the hosts in which records of commands are kept; /var/lib/lull unless given."),
    ];

    internal static SshOptions Of(string name, Argument.Map options)
    {
        var reader = MapReader.OfOptions(name, options);
        return new SshOptions(
            Word(reader, "user"),
            reader.OptionalText("port") is null ? null : reader.Number("port", otherwise: 22, least: 1, most: 65_535),
            ExistingFile(reader, "identity"),
            FullPath(reader, "known-hosts"),
            [
                .. reader
                    .Texts("jump")
                    .Select(jump =>
                        IsWord(jump)
                            ? jump
                            : throw reader.Wrong("jump", $"'{jump}' is not a host", "write 'user@host:port'")
                    ),
            ],
            reader.Flag("accept-new"),
            ExistingFile(reader, "config")
                ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".ssh", "config"),
            FullPath(reader, "jobs") ?? "/var/lib/lull"
        );
    }

    /// <summary>True for texts that are one word of a configuration file and no option: hosts, users, jumps.</summary>
    internal static bool IsWord(string text) =>
        text.Length is > 0 and < 256
        && text[0] != '-'
        && text.All(letter =>
            char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_' or '@' or ':' or '[' or ']' or '%'
        );

    private static string? Word(MapReader reader, string name) =>
        reader.OptionalText(name) is not { } text ? null
        : IsWord(text) ? text
        : throw reader.Wrong(
            name,
            $"'{text}' has letters that do not belong into it",
            "use letters, digits, '.', '-' and '_'"
        );

    private static string? FullPath(MapReader reader, string name) =>
        reader.OptionalText(name) is not { } path ? null
        : path[0] == '/' && !path.AsSpan().ContainsAny("\"\n\r\0") ? path
        : throw reader.Wrong(name, $"'{path}' is not a full path", $"write '{name}: /full/path'");

    private static string? ExistingFile(MapReader reader, string name) =>
        FullPath(reader, name) is not { } path ? null
        : File.Exists(path) ? path
        : throw reader.Wrong(name, $"names '{path}', which does not exist", "write the full path of a file");
}
