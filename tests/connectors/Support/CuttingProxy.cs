using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lull.Connectors.Tests.Support;

/// <summary>Passes bytes on, but swallows the answer to a certain request: the server has acted and the client never learns.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _over = new();
    private readonly int _target;
    private readonly Func<string, bool> _cut;
    private readonly Task _serving;

    /// <param name="target">Port of the real server.</param>
    /// <param name="cut">Told everything the client has said on one connection; true means that the answer is swallowed.</param>
    internal CuttingProxy(int target, Func<string, bool> cut)
    {
        (_target, _cut) = (target, cut);
        _listener.Start();
        _serving = ServeAsync();
    }

    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many answers were swallowed.</summary>
    internal int Cuts { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        _listener.Stop();
        await _serving;
        _over.Dispose();
    }

    private async Task ServeAsync()
    {
        var clients = new List<Task>();
        try
        {
            while (true)
            {
                clients.Add(PassAsync(await _listener.AcceptTcpClientAsync(_over.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(clients);
        }
    }

    private async Task PassAsync(TcpClient client)
    {
        using TcpClient from = client;
        using var to = new TcpClient();
        await to.ConnectAsync(IPAddress.Loopback, _target, _over.Token);
        var said = new StringBuilder();
        try
        {
            await Task.WhenAny(UpAsync(from.GetStream(), to, said), DownAsync(to.GetStream(), from.GetStream(), said));
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException)
        {
            // One side has gone; closing the other is what a wire does.
        }
    }

    private async Task UpAsync(NetworkStream client, TcpClient server, StringBuilder said)
    {
        byte[] buffer = new byte[16_384];
        while (await client.ReadAsync(buffer, _over.Token) is > 0 and var count)
        {
            lock (said)
            {
                said.Append(Encoding.Latin1.GetString(buffer, 0, count));
            }

            await server.GetStream().WriteAsync(buffer.AsMemory(0, count), _over.Token);
        }

        server.Client.Shutdown(SocketShutdown.Send);
        await new TaskCompletionSource().Task.WaitAsync(_over.Token);
    }

    private async Task DownAsync(NetworkStream server, NetworkStream client, StringBuilder said)
    {
        byte[] buffer = new byte[16_384];
        while (await server.ReadAsync(buffer, _over.Token) is > 0 and var count)
        {
            lock (said)
            {
                if (_cut(said.ToString()))
                {
                    Cuts++;
                    return;
                }
            }

            await client.WriteAsync(buffer.AsMemory(0, count), _over.Token);
        }
    }
}
