using System.Text;
using Microsoft.AspNetCore.Connections;

namespace Lull.Lab.Balancer;

/// <summary>The runtime API on a connection, TCP or unix socket: one line in, the answer out, and the connection is closed.</summary>
internal sealed class RuntimeConnection(RuntimeCommands commands)
{
    private static readonly TimeSpan LineWithin = TimeSpan.FromSeconds(10);

    public async Task ServeAsync(ConnectionContext connection)
    {
        // Not linked to the connection: who closes its sending half after the line still reads the answer.
        using var within = new CancellationTokenSource(LineWithin);
        try
        {
            if (await TextLines.ReadAsync(connection.Transport.Input, within.Token) is { } line)
            {
                await connection.Transport.Output.WriteAsync(
                    Encoding.UTF8.GetBytes(commands.Answer(line)),
                    within.Token
                );
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or IOException)
        {
            connection.Abort();
        }
    }
}
