using System.Diagnostics;
using System.Globalization;

namespace Lull.Bench;

/// <summary>What <c>lull run</c> adds to each step: 1,000 steps that do nothing, against 10 of them, as a user runs it.</summary>
internal static class RunBench
{
    internal static async Task RunAsync()
    {
        string program = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../Lull.Cli/release/lull"));
        string directory = Directory.CreateTempSubdirectory("lull-bench").FullName;
        try
        {
            (double few, _) = await MeasureAsync(program, directory, 10);
            (double many, long memory) = await MeasureAsync(program, directory, 1_000);
            double bare = await BareAsync(directory);
            double each = (many - few) / 990;
            Console.WriteLine("### `lull run`: 1,000 steps that do nothing");
            Console.WriteLine();
            Console.WriteLine("| what | figure |");
            Console.WriteLine("|---|---:|");
            Row("10 steps, from start to exit", $"{few:0.00} s");
            Row("1,000 steps, from start to exit", $"{many:0.00} s");
            Row("each step more (two events, a shell, its record)", $"{each * 1000:0.0} ms");
            Row("starting /bin/sh -c true and nothing else", $"{bare * 1000:0.0} ms");
            Row("a step against that", $"{each / bare:0.0} times");
            Row("memory at its highest", $"{memory / 1024.0 / 1024.0:0} MiB");
            Console.WriteLine();
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static void Row(string what, FormattableString figure) =>
        Console.WriteLine($"| {what} | {figure.ToString(CultureInfo.InvariantCulture)} |");

    private static async Task<(double Seconds, long Memory)> MeasureAsync(string program, string directory, int steps)
    {
        string site = Path.Combine(directory, "bench.site.yaml");
        await File.WriteAllTextAsync(
            site,
            $$"""
            site: bench
            connections:
              shell: { kind: shell, jobs: "{{Path.Combine(directory, "jobs")}}" }
            """
        );
        string plan = Path.Combine(directory, $"{steps}.plan.yaml");
        string start = DateTimeOffset.UtcNow.AddMinutes(-1).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        string head = $$"""
            maintenance: {{steps}} steps
            window: { start: {{start}}, length: 12h, zone: Etc/UTC }
            rollback: { none: Nothing is changed. }
            change:

            """;
        IEnumerable<string> lines = Enumerable
            .Range(1, steps)
            .Select(number =>
                $$"""
                      - { title: Nothing {{number}}, shell.run: 'true', estimate: 1s, undo: { none: It is nothing. } }

                    """
            );
        await File.WriteAllTextAsync(plan, head + string.Concat(lines));
        var begin = new ProcessStartInfo(program)
        {
            ArgumentList =
            {
                "run",
                plan,
                "--site",
                site,
                "--store",
                Path.Combine(directory, $"store-{steps}"),
                "--unattended",
                "--json",
            },
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        long begun = Stopwatch.GetTimestamp();
        using Process process = Process.Start(begin)!;
        Task<string> said = process.StandardError.ReadToEndAsync();
        long memory = 0;
        while (await process.StandardOutput.ReadLineAsync() is not null)
        {
            process.Refresh();
            memory = process.HasExited ? memory : Math.Max(memory, process.PeakWorkingSet64);
        }

        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? (Stopwatch.GetElapsedTime(begun).TotalSeconds, memory)
            : throw new InvalidOperationException($"lull run ended with {process.ExitCode}: {await said}");
    }

    private static async Task<double> BareAsync(string directory)
    {
        const int Times = 200;
        long begun = Stopwatch.GetTimestamp();
        for (int time = 0; time < Times; time++)
        {
            using Process process = Process.Start(
                new ProcessStartInfo("/bin/sh") { ArgumentList = { "-c", "true" }, WorkingDirectory = directory }
            )!;
            await process.WaitForExitAsync();
        }

        return Stopwatch.GetElapsedTime(begun).TotalSeconds / Times;
    }
}
