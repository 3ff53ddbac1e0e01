using System.Globalization;
using Lull.Connectors.Tests.Support;
using Lull.EndToEnd.Tests.Kit;

namespace Lull.EndToEnd.Tests.BadInput;

/// <summary>Bad input gets a clear error and loses nothing: the program as a user meets it.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_broken_plan_is_refused_with_every_mistake_and_its_place()
    {
        string plan = await WriteAsync(
            "broken.plan.yaml",
            "maintenance: Broken\nwindow: { start: 2026-03-08 02:30, length: 1h, zone: America/New_York }\nchnge: []\nroles: { lead: }\n"
        );
        using LullProgram lull = await LullProgram.RunAsync("run", plan, "--site", await SiteAsync(), "--store", Store);
        lull.ExitCode.ShouldBe(1, lull.Output);
        lull.Output.ShouldContain("broken.plan.yaml:3:1");
        lull.Output.ShouldContain("'chnge'");
        lull.Output.ShouldContain("change");
        lull.Output.ShouldContain("broken.plan.yaml:2:");
        Directory.Exists(Store).ShouldBeFalse("nothing was begun");
    }

    [Fact]
    public async Task A_window_that_is_over_ends_the_run_and_a_new_start_is_a_maintenance_of_its_own()
    {
        string plan = await PlanAsync("true", begins: "2020-01-01 10:00");
        string site = await SiteAsync();

        using LullProgram late = await LullProgram.RunAsync(
            "run",
            plan,
            "--site",
            site,
            "--store",
            Store,
            "--unattended"
        );
        late.ExitCode.ShouldBe(1, late.Output);
        late.Output.ShouldContain("Its window is over.");
        late.Output.ShouldContain("--start now");

        using LullProgram now = await LullProgram.RunAsync(
            "run",
            plan,
            "--site",
            site,
            "--store",
            Store,
            "--unattended",
            "--start",
            "now"
        );
        now.ExitCode.ShouldBe(0, now.Output);
        now.Output.ShouldContain("was never started and its window is over");
    }

    [Fact]
    public async Task An_unknown_site_is_a_sentence()
    {
        using LullProgram lull = await LullProgram.RunAsync(
            "run",
            await PlanAsync("true"),
            "--site",
            _folder["nowhere.site.yaml"],
            "--store",
            Store
        );
        lull.ExitCode.ShouldBe(2, lull.Output);
        lull.Output.ShouldContain("nowhere.site.yaml");
        lull.Output.ShouldNotContain("   at Lull.");
    }

    [Fact]
    public async Task A_damaged_journal_is_said_and_kept()
    {
        Directory.CreateDirectory(Store);
        string journal = System.IO.Path.Combine(Store, "journal.db");
        await File.WriteAllTextAsync(journal, "this is no database, and it must still be here afterwards");
        using LullProgram lull = await LullProgram.RunAsync(
            "run",
            await PlanAsync("true"),
            "--site",
            await SiteAsync(),
            "--store",
            Store,
            "--unattended"
        );
        lull.ExitCode.ShouldBe(6, lull.Output);
        lull.Output.ShouldContain("journal.db");
        (await File.ReadAllTextAsync(journal)).ShouldStartWith("this is no database");
    }

    [Fact]
    public async Task A_second_engine_on_the_same_store_is_told_who_has_it()
    {
        using LullProgram first = LullProgram.Start(
            "run",
            await PlanAsync("sleep 60"),
            "--site",
            await SiteAsync(),
            "--store",
            Store,
            "--unattended"
        );
        await Until.HoldsAsync(
            () => File.Exists(System.IO.Path.Combine(Store, "control.sock")),
            "the first to own the store"
        );
        using LullProgram second = await LullProgram.RunAsync(
            "run",
            await PlanAsync("true"),
            "--site",
            await SiteAsync(),
            "--store",
            Store,
            "--unattended"
        );
        second.ExitCode.ShouldBe(5, second.Output);
        second.Output.ShouldContain(first.Id.ToString(CultureInfo.InvariantCulture));
    }

    private string Store => _folder["store"];

    private Task<string> SiteAsync() =>
        WriteAsync(
            "bad.site.yaml",
            $$"""
            site: bad
            connections:
              shell: { kind: shell, jobs: "{{_folder["jobs"]}}" }
            """
        );

    private Task<string> PlanAsync(string command, string? begins = null)
    {
        string start =
            begins ?? DateTimeOffset.UtcNow.AddMinutes(-1).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        return WriteAsync(
            "good.plan.yaml",
            $$"""
            maintenance: One step
            window: { start: {{start}}, length: 2h, zone: Etc/UTC }
            rollback: { none: Nothing is changed. }
            change:
              - { title: Do it, shell.run: '{{command}}', undo: { none: It is nothing. } }
            """
        );
    }

    private async Task<string> WriteAsync(string name, string text)
    {
        await File.WriteAllTextAsync(_folder[name], text);
        return _folder[name];
    }
}
