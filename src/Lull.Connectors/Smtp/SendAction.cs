using System.Net.Mail;
using Lull.Connectors.Guarding;
using Lull.Connectors.Http;
using Lull.Connectors.Reading;
using MimeKit;

namespace Lull.Connectors.Smtp;

/// <summary><c>send</c>: one mail; its Message-ID is the same at every try.</summary>
internal sealed class SendAction(SmtpOptions options, ISecrets secrets, TimeProvider time) : IAction
{
    private const int MostAtOnce = 50;

    /// <inheritdoc/>
    public ValueTask<Observation> ObserveAsync(ActionRequest request, CancellationToken cancellation) =>
        ValueTask.FromResult<Observation>(
            new Observation.Unknown(
                $"A mail cannot be looked up again; its Message-ID is {MailText.IdOf(request.Marker, options.Name)}."
            )
        );

    /// <inheritdoc/>
    public async ValueTask<Outcome> ApplyAsync(ActionRequest request, CancellationToken cancellation)
    {
        (ValueList<MailAddress> to, string subject, string text) = Read(request);
        using MimeMessage mail = MailText.Compose(
            options.From,
            to,
            subject,
            text,
            MailText.IdOf(request.Marker, options.Name),
            time.GetUtcNow()
        );
        var said = new Dictionary<MailAddress, SmtpReply>();
        for (int attempt = 1; ; attempt++)
        {
            MailAddress[] left =
            [
                .. to.Where(recipient => !said.TryGetValue(recipient, out SmtpReply? reply) || reply.IsLater),
            ];
            string? broken = null;
            try
            {
                await DeliverAsync(left, mail, said, cancellation);
            }
            catch (LostMailException fault)
            {
                return new Outcome.Unknown(
                    $"The mail was handed to {options.Host}, and its answer was lost: {fault.Message.TrimEnd('.')}. It may or may not be on its way. {Shown(said)}".TrimEnd()
                );
            }
            catch (NotReachedException) when (said.Count == 0)
            {
                throw;
            }
            catch (Exception fault) when (fault is NotReachedException or UnsentMailException)
            {
                broken = fault.Message;
            }

            bool isOver = broken is not null || !to.Any(recipient => said[recipient].IsLater);
            if (isOver || !await PauseAsync(attempt, cancellation))
            {
                return OutcomeOf(to, said, broken);
            }
        }
    }

    /// <inheritdoc/>
    public string Describe(ActionRequest request)
    {
        (ValueList<MailAddress> to, string subject, _) = Read(request);
        return $"Would mail '{subject}' to {string.Join(", ", to.Select(recipient => recipient.Address))} through {options.Host}";
    }

    private async ValueTask DeliverAsync(
        MailAddress[] left,
        MimeMessage mail,
        Dictionary<MailAddress, SmtpReply> said,
        CancellationToken cancellation
    )
    {
        await using SmtpSession session = await SmtpSession.OpenAsync(options, secrets, cancellation);
        foreach (MailAddress[] part in left.Chunk(MostAtOnce))
        {
            foreach (
                (MailAddress recipient, SmtpReply reply) in await session.DeliverAsync(
                    options.From,
                    part,
                    mail,
                    cancellation
                )
            )
            {
                said[recipient] = reply;
            }
        }
    }

    private async ValueTask<bool> PauseAsync(int attempt, CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(Pauses.Before(attempt), time, cancellation);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private Outcome OutcomeOf(ValueList<MailAddress> to, Dictionary<MailAddress, SmtpReply> said, string? broken)
    {
        int accepted = said.Values.Count(reply => reply.IsGood);
        string shown = broken is null ? Shown(said) : $"{broken} {Shown(said)}".TrimEnd();
        return accepted == 0
            ? new Outcome.Failed($"Nobody was mailed: {shown}", Evidence.None)
            : new Outcome.Done(
                Evidence.Of(
                    $"{options.Host} took the mail for {accepted} of {to.Count}",
                    accepted == to.Count ? "" : shown
                )
            );
    }

    /// <summary>What was said of those who did not get it.</summary>
    private static string Shown(Dictionary<MailAddress, SmtpReply> said) =>
        string.Join("; ", said.Where(pair => !pair.Value.IsGood).Select(pair => $"{pair.Key.Address}: {pair.Value}"));

    private static (ValueList<MailAddress> To, string Subject, string Text) Read(ActionRequest request)
    {
        var arguments = MapReader.OfArguments(request);
        ValueList<MailAddress> to =
        [
            .. arguments
                .Texts("to")
                .Select(text =>
                    MailText.AddressOf(text)
                    ?? throw arguments.Wrong("to", $"'{text}' is not a mail address", "write 'name@example.com'")
                )
                .Distinct(),
        ];
        if (to.Count == 0)
        {
            throw arguments.Wrong("to", "is missing", "write for example 'to: [ops@example.com]'");
        }

        string text = arguments.Text("text", "We begin.");
        return (to, arguments.OptionalText("subject") ?? text.Split('\n')[0].Trim(), text);
    }
}
