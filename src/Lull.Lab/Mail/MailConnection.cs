using System.Text;
using Microsoft.AspNetCore.Connections;

namespace Lull.Lab.Mail;

/// <summary>A mail server's side of a connection.</summary>
internal sealed class MailConnection(Mailbox mailbox, CancellationToken life)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public async Task ServeAsync(ConnectionContext connection)
    {
        var dialogue = new MailDialogue(mailbox);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(life);
        try
        {
            await SayAsync(connection, MailDialogue.Greeting);
            while (!dialogue.IsOver)
            {
                patience.CancelAfter(Patience);
                if (await TextLines.ReadAsync(connection.Transport.Input, patience.Token) is not { } line)
                {
                    return;
                }

                if (dialogue.Hear(line) is { } answer)
                {
                    await SayAsync(connection, answer);
                }
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or IOException)
        {
            connection.Abort();
        }
    }

    private static async Task SayAsync(ConnectionContext connection, string answer) =>
        await connection.Transport.Output.WriteAsync(Encoding.UTF8.GetBytes($"{answer}\r\n"));
}
