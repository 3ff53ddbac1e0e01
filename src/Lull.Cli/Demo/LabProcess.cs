using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lull.Cli.Plans;
using Lull.Lab;
using Lull.Lab.Hosts;

namespace Lull.Cli.Demo;

/// <summary>The data centre of the demonstration, in a process of its own that outlives the engine.</summary>
internal sealed class LabProcess : IDisposable
{
    private const string Script = """
        exec >"$1" 2>&1 </dev/null
        shift
        if command -v setsid >/dev/null; then exec setsid "$@"; else exec "$@"; fi
        """;

    private static readonly TimeSpan OpensWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(50);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    private readonly HttpClient _http;

    private LabProcess(LabFile file)
    {
        Endpoints = file.Endpoints;
        _http = new HttpClient { BaseAddress = file.Endpoints.Control, Timeout = AnswersWithin };
    }

    /// <summary>Long enough to be looked at, short enough for a demonstration.</summary>
    internal static HostDurations Durations { get; } =
        new()
        {
            Remediate = TimeSpan.FromMilliseconds(300),
            Patch = TimeSpan.FromMilliseconds(900),
            Restart = TimeSpan.FromMilliseconds(600),
        };

    /// <summary>The hosts of the lab in the order of their usual ports.</summary>
    internal static IReadOnlyList<string> HostNames { get; } =
    [.. Enumerable.Range(1, 10).Select(number => $"web{number}"), "sftp1", "sftp2", "app1", "app2", "db1"];

    /// <summary>Where it listens.</summary>
    internal Endpoints Endpoints { get; }

    /// <summary>The lab that was opened for a directory and still lives; null when there is none.</summary>
    internal static async Task<LabProcess?> FindAsync(string directory, CancellationToken cancellation)
    {
        try
        {
            if (await LabFile.ReadAsync(directory, cancellation) is not { } file)
            {
                return null;
            }

            var lab = new LabProcess(file);
            if (await lab.SummaryAsync(cancellation) is not null)
            {
                return lab;
            }

            lab.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Opens a new lab on free ports and waits until it is ready.</summary>
    /// <exception cref="UsageException">It did not open; says where to look.</exception>
    internal static async Task<LabProcess> OpenAsync(string directory, CancellationToken cancellation)
    {
        string log = Path.Combine(directory, "lab.log");
        File.Delete(Path.Combine(directory, LabFile.Name));
        var start = new ProcessStartInfo("/bin/sh");
        string program = Environment.ProcessPath ?? "dotnet";
        string[] arguments =
        [
            "-c",
            Script,
            "lull-lab",
            log,
            program,
            .. Path.GetFileNameWithoutExtension(program) == "dotnet"
                ? [Path.Combine(AppContext.BaseDirectory, "lull.dll")]
                : Array.Empty<string>(),
            "lab",
            "--ports",
            "0",
            "--slow",
            "--state",
            directory,
        ];
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start) ?? throw new UsageException("The lab cannot be started.");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(OpensWithin);
        using var timer = new PeriodicTimer(Beat);
        try
        {
            while (await timer.WaitForNextTickAsync(limit.Token))
            {
                if (await FindAsync(directory, limit.Token) is { } lab)
                {
                    return lab;
                }

                if (process.HasExited)
                {
                    throw new UsageException($"The lab did not open; {log} says why.");
                }
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new UsageException($"The lab did not open within {OpensWithin.TotalSeconds:0} s; {log} may say why.");
        }

        throw new OperationCanceledException(cancellation);
    }

    /// <summary>What the maintenance did to it so far; null when it does not answer.</summary>
    internal async Task<LabSummary?> SummaryAsync(CancellationToken cancellation)
    {
        try
        {
            return await _http.GetFromJsonAsync<LabSummary>("lab/summary", Json, cancellation);
        }
        catch (Exception gone) when (IsGone(gone, cancellation))
        {
            return null;
        }
    }

    /// <summary>One host as it stands; null when it cannot be seen.</summary>
    internal async Task<HostState?> HostAsync(string name, CancellationToken cancellation)
    {
        try
        {
            return await _http.GetFromJsonAsync<HostState>($"hosts/{Uri.EscapeDataString(name)}", Json, cancellation);
        }
        catch (Exception gone) when (IsGone(gone, cancellation))
        {
            return null;
        }
    }

    /// <summary>Closes it.</summary>
    internal async Task StopAsync(CancellationToken cancellation)
    {
        try
        {
            using HttpResponseMessage answer = await _http.PostAsync(
                new Uri("lab/stop", UriKind.Relative),
                content: null,
                cancellation
            );
        }
        catch (Exception gone) when (IsGone(gone, cancellation))
        {
            // It is gone, which is what was wanted.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static bool IsGone(Exception fault, CancellationToken cancellation) =>
        fault is HttpRequestException or SocketException or JsonException
        || (fault is OperationCanceledException && !cancellation.IsCancellationRequested);
}
