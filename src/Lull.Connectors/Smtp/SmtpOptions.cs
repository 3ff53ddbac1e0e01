using System.Net;
using System.Net.Mail;
using Lull.Connectors.Reading;

namespace Lull.Connectors.Smtp;

/// <summary>Options of an <c>smtp</c> connection.</summary>
/// <param name="Host">Name or address of the server mail is handed to.</param>
/// <param name="Port">Its port.</param>
/// <param name="Tls">How the connection is protected.</param>
/// <param name="User">Name to sign in with; null when none is needed.</param>
/// <param name="Password">Reference of its secret; null when none is needed.</param>
/// <param name="From">Who the mail is from.</param>
/// <param name="Name">What we call ourselves, and the right half of every Message-ID.</param>
/// <param name="Authorities">PEM file of authorities to trust instead of the system's; null for the system's.</param>
internal sealed record SmtpOptions(
    string Host,
    int Port,
    SmtpTls Tls,
    string? User,
    string? Password,
    MailAddress From,
    string Name,
    string? Authorities
)
{
    internal static ValueList<ActionArgument> Known { get; } =
    [
        new("host", "The mail server.", Required: true),
        new("port", "Its port; 587 for starttls, 465 for implicit, 25 for none unless given."),
        new("tls", "starttls (unless given), implicit, or none; none is for servers on this machine only."),
        new("user", "Name to sign in with."),
        new("password", "Its password by reference: env:NAME or file:/path."),
        new("from", "Who mails are from: lull@example.com or Lull <lull@example.com>.", Required: true),
        new("name", "This machine's name as mail servers see it; the domain of 'from' unless given."),
        new("authorities", "A PEM file of certificate authorities to trust instead of the system's."),
    ];

    internal static SmtpOptions Of(string name, Argument.Map options)
    {
        var reader = MapReader.OfOptions(name, options);
        string host = reader.Text("host", "mail.example.com");
        SmtpTls tls = reader.OptionalText("tls") switch
        {
            null or "starttls" => SmtpTls.StartTls,
            "implicit" => SmtpTls.Implicit,
            "none" when IsLoopback(host) => SmtpTls.None,
            "none" => throw reader.Wrong(
                "tls",
                $"leaves mail to {host} unprotected on the network",
                "write 'starttls' or 'implicit'"
            ),
            { } other => throw reader.Wrong("tls", $"'{other}' is not known", "write 'starttls', 'implicit' or 'none'"),
        };
        string? user = reader.OptionalText("user");
        string? password = reader.SecretReference("password");
        if (user is null != password is null)
        {
            throw reader.Wrong(
                user is null ? "user" : "password",
                "is missing beside the other",
                "write both or neither"
            );
        }

        string? authorities = reader.OptionalText("authorities");
        if (authorities is not null && !File.Exists(authorities))
        {
            throw reader.Wrong(
                "authorities",
                $"names '{authorities}', which does not exist",
                "write the full path of a PEM file"
            );
        }

        MailAddress from =
            MailText.AddressOf(reader.Text("from", "lull@example.com"))
            ?? throw reader.Wrong(
                "from",
                "is not a mail address",
                "write 'lull@example.com' or 'Lull <lull@example.com>'"
            );
        string ourName = reader.OptionalText("name") ?? from.Host;
        int port = tls switch
        {
            SmtpTls.Implicit => 465,
            SmtpTls.StartTls => 587,
            SmtpTls.None => 25,
        };
        return ourName.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-')
            ? new SmtpOptions(
                host,
                reader.Number("port", port, least: 1, most: 65_535),
                tls,
                user,
                password,
                from,
                ourName,
                authorities
            )
            : throw reader.Wrong(
                "name",
                $"'{ourName}' is not the name of a machine",
                "write for example 'ops.example.com'"
            );
    }

    private static bool IsLoopback(string host) =>
        host == "localhost" || (IPAddress.TryParse(host, out IPAddress? ip) && IPAddress.IsLoopback(ip));
}

/// <summary>How a connection to a mail server is protected.</summary>
internal enum SmtpTls
{
    /// <summary>Plain at first, then protected before anything of value is said; never without.</summary>
    StartTls,

    /// <summary>Protected from the first byte.</summary>
    Implicit,

    /// <summary>Not at all.</summary>
    None,
}
