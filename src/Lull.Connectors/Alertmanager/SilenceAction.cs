using System.Globalization;
using System.Text.Json;
using Lull.Connectors.Http;
using Lull.Connectors.Reading;

namespace Lull.Connectors.Alertmanager;

/// <summary><c>silence</c>: found again by the marker at the start of its comment.</summary>
internal sealed class SilenceAction(SilenceApi api, TimeProvider time) : IAction
{
    private const int LongestComment = 1_000;

    /// <inheritdoc/>
    public async ValueTask<Observation> ObserveAsync(ActionRequest request, CancellationToken cancellation)
    {
        _ = SilenceArguments.Of(request);
        ValueList<Silence> held = await api.HeldUnderAsync(request.Marker, cancellation);
        return held.Count == 0
            ? new Observation.NotDone("", new Evidence($"No silence of '{request.Marker}' is in force"))
            : new Observation.Done("", new Evidence(Shown(held[0])));
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome> ApplyAsync(ActionRequest request, CancellationToken cancellation)
    {
        var arguments = SilenceArguments.Of(request);
        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset end = request.HeldUntil?.ToDateTimeOffset() ?? now + arguments.For.ToTimeSpan();
        if (end <= now)
        {
            return new Outcome.Failed(
                $"The silence would have ended at {Utc(end)} already; give it a longer 'for'.",
                Evidence.None
            );
        }

        ValueList<Silence> held = await api.HeldUnderAsync(request.Marker, cancellation);
        if (held.Count > 0 && (request.HeldUntil is null || held[0].EndsAt >= end))
        {
            return new Outcome.Done(new Evidence(Shown(held[0])));
        }

        // Changing one in place needs its own matchers and start; with others Alertmanager ends it and makes a new one.
        Silence wanted =
            held.Count > 0
                ? held[0] with
                {
                    EndsAt = end,
                    Status = null,
                }
                : new Silence(
                    Id: null,
                    [.. arguments.Matchers],
                    now,
                    end,
                    "lull",
                    CommentOf(request.Marker, arguments.Comment)
                );
        HttpAnswer answer;
        try
        {
            answer = await api.PostAsync(wanted, cancellation);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            return new Outcome.Unknown(
                $"Alertmanager at {api.Shown} gave no answer: {fault.Message}. The silence may or may not be in force."
            );
        }

        return answer switch
        {
            { IsGood: true } => await ShowAsync(request.Marker, end, cancellation),
            { Status: 400 or 401 or 403 or 404 or 422 or 429 } => new Outcome.Failed(
                $"Alertmanager refused the silence {arguments}: {answer.Summary}: {answer.FirstLine}",
                answer.Evidence
            ),
            _ => new Outcome.Unknown(
                $"Alertmanager at {api.Shown} answered {answer.Summary}: {answer.FirstLine} The silence may or may not be in force."
            ),
        };
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome> CloseAsync(ActionRequest request, CancellationToken cancellation)
    {
        ValueList<Silence> held = await api.HeldUnderAsync(request.Marker, cancellation);
        foreach (Silence silence in held)
        {
            HttpAnswer answer = await api.DeleteAsync(silence.Id ?? "", cancellation);
            if (answer.Status is 401 or 403)
            {
                return new Outcome.Failed(
                    $"Alertmanager at {api.Shown} does not let us end silence {silence.Id}: {answer.Summary}.",
                    answer.Evidence
                );
            }
        }

        // Old versions answer 500 for one that is gone; what counts is what is still in force.
        ValueList<Silence> left = await api.HeldUnderAsync(request.Marker, cancellation);
        return left.Count > 0
            ? new Outcome.Failed(
                $"Silence {left[0].Id} is still in force; end it in Alertmanager at {api.Shown}.",
                new Evidence(Shown(left[0]))
            )
            : new Outcome.Done(
                new Evidence(
                    held.Count == 0
                        ? "No silence was in force any more"
                        : $"Ended silence {string.Join(", ", held.Select(silence => silence.Id))}"
                )
            );
    }

    /// <inheritdoc/>
    public string Describe(ActionRequest request)
    {
        var arguments = SilenceArguments.Of(request);
        string until = request.HeldUntil is { } end
            ? $"until {Utc(end.ToDateTimeOffset())}"
            : $"for {DurationText.Of(arguments.For)}";
        return $"Would silence {arguments} {until} at {api.Shown}";
    }

    private async ValueTask<Outcome> ShowAsync(string marker, DateTimeOffset end, CancellationToken cancellation)
    {
        ValueList<Silence> seen = await api.HeldUnderAsync(marker, cancellation);
        return seen.FirstOrDefault(silence => silence.EndsAt >= end - TimeSpan.FromSeconds(1)) is { } silence
            ? new Outcome.Done(new Evidence(Shown(silence)), silence.Id ?? "")
            : new Outcome.Unknown(
                $"Alertmanager at {api.Shown} took the silence but does not list it; members of a cluster may lag. Look again."
            );
    }

    private static string CommentOf(string marker, string comment)
    {
        string text = comment.Length > 0 ? $"{marker} {comment}" : marker;
        return text.Length > LongestComment ? text[..LongestComment] : text;
    }

    private static string Shown(Silence silence) =>
        $"Silence {silence.Id} of {{{string.Join(", ", (IEnumerable<Matcher>)silence.Matchers)}}} until {Utc(silence.EndsAt)}";

    private static string Utc(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
