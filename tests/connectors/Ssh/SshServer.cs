using System.Diagnostics;
using Lull.Connectors.Tests.Support;
using Lull.Server.Tests.Kit;

namespace Lull.Connectors.Tests.Ssh;

/// <summary>The real sshd with keys of its own, for the user who runs the tests. Its machine can seem to be restarted.</summary>
public sealed class SshServer : IAsyncLifetime
{
    private readonly Folder _folder = new();
    private RealProgram? _program;

    internal int Port { get; } = FreePort.Next();

    internal string Identity => _folder["key"];

    internal string KnownHosts => _folder["known_hosts"];

    /// <summary>A program for the host that ends its boot: the kernel's boot id is another one afterwards.</summary>
    internal string Restart => _folder["restart"];

    internal string Jobs => _folder["jobs"];

    /// <summary>How often the machine was restarted.</summary>
    internal int Restarts => File.Exists(_folder["restarts"]) ? File.ReadAllLines(_folder["restarts"]).Length : 0;

    public async ValueTask InitializeAsync()
    {
        if (Environment.IsPrivilegedProcess)
        {
            Directory.CreateDirectory("/run/sshd");
        }

        foreach (string key in new[] { "host", "key" })
        {
            using var process = Process.Start(
                "ssh-keygen",
                ["-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", _folder[key]]
            );
            await process.WaitForExitAsync();
        }

        File.Copy(_folder["key.pub"], _folder["authorized_keys"]);
        string hostKey = await File.ReadAllTextAsync(_folder["host.pub"]);
        await File.WriteAllTextAsync(KnownHosts, $"[127.0.0.1]:{Port},[localhost]:{Port} {hostKey}");
        await WriteProgramsAsync();
        await File.WriteAllTextAsync(
            _folder["sshd_config"],
            $"""
            Port {Port}
            ListenAddress 127.0.0.1
            HostKey {_folder["host"]}
            PidFile none
            AuthorizedKeysFile {_folder["authorized_keys"]}
            StrictModes no
            UsePAM no
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            PermitRootLogin prohibit-password
            SetEnv PATH={_folder["bin"]}:/usr/local/bin:/usr/bin:/bin

            """
        );
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _program!.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Ends the server and every connection to it, as pulling the cable does; what runs on the host goes on.</summary>
    internal async Task DropEverybodyAsync()
    {
        foreach (int process in LinuxProcess.DescendantsOf(_program!.Id).Where(LinuxProcess.IsSshd).ToArray())
        {
            LinuxProcess.Kill(process);
        }

        await _program.DisposeAsync();
        await StartAsync();
    }

    private async Task StartAsync() =>
        _program = await RealProgram.StartAsync(
            "/usr/sbin/sshd",
            "openssh-server",
            ["-D", "-e", "-f", _folder["sshd_config"]],
            () => RealProgram.ListensAsync(Port)
        );

    /// <summary>A cat that shows our boot id in place of the kernel's, and a program that changes it.</summary>
    private async Task WriteProgramsAsync()
    {
        Directory.CreateDirectory(_folder["bin"]);
        await File.WriteAllTextAsync(_folder["boot_id"], "first-boot\n");
        await WriteProgramAsync(
            Path.Combine(_folder["bin"], "cat"),
            $"""
            #!/bin/sh
            [ "$1" = /proc/sys/kernel/random/boot_id ] && exec /bin/cat {_folder["boot_id"]}
            exec /bin/cat "$@"
            """
        );
        await WriteProgramAsync(
            Path.Combine(_folder["bin"], "systemctl"),
            """
            #!/bin/sh
            [ "$1" = is-system-running ] && echo degraded && exit 1
            exit 64
            """
        );
        await WriteProgramAsync(
            Restart,
            $"""
            #!/bin/sh
            echo again >>{_folder["restarts"]}
            echo boot-$$ >{_folder["boot_id"]}
            """
        );
    }

    private static async Task WriteProgramAsync(string path, string text)
    {
        await File.WriteAllTextAsync(path, text + "\n");
        using var process = Process.Start("chmod", ["755", path]);
        await process.WaitForExitAsync();
    }
}
