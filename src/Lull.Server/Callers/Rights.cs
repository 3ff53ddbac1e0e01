namespace Lull.Server.Callers;

/// <summary>What an account or a token may do. Everything is denied unless granted; none includes another.</summary>
[Flags]
public enum Rights
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>See plans, maintenances, reports, the fleet and connections.</summary>
    View = 1,

    /// <summary>Run maintenances: start, tick, skip, answer, pause, extend, abort, roll back, note.</summary>
    Operate = 2,

    /// <summary>Approve and take an approval back; in the roles the person holds, never their own revision.</summary>
    Approve = 4,

    /// <summary>Write plans and sites, hand maintenances in, call them off before they start.</summary>
    Author = 8,

    /// <summary>People, tokens, webhooks, settings of the server.</summary>
    Administer = 16,

    /// <summary>Everything.</summary>
    All = View | Operate | Approve | Author | Administer,
}
