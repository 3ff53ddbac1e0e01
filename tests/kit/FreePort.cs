using System.Net;
using System.Net.Sockets;

namespace Lull.Server.Tests.Kit;

/// <summary>
/// Ports of loopback for programs that must be told theirs. They lie below those that the system gives away by itself, and none is named
/// twice: between the asking and the listening, nobody else gets it.
/// </summary>
internal static class FreePort
{
    private const int First = 10_000;

    /// <summary>Linux gives away ports from here on (net.ipv4.ip_local_port_range).</summary>
    private const int End = 32_768;

    private static int _taken = Random.Shared.Next(End - First);

    /// <summary>A port that nobody listens on.</summary>
    internal static int Next()
    {
        while (true)
        {
            int port = First + (int)((uint)Interlocked.Increment(ref _taken) % (End - First));
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody else has it.
            }
        }
    }
}
