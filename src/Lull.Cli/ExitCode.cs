namespace Lull.Cli;

/// <summary>What <c>lull</c> tells its caller. Documented in <c>docs/cli.md</c>; numbers never change their meaning.</summary>
internal static class ExitCode
{
    /// <summary>Done; a maintenance closed with its change in place.</summary>
    internal const int Done = 0;

    /// <summary>Findings, or a refused command.</summary>
    internal const int Refused = 1;

    /// <summary>The command line, a file or a name in it is wrong.</summary>
    internal const int Usage = 2;

    /// <summary>The maintenance ended otherwise: rolled back, aborted or cancelled. Nothing is open.</summary>
    internal const int EndedOtherwise = 3;

    /// <summary>The maintenance ended, and something is left for people.</summary>
    internal const int NeedsRecovery = 4;

    /// <summary>Another engine has the store open.</summary>
    internal const int StoreInUse = 5;

    /// <summary>Nothing can be recorded: a full disk, a damaged or unusable store.</summary>
    internal const int CannotRecord = 6;

    /// <summary>Left running to be resumed.</summary>
    internal const int Interrupted = 7;

    /// <summary>No engine is running for the store.</summary>
    internal const int NoEngine = 8;

    /// <summary>A fault in Lull itself.</summary>
    internal const int Fault = 70;

    /// <summary>Each code with its meaning, for help.</summary>
    internal static IReadOnlyList<(int Code, string Meaning)> All { get; } =
    [
        (Done, "done"),
        (Refused, "findings, or the command was refused"),
        (Usage, "the command line or a file is wrong"),
        (EndedOtherwise, "ended otherwise: rolled back, aborted or cancelled"),
        (NeedsRecovery, "ended, and something is left for people"),
        (StoreInUse, "another engine has the store open"),
        (CannotRecord, "nothing can be recorded in the store"),
        (Interrupted, "left running, to be resumed with the same command"),
        (NoEngine, "no engine is running for the store"),
        (Fault, "a fault in Lull itself"),
    ];
}
