using Microsoft.AspNetCore.Http;

namespace Lull.Lab.Hosts;

/// <summary>One machine: what is installed on it, what is being done to it, and whether it serves.</summary>
internal sealed class Host : IDisposable
{
    private readonly Lock gate = new();
    private readonly LabOptions options;
    private readonly Installed first;
    private readonly string firstBoot = NewBoot();
    private Installed installed;
    private Installed? backup;
    private string boot;
    private HostOperation? busy;
    private HostFault? fault;
    private TaskCompletionSource faultCleared = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenSource running = new();
    private int inFlight;
    private long served;

    public Host(string name, string group, LabOptions options)
    {
        Name = name;
        Group = group;
        this.options = options;
        first = new Installed(options.FirstVersion, options.FirstPatchLevel, Remediated: false, RestartNeeded: false);
        installed = first;
        boot = firstBoot;
    }

    public string Name { get; }

    public string Group { get; }

    /// <summary>Called after every change of what the host is or does, on the thread that changed it.</summary>
    public Action<Host>? Changed { get; set; }

    public HostState State
    {
        get
        {
            lock (gate)
            {
                return Look();
            }
        }
    }

    /// <summary>Whether its pages answer 200: nothing is being done to it that takes it out of service.</summary>
    public bool Serves
    {
        get
        {
            lock (gate)
            {
                return IsServing();
            }
        }
    }

    /// <summary>Whether connections are reset: it is booting or cannot be reached.</summary>
    public bool Refuses
    {
        get
        {
            lock (gate)
            {
                return busy is HostOperation.Restart || fault is HostFault.Unreachable;
            }
        }
    }

    /// <summary>Does one piece of administration and answers when it is over.</summary>
    /// <param name="operation">What to do.</param>
    /// <param name="argument">The version to deploy or the patch level; null for the default.</param>
    /// <param name="cancellation">The life of the lab. A caller who hangs up does not stop the work.</param>
    public async Task<HostAnswer> DoAsync(HostOperation operation, string? argument, CancellationToken cancellation)
    {
        lock (gate)
        {
            if (RefusalOf(operation) is { } refusal)
            {
                return new HostAnswer(StatusCodes.Status409Conflict, Look(), refusal);
            }

            busy = operation;
        }

        if (operation is HostOperation.Restart)
        {
            await CutRequestsAsync();
        }

        Changed?.Invoke(this);
        await Task.Delay(options.Durations.Of(operation), cancellation);
        HostAnswer answer;
        lock (gate)
        {
            string? problem = Finish(operation, argument);
            busy = null;
            int status = problem is null ? StatusCodes.Status200OK : StatusCodes.Status500InternalServerError;
            answer = new HostAnswer(status, Look(), problem);
        }

        Changed?.Invoke(this);
        return answer;
    }

    /// <summary>Plants a fault, or clears the present one with null. Whoever hung goes on.</summary>
    public async Task SetFaultAsync(HostFault? planted)
    {
        TaskCompletionSource cleared;
        lock (gate)
        {
            fault = planted;
            cleared = faultCleared;
            faultCleared = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        cleared.SetResult();
        if (planted is HostFault.Unreachable)
        {
            await CutRequestsAsync();
        }

        Changed?.Invoke(this);
    }

    /// <summary>Returns at once, or when the host no longer hangs.</summary>
    public async Task WaitWhileHungAsync(CancellationToken cancellation)
    {
        while (true)
        {
            Task cleared;
            lock (gate)
            {
                if (fault is not HostFault.Hang)
                {
                    return;
                }

                cleared = faultCleared.Task;
            }

            await cleared.WaitAsync(cancellation);
        }
    }

    /// <summary>Works on one page.</summary>
    /// <returns>False if the machine went away meanwhile.</returns>
    public async Task<bool> WorkAsync(CancellationToken cancellation)
    {
        CancellationToken life;
        lock (gate)
        {
            life = running.Token;
            inFlight++;
        }

        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(life, cancellation);
            await WaitWhileHungAsync(either.Token);
            await Task.Delay(options.ServingTime, either.Token);
            lock (gate)
            {
                served++;
            }

            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        finally
        {
            lock (gate)
            {
                inFlight--;
            }
        }
    }

    public void Dispose() => running.Dispose();

    private async Task CutRequestsAsync()
    {
        CancellationTokenSource ended;
        lock (gate)
        {
            ended = running;
            running = new CancellationTokenSource();
        }

        await ended.CancelAsync();
        ended.Dispose();
    }

    private string? RefusalOf(HostOperation operation) =>
        operation switch
        {
            _ when busy is { } other => $"{Name} is busy: {other} is under way. Wait until it is over.",
            HostOperation.Patch when !installed.Remediated =>
                $"{Name} is not remediated. Remediate it before patching.",
            HostOperation.Restore when backup is null => $"{Name} has no backup to restore. Take one first.",
            _ => null,
        };

    private string? Finish(HostOperation operation, string? argument)
    {
        switch (operation)
        {
            case HostOperation.Backup:
                backup = installed;
                break;
            case HostOperation.Deploy when fault is HostFault.FailNextDeploy:
                fault = null;
                return $"The deploy of {argument} to {Name} failed: the package does not unpack. {Name} still runs {installed.Version}.";
            case HostOperation.Deploy:
                installed = installed with { Version = argument ?? installed.Version };
                break;
            case HostOperation.Remediate:
                installed = installed with { Remediated = true };
                break;
            case HostOperation.Patch:
                installed = installed with { PatchLevel = argument ?? options.NextPatchLevel, RestartNeeded = true };
                break;
            case HostOperation.Restart:
                installed = installed with { RestartNeeded = false };
                boot = NewBoot();
                break;
            case HostOperation.Restore:
                installed = backup!;
                break;
        }

        return null;
    }

    private bool IsServing() =>
        busy is null or HostOperation.Backup or HostOperation.Remediate
        && fault is not (HostFault.Hang or HostFault.Unreachable);

    private HostState Look() =>
        new(
            Name,
            Group,
            installed.Version,
            installed.PatchLevel,
            installed.Remediated,
            installed.RestartNeeded,
            boot,
            BackupTaken: backup is not null,
            busy,
            fault,
            Healthy: IsServing() && fault is not HostFault.BadHealth,
            inFlight,
            served,
            Changed: boot != firstBoot || installed.Version != first.Version || installed.PatchLevel != first.PatchLevel
        );

    private static string NewBoot() => Guid.NewGuid().ToString();

    private sealed record Installed(string Version, string PatchLevel, bool Remediated, bool RestartNeeded);
}
