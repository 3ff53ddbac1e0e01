using System.Net.Sockets;
using System.Text;
using Lull.Connectors.Guarding;

namespace Lull.Connectors.HaProxy;

/// <summary>The runtime sockets of all nodes: one line in, text out, and the node closes the connection.</summary>
internal sealed class HaProxyNodes(ValueList<RuntimeAddress> nodes)
{
    private static readonly TimeSpan TimeToConnect = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TimeToAnswer = TimeSpan.FromSeconds(10);

    /// <summary>The server's state on each node, in the order of the site.</summary>
    internal async ValueTask<ValueList<NodeState>> ReadAsync(ServerName server, CancellationToken cancellation)
    {
        var states = new List<NodeState>();
        foreach (RuntimeAddress node in nodes)
        {
            string servers = await AskAsync(node, $"show servers state {server.Backend}", cancellation);
            string stat = await AskAsync(node, $"show stat {server.Backend} 4 -1", cancellation);
            states.Add(RuntimeTables.StateOf(node, server, servers, stat));
        }

        return [.. states];
    }

    /// <summary>Sends a command that answers with an empty line when it was done.</summary>
    /// <exception cref="RefusedException">The node said no, in its own words.</exception>
    internal static async ValueTask CommandAsync(RuntimeAddress node, string command, CancellationToken cancellation)
    {
        string answer = (await AskAsync(node, command, cancellation)).Trim();
        if (answer.Length > 0)
        {
            throw new RefusedException($"HAProxy at {node} refused '{command}': {Explain(answer)}");
        }
    }

    /// <summary>Version of each node; fails when one does not answer or allows no changes.</summary>
    internal async ValueTask<Health> HealthAsync(CancellationToken cancellation)
    {
        var says = new List<string>();
        foreach (RuntimeAddress node in nodes)
        {
            string info = await AskAsync(node, "show info", cancellation);
            string version =
                info.Split('\n')
                    .FirstOrDefault(line => line.StartsWith("Version:", StringComparison.Ordinal))
                    ?["Version:".Length..].Trim()
                ?? "of unknown version";
            // A command for a server that cannot exist changes nothing, and its answer tells whether changes are allowed.
            string allowed = await AskAsync(node, "set server -/- state ready", cancellation);
            if (allowed.Contains("Permission denied", StringComparison.Ordinal))
            {
                return new Health(
                    Good: false,
                    $"HAProxy {version} at {node} allows no changes; write 'level admin' on its 'stats socket' line."
                );
            }

            says.Add($"HAProxy {version} at {node}");
        }

        return new Health(Good: true, string.Join(", ", says) + ".");
    }

    private static async ValueTask<string> AskAsync(RuntimeAddress node, string command, CancellationToken cancellation)
    {
        using var socket =
            node.EndPoint is UnixDomainSocketEndPoint
                ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
                : new Socket(SocketType.Stream, ProtocolType.Tcp);
        await ConnectAsync(socket, node, cancellation);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeToAnswer);
        try
        {
            await using var stream = new NetworkStream(socket);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(command + "\n"), limit.Token);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            string answer = await reader.ReadToEndAsync(limit.Token);
            // Every answer ends with an empty line; without one the connection broke, and the command may have been done.
            return answer.EndsWith('\n')
                ? answer
                : throw new IOException($"HAProxy at {node} broke off its answer to '{command}'");
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw new IOException(
                $"HAProxy at {node} did not answer '{command}' within {TimeToAnswer.TotalSeconds} s",
                late
            );
        }
        catch (SocketException fault)
        {
            throw new IOException($"HAProxy at {node} broke off: {fault.Message}", fault);
        }
    }

    private static async ValueTask ConnectAsync(Socket socket, RuntimeAddress node, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeToConnect);
        try
        {
            await socket.ConnectAsync(node.EndPoint, limit.Token);
        }
        catch (SocketException fault)
        {
            throw new NotReachedException(
                $"HAProxy cannot be reached at {node}: {fault.Message}. Is it running, and does its 'stats socket' listen there?",
                fault
            );
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw new NotReachedException(
                $"HAProxy at {node} did not accept a connection within {TimeToConnect.TotalSeconds} s.",
                late
            );
        }
    }

    private static string Explain(string answer) =>
        answer.Contains("Permission denied", StringComparison.Ordinal)
            ? "Permission denied. Write 'level admin' on its 'stats socket' line."
            : answer;
}

/// <summary>The other side said no; nothing was changed by that command.</summary>
internal sealed class RefusedException(string message, Exception? cause = null) : Exception(message, cause);
