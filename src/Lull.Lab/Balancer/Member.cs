namespace Lull.Lab.Balancer;

/// <summary>One server of the pool as the balancer sees it. Owned by its <see cref="Pool"/>, which guards it.</summary>
/// <remarks>
/// Health counts as in HAProxy: 0 is down, <see cref="Rise"/> and above is up, <see cref="Top"/> is up for sure. A member
/// that comes back from maintenance starts at <see cref="Rise"/>, so it shows <c>UP 1/3</c> and takes requests before any
/// check has confirmed it.
/// </remarks>
internal sealed class Member(int id, string name, Func<Uri> address, DateTimeOffset now)
{
    /// <summary>Checks that must pass before a member that is down is up.</summary>
    public const int Rise = 2;

    /// <summary>Checks that must fail before a member that is up is down.</summary>
    public const int Fall = 3;

    /// <summary>The weight from the configuration.</summary>
    public const int InitialWeight = 50;

    private const int Top = Rise + Fall - 1;

    public int Id => id;

    public string Name => name;

    public Uri Address => address();

    public int Weight { get; set; } = InitialWeight;

    public AdminState Admin { get; private set; }

    public int Health { get; private set; } = Rise;

    public CheckResult LastCheck { get; private set; } = CheckResult.None;

    public DateTimeOffset ChangedAt { get; private set; } = now;

    public DateTimeOffset? LastSessionAt { get; private set; }

    public long ChecksFailed { get; private set; }

    public long TimesDown { get; private set; }

    public int Sessions { get; private set; }

    public int MostSessions { get; private set; }

    public long TotalSessions { get; private set; }

    public long FailedConnections { get; set; }

    public long BrokenAnswers { get; set; }

    /// <summary>The place in the weighted round.</summary>
    public int Turn { get; set; }

    /// <summary>Ends the sessions of now when they are shut down.</summary>
    public CancellationTokenSource SessionsEnd { get; set; } = new();

    /// <summary>Whether it runs: not in maintenance, and not down.</summary>
    public bool Runs => Admin is not AdminState.Maint && Health >= Rise;

    /// <summary>Whether it gets new requests.</summary>
    public bool TakesRequests => Runs && Admin is AdminState.Ready && Weight > 0;

    /// <summary>The status column of <c>show stat</c>.</summary>
    public string Status =>
        (Admin, Health) switch
        {
            (AdminState.Maint, _) => "MAINT",
            (_, 0) => "DOWN",
            (_, < Rise) => $"DOWN {Health}/{Rise}",
            (var admin, < Top) => $"{(admin is AdminState.Drain ? "DRAIN" : "UP")} {Health - Rise + 1}/{Fall}",
            (AdminState.Drain, _) => "DRAIN",
            _ => "UP",
        };

    public void SetAdmin(AdminState wanted, DateTimeOffset now)
    {
        if (wanted == Admin)
        {
            return;
        }

        Health =
            wanted is AdminState.Maint ? 0
            : Admin is AdminState.Maint ? Rise
            : Health;
        Admin = wanted;
        ChangedAt = now;
    }

    public void Record(CheckResult result, DateTimeOffset now)
    {
        if (Admin is AdminState.Maint)
        {
            return;
        }

        bool ran = Runs;
        LastCheck = result;
        if (result.Passed)
        {
            Health = Health + 1 >= Rise ? Top : Health + 1;
        }
        else
        {
            ChecksFailed++;
            Health = Health - 1 >= Rise ? Health - 1 : 0;
        }

        if (ran != Runs)
        {
            ChangedAt = now;
            TimesDown += ran ? 1 : 0;
        }
    }

    public void Begin(DateTimeOffset now)
    {
        Sessions++;
        TotalSessions++;
        MostSessions = Math.Max(MostSessions, Sessions);
        LastSessionAt = now;
    }

    public void End() => Sessions--;
}
