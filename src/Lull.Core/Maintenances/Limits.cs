namespace Lull.Core.Maintenances;

/// <summary>How patient the machine is where a plan does not say. Part of the rules: a change of these needs a new rules version.</summary>
internal static class Limits
{
    /// <summary>Version of the rules that new maintenances run under.</summary>
    internal const int Rules = 1;

    /// <summary>Tries to open a bracket before a person is asked.</summary>
    internal const int OpeningTries = 3;

    /// <summary>Tries to close a bracket before a person is asked; it is tried on all the same.</summary>
    internal const int ClosingTriesBeforeAsking = 3;

    /// <summary>Tries to send an announcement before a person is asked; it is tried on all the same.</summary>
    internal const int SendingTriesBeforeAsking = 5;

    /// <summary>How often an effect is begun again because it was seen not to have happened.</summary>
    internal const int Repeats = 3;

    /// <summary>How long a question that no clock of the plan decides waits before its default holds.</summary>
    internal static Duration AnswerWithin { get; } = Duration.FromMinutes(30);

    /// <summary>How much longer one extension makes a window: far more than anyone means, far less than a calendar can hold.</summary>
    internal static Duration LongestExtension { get; } = Duration.FromDays(366);

    private static readonly Duration LongestPause = Duration.FromMinutes(5);

    /// <summary>5 s after the first try, doubled after each further one, at most 5 min.</summary>
    internal static Duration PauseAfter(int attempt) =>
        attempt >= 8 ? LongestPause : Duration.Min(LongestPause, Duration.FromSeconds(5 << Math.Max(0, attempt - 1)));
}
