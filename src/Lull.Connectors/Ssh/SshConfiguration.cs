using System.Text;

namespace Lull.Connectors.Ssh;

/// <summary>The client configuration generated for one connection. The first value that ssh meets wins, so ours stand first.</summary>
internal static class SshConfiguration
{
    /// <summary>The text of the file; control sockets go into <paramref name="folder"/>, whose name must be short.</summary>
    internal static string Of(SshOptions options, string folder)
    {
        var text = new StringBuilder();
        // Target alone: a jump host that went through itself would never end, and it has a port of its own.
        string target = string.Concat(options.Jump.Select(jump => $" !{HostOf(jump)}"));
        text.Append("Host *").Append(target).Append('\n');
        Line(text, "ProxyJump", options.Jump.Count > 0 ? string.Join(',', options.Jump) : null);
        Line(text, "Port", options.Port?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        text.Append("Host *\n");
        Line(text, "User", options.User);
        Line(text, "IdentityFile", options.Identity is { } identity ? $"\"{identity}\"" : null);
        Line(text, "IdentitiesOnly", options.Identity is null ? null : "yes");
        Line(text, "UserKnownHostsFile", options.KnownHosts is { } known ? $"\"{known}\"" : null);
        Line(text, "StrictHostKeyChecking", options.AcceptNew ? "accept-new" : "yes");
        text.Append(
            $"""
              BatchMode yes
              RequestTTY no
              ForwardAgent no
              ForwardX11 no
              ClearAllForwardings yes
              PermitLocalCommand no
              EscapeChar none
              LogLevel ERROR
              ConnectTimeout 10
              ServerAliveInterval 15
              ServerAliveCountMax 4
              ControlMaster auto
              ControlPersist 60
              ControlPath {folder}/%C
            Include "{options.Configuration}"
            Include /etc/ssh/ssh_config

            """
        );
        return text.ToString();
    }

    private static void Line(StringBuilder text, string key, string? value)
    {
        if (value is not null)
        {
            text.Append("  ").Append(key).Append(' ').Append(value).Append('\n');
        }
    }

    private static string HostOf(string jump)
    {
        string host = jump[(jump.LastIndexOf('@') + 1)..];
        int bracket = host.IndexOf(']', StringComparison.Ordinal);
        if (bracket > 0)
        {
            return host[1..bracket];
        }

        int colon = host.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? host : host[..colon];
    }
}
