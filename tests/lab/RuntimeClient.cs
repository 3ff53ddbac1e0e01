using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lull.Lab.Tests;

/// <summary>Sends one line to a runtime API and reads until the other side closes.</summary>
internal static class RuntimeClient
{
    public static async Task<string> Ask(EndPoint address, string line)
    {
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        bool unix = address is UnixDomainSocketEndPoint;
        using var socket = new Socket(
            unix ? AddressFamily.Unix : AddressFamily.InterNetwork,
            SocketType.Stream,
            unix ? ProtocolType.Unspecified : ProtocolType.Tcp
        );
        await socket.ConnectAsync(address, end.Token);
        await socket.SendAsync(Encoding.UTF8.GetBytes(line + "\n"), end.Token);
        await using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync(end.Token);
    }

    public static Task<string> Ask(DataCentre lab, string line) =>
        Ask(new UnixDomainSocketEndPoint(lab.Endpoints.RuntimeSocket), line);

    /// <summary>The cells of one server in <c>show stat</c>, by the names in the header.</summary>
    public static async Task<Dictionary<string, string>> Stat(EndPoint address, string server)
    {
        string[] lines = (await Ask(address, "show stat web 4 -1")).Split('\n');
        string[] names = lines[0].TrimStart('#', ' ').Split(',');
        string[] cells = lines.Single(line => line.StartsWith($"web,{server},", StringComparison.Ordinal)).Split(',');
        return names
            .Zip(cells)
            .Where(pair => pair.First.Length > 0)
            .ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
    }

    public static Task<Dictionary<string, string>> Stat(DataCentre lab, string server) =>
        Stat(new UnixDomainSocketEndPoint(lab.Endpoints.RuntimeSocket), server);
}
