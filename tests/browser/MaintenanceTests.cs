using Lull.Core.Maintenances;
using Lull.Server.Tests.Kit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Lull.Browser.Tests;

public sealed class MaintenanceTests
{
    /// <summary>A browser tries again each second, and a busy machine answers late.</summary>
    private static readonly LocatorAssertionsToBeHiddenOptions Back = new() { Timeout = 20_000 };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_account_is_offered_the_zone_of_its_browser()
    {
        await using Running running = await Running.StartAsync();
        await using People people = await People.InviteAsync();
        IPage page = await people.OpenAsync(running.Server.Address, zone: "Europe/Lisbon");

        await page.GotoAsync(running.Server.FirstLink.ShouldNotBeNull().ToString());

        await Expect(page.Locator("select[name=zone]")).ToHaveValueAsync("Europe/Lisbon");
    }

    [Fact]
    public async Task Three_people_in_three_browsers_bring_a_maintenance_to_its_end()
    {
        await using Running running = await Running.StartAsync();
        await using People people = await People.InviteAsync();
        MaintenanceId id = await running.PlanAsync();
        IPage author = await people.SignInAsync(running, "ana");
        IPage approver = await people.SignInAsync(running, "bo", zone: "Europe/Stockholm");
        IPage tester = await people.SignInAsync(running, "chitra", width: 360, height: 780, zone: "Asia/Kolkata");
        int loads = 0;
        foreach (IPage page in (IPage[])[author, approver, tester])
        {
            await page.GotoAsync($"/maintenances/{id}/live");
            page.Load += (_, _) => loads++;
        }

        await author.ClickAsync("text=Hand in for approval");
        await approver.ClickAsync("#mine button:has-text('Approve')");
        await author.ClickAsync("#mine button:has-text('Start')");
        await Expect(tester.Locator("#f-head")).ToContainTextAsync("in progress");
        await author.ClickAsync("#mine button:has-text('Done')");
        await tester.FillAsync("#mine textarea[name=evidence]", "Serial 4711, valid until 2027");
        await tester.SetInputFilesAsync(
            "#mine input[name=files]",
            new FilePayload
            {
                Name = "../lock.png",
                MimeType = "image/png",
                Buffer = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A],
            }
        );
        await tester.ClickAsync("#mine button:has-text('Done')");

        foreach (IPage page in (IPage[])[author, approver, tester])
        {
            await Expect(page.Locator("#f-head")).ToContainTextAsync("closed");
        }

        await running.Server.Engine.CompletionOf(id).WaitAsync(Cancelled);
        loads.ShouldBe(0, "everything came to the pages as they were");
        people.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_two_people_who_tick_the_same_step_the_second_is_told_and_loses_no_word()
    {
        await using Running running = await Running.StartAsync();
        await using People people = await People.InviteAsync();
        MaintenanceId id = await BegunAsync(running);
        IPage first = await people.SignInAsync(running, "ana");
        IPage second = await people.SignInAsync(running, "ana");
        await first.GotoAsync($"/maintenances/{id}/live");
        await second.GotoAsync($"/maintenances/{id}/live");
        await second.FillAsync("#mine textarea[name=evidence]", "my words");
        // The second browser hears nothing for a while, so that its form is still there.
        await second.Context.SetOfflineAsync(offline: true);
        await first.ClickAsync("#mine button:has-text('Done')");
        await Expect(first.Locator("#mine")).ToContainTextAsync("Check it");
        await second.ClickAsync("#mine button:has-text('Done')");
        await Expect(second.Locator("#mine form:has(textarea) [data-error]")).ToContainTextAsync("Nothing was sent");
        (await second.InputValueAsync("#mine textarea[name=evidence]")).ShouldBe("my words");

        await second.Context.SetOfflineAsync(offline: false);

        await Expect(second.Locator(".toast", new() { HasText = "settled by somebody else" })).ToBeVisibleAsync();
        await Expect(second.Locator("#mine")).ToContainTextAsync("Check it");
        people.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_browser_that_was_offline_comes_back_with_all_that_it_missed()
    {
        await using Running running = await Running.StartAsync();
        await using People people = await People.InviteAsync();
        MaintenanceId id = await BegunAsync(running);
        IPage page = await people.SignInAsync(running, "chitra");
        await page.GotoAsync($"/maintenances/{id}/live");
        await Expect(page.Locator("#mine")).ToContainTextAsync("Nothing needs you right now");

        await page.Context.SetOfflineAsync(offline: true);
        await Expect(page.Locator("#offline")).ToContainTextAsync("What you see is from before");
        int step = (await running.Server.Engine.StatusAsync(id, Cancelled)).ShouldNotBeNull().View!.Waiting[0].Node;
        await SendAsync(running, id, new Input.Note("bo", "Nobody calls.", -1));
        await SendAsync(running, id, new Input.Tick("ana", step, Succeeded: true, ""));
        await page.Context.SetOfflineAsync(offline: false);

        await Expect(page.Locator("#offline")).ToBeHiddenAsync();
        await Expect(page.Locator("#mine")).ToContainTextAsync("Check it");
        await Expect(page.Locator("#story")).ToContainTextAsync("Nobody calls.");
        people.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Open_pages_survive_a_killed_server_and_what_is_typed_stays()
    {
        Running prepared = await Running.StartAsync();
        MaintenanceId id = await BegunAsync(prepared);
        foreach (string person in (string[])["ana", "chitra"])
        {
            using HttpClient made = await prepared.SignedInAsync(person);
        }

        await prepared.Server.DisposeAsync();
        await using People people = await People.InviteAsync();
        await using ServeProcess first = await ServeProcess.StartAsync(prepared.Directory);
        IPage lead = await people.SignInAsync(first.Address, "ana");
        IPage tester = await people.SignInAsync(first.Address, "chitra", width: 360, height: 780);
        foreach (IPage page in (IPage[])[lead, tester])
        {
            await page.GotoAsync($"/maintenances/{id}/live");
        }

        await lead.FillAsync("#mine textarea[name=evidence]", "half a sentence");

        await first.KillAsync();
        await Expect(lead.Locator("#offline")).ToBeVisibleAsync();
        await Expect(tester.Locator("#offline")).ToBeVisibleAsync();
        await lead.ClickAsync("#mine button:has-text('Done')");
        await Expect(lead.Locator("#mine form:has(textarea) [data-error]"))
            .ToContainTextAsync("may or may not have been recorded");

        await using ServeProcess second = await ServeProcess.StartAsync(prepared.Directory, first.Address);
        await Expect(lead.Locator("#offline")).ToBeHiddenAsync(Back);
        await Expect(tester.Locator("#offline")).ToBeHiddenAsync(Back);
        await Expect(tester.Locator("#story")).ToContainTextAsync("Taken over");
        (await lead.InputValueAsync("#mine textarea[name=evidence]")).ShouldBe("half a sentence");
        await lead.ClickAsync("#mine button:has-text('Done')");
        await Expect(tester.Locator("#mine")).ToContainTextAsync("Check it");
        await Expect(tester.Locator("#story")).ToContainTextAsync("half a sentence");
        people.Faults.ShouldBeEmpty();
        await second.KillAsync();
        Directory.Delete(prepared.Directory, recursive: true);
    }

    [Fact]
    public async Task Who_pauses_is_offered_to_resume_at_once_and_the_other_way_round()
    {
        await using Running running = await Running.StartAsync();
        await using People people = await People.InviteAsync();
        MaintenanceId id = await BegunAsync(running);
        IPage page = await people.SignInAsync(running, "ana");
        await page.GotoAsync($"/maintenances/{id}/live");

        await page.ClickAsync(".orders >> text=Pause");
        await page.Locator("dialog[open] button.primary").ClickAsync();
        ILocator resume = page.Locator(".orders button", new() { HasText = "Resume" });
        await Expect(resume).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.Locator(".orders a", new() { HasText = "Pause" })).ToBeVisibleAsync();
        await Expect(resume).ToHaveCountAsync(0);
        people.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_answer_that_was_lost_is_not_said_to_be_nothing_sent()
    {
        await using Running running = await Running.StartAsync();
        await using People people = await People.InviteAsync();
        MaintenanceId id = await BegunAsync(running);
        IPage page = await people.SignInAsync(running, "ana");
        await page.GotoAsync($"/maintenances/{id}/live");
        await page.ClickAsync(".orders >> text=Note");
        ILocator dialog = page.Locator("dialog[open]");
        await dialog.Locator("textarea").FillAsync("The order page is slow");
        await page.RouteAsync(
            "**/commands/note",
            async route =>
            {
                await route.FetchAsync();
                await route.AbortAsync();
            }
        );

        await dialog.Locator("button.primary").ClickAsync();

        await Expect(dialog.Locator("[data-error]")).ToContainTextAsync("may or may not have been recorded");
        await Expect(dialog.Locator("textarea")).ToHaveValueAsync("The order page is slow");
        await Expect(page.Locator("#story")).ToContainTextAsync("The order page is slow");
    }

    [Fact]
    public async Task Who_is_signed_out_meanwhile_signs_in_beside_it_and_loses_no_word()
    {
        await using Running running = await Running.StartAsync();
        await using People people = await People.InviteAsync();
        MaintenanceId id = await BegunAsync(running);
        IPage page = await people.SignInAsync(running, "ana");
        await page.GotoAsync($"/maintenances/{id}/live");
        await page.ClickAsync(".orders >> text=Note");
        ILocator dialog = page.Locator("dialog[open]");
        await dialog.Locator("textarea").FillAsync("Ten minutes of thought");
        IPage beside = await page.Context.NewPageAsync();
        await beside.GotoAsync(new Uri(running.Server.Address, "/me").ToString());
        await beside.EvaluateAsync("document.querySelector('form[action=\"/sign-out\"]').submit()");
        await Expect(beside.Locator("[name=person]")).ToBeVisibleAsync();

        await dialog.Locator("button.primary").ClickAsync();
        await Expect(dialog.Locator("[data-error]")).ToContainTextAsync("no longer signed in");
        IPage again = await page.Context.RunAndWaitForPageAsync(() => dialog.Locator("[data-error] a").ClickAsync());
        await again.FillAsync("[name=person]", "ana");
        await again.FillAsync("[name=password]", Running.Password);
        await again.ClickAsync("main form button");
        await Expect(again.Locator("#mine")).ToBeVisibleAsync();
        await dialog.Locator("button.primary").ClickAsync();

        await Expect(page.Locator("#story")).ToContainTextAsync("Ten minutes of thought");
    }

    [Fact]
    public async Task A_field_that_is_full_says_that_the_rest_was_left_out()
    {
        await using Running running = await Running.StartAsync();
        await using People people = await People.InviteAsync();
        MaintenanceId id = await BegunAsync(running);
        IPage page = await people.SignInAsync(running, "ana");
        await page.GotoAsync($"/maintenances/{id}/live");
        await page.ClickAsync(".orders >> text=Note");
        ILocator dialog = page.Locator("dialog[open]");
        await dialog.Locator("textarea").FocusAsync();

        await page.Keyboard.InsertTextAsync(new string('x', 10_001));

        await Expect(dialog.Locator("textarea")).ToHaveValueAsync(new string('x', 10_000));
        await Expect(dialog.Locator("[data-error]")).ToContainTextAsync("what was beyond them is left out");
    }

    [Fact]
    public async Task An_order_says_what_it_will_do_and_needs_a_reason()
    {
        await using Running running = await Running.StartAsync();
        await using People people = await People.InviteAsync();
        MaintenanceId id = await BegunAsync(running);
        IPage page = await people.SignInAsync(running, "ana");
        await page.GotoAsync($"/maintenances/{id}/live");

        await page.ClickAsync(".orders >> text=Abort");
        ILocator dialog = page.Locator("dialog[open]");
        await Expect(dialog).ToContainTextAsync("Nothing new starts. Nothing is open.");
        await dialog.Locator("button:has-text('Abort and close everything')").ClickAsync();
        (await dialog.Locator("textarea:invalid").CountAsync()).ShouldBe(1);
        await dialog.Locator("textarea").FillAsync("wrong file");
        await dialog.Locator("button:has-text('Abort and close everything')").ClickAsync();

        await Expect(page.Locator("#f-head")).ToContainTextAsync("aborted");
        people.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_scripts_the_war_room_works_too()
    {
        await using Running running = await Running.StartAsync();
        MaintenanceId id = await BegunAsync(running);
        using HttpClient ana = await running.SignedInAsync("ana");
        string shown = await ana.ReadAsync($"/maintenances/{id}/live");
        shown.ShouldContain("Copy the certificate");
        int step = (await running.Server.Engine.StatusAsync(id, Cancelled)).ShouldNotBeNull().View!.Waiting[0].Node;

        using HttpResponseMessage answer = await ana.SubmitAsync(
            $"/maintenances/{id}/live",
            $"/maintenances/{id}/commands/tick",
            ("node", $"{step}"),
            ("succeeded", "true")
        );

        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.SeeOther);
        (await ana.ReadAsync($"/maintenances/{id}/live")).ShouldContain("Check it");
    }

    /// <summary>A maintenance whose first step waits for ana.</summary>
    private static async Task<MaintenanceId> BegunAsync(Running running)
    {
        MaintenanceId id = await running.PlanAsync();
        await SendAsync(running, id, new Input.Propose("ana"));
        string revision = (await running.Server.Engine.StatusAsync(id, Cancelled)).ShouldNotBeNull().View!.Revision;
        await SendAsync(running, id, new Input.Approve("bo", "cab", revision));
        await SendAsync(running, id, new Input.Start("ana"));
        return id;
    }

    private static async Task SendAsync(Running running, MaintenanceId id, Input command) =>
        (await running.Server.Engine.SendAsync(id, command, Cancelled)).ShouldBeOfType<Decision.Accepted>();
}
