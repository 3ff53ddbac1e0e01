using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Lull.Cli.Tests;

/// <summary>The built program, from the outside: the whole demonstration, killed in the middle and begun again.</summary>
public sealed class DemoTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task Killed_in_the_middle_the_demonstration_goes_on_and_loses_nothing()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        string store = Directory.CreateTempSubdirectory("lull-demo-").FullName;

        using (Process first = Start(store))
        {
            await UntilSaidAsync(first, "web3: Install the updates: done", limit.Token);
            first.Kill();
            await first.WaitForExitAsync(limit.Token);
        }

        using Process second = Start(store);
        var progress = new StringBuilder();
        second.ErrorDataReceived += (_, line) => progress.AppendLine(line.Data);
        second.BeginErrorReadLine();
        string output;
        try
        {
            output = await second.StandardOutput.ReadToEndAsync(limit.Token);
            await second.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException late)
        {
            second.Kill();
            await second.WaitForExitAsync(TestContext.Current.CancellationToken);
            throw new ShouldAssertException($"It did not end within {Limit}. It said:\n{progress}", late);
        }

        progress.ToString().ShouldContain("Going on with");
        JsonElement result = JsonDocument.Parse(output.TrimEnd().Split('\n')[^1]).RootElement;
        result.GetProperty("outcome").GetString().ShouldBe("done");
        result.GetProperty("failedRequests").GetInt64().ShouldBe(0);
        result.GetProperty("requests").GetInt64().ShouldBeGreaterThan(0);
        result.GetProperty("hostsChanged").GetInt32().ShouldBe(14);
        result.GetProperty("openBrackets").GetInt32().ShouldBe(0);
        result.GetProperty("journal").GetString().ShouldBe("verified");
        second.ExitCode.ShouldBe(0);

        string report = await File.ReadAllTextAsync(Path.Combine(store, "report.md"), limit.Token);
        report.ShouldContain("| Management servers | OPS-2259 | patching | not doing |");
        report.ShouldContain($"head {result.GetProperty("head").GetString()}");
        (await Line.RunAsync("audit", "verify", "--store", store)).Code.ShouldBe(ExitCode.Done);
        Line html = await Line.RunAsync("report", "--store", store, "--format", "html");
        html.Output.ShouldStartWith("<!doctype html>");
        html.Output.ShouldNotContain("<script");
        Directory.Delete(store, recursive: true);
    }

    private static Process Start(string store)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (
            string argument in (string[])
                [Path.Combine(AppContext.BaseDirectory, "lull.dll"), "demo", "--unattended", "--json", "--store", store]
        )
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start).ShouldNotBeNull();
    }

    private static async Task UntilSaidAsync(Process process, string said, CancellationToken cancellation)
    {
        while (await process.StandardError.ReadLineAsync(cancellation) is { } line)
        {
            if (line.Contains(said, StringComparison.Ordinal))
            {
                return;
            }
        }

        throw new ShouldAssertException($"The program ended before it said '{said}'.");
    }
}
