using Lull.Core.Findings;
using Lull.Core.Plans;
using static Lull.Core.Tests.Findings.Draft;

namespace Lull.Core.Tests.Findings;

/// <summary>What the rules see, and do not see, in the words that people write.</summary>
public static class WordingTests
{
    [Theory]
    [InlineData("Pull web servers SHOP-Web1 - 5 out of the App Gateway (agw-shop-prd) pool")]
    [InlineData("Remove server from load balancer pool")]
    [InlineData("Take web3 out of rotation")]
    [InlineData("Drain the first two nodes")]
    [InlineData("Turn off alerting for those servers")]
    [InlineData("Silence alerts on the database")]
    [InlineData("Turn monitoring off")]
    [InlineData("Place the mail system into maintenance mode")]
    [InlineData("Customer Service is told when the Maintenance Page will go up.")]
    [InlineData("Put up the maintenance page")]
    [InlineData("Pause the nightly jobs")]
    [InlineData("Log in, then disable the cron jobs")]
    public static void An_order_to_open_something_needs_its_closing(string order) =>
        CodesOf(Plan(Manual(order))).ShouldContain("LULL1202", StringComparer.Ordinal);

    [Theory]
    [InlineData("Notify the platform channel that the VMs are out of the pool")]
    [InlineData("Run the remediation scripts once out of the pool")]
    [InlineData("Check that no alerts are silenced")]
    [InlineData("Apply the updates")]
    [InlineData("Take a snapshot of the database")]
    [InlineData("Wait until the server is removed from the pool")]
    [InlineData("Close the maintenance window")]
    [InlineData("Pull the new image from the registry")]
    [InlineData("Stop the old web server")]
    [InlineData("Take a break")]
    public static void Other_words_open_nothing(string text) =>
        CodesOf(Plan(Manual(text))).ShouldNotContain("LULL1202", StringComparer.Ordinal);

    [Theory]
    [InlineData("Remove server from load balancer pool", "Return server to load balancer pool")]
    [InlineData("Pull web1 out of the pool", "Test it and put it back into the pool")]
    [InlineData("Drain web1", "Undrain web1")]
    [InlineData("Turn off alerting for those servers", "Turn alerts back on")]
    [InlineData("Silence the alerts", "Expire the silence")]
    [InlineData("Mute monitoring", "Switch monitoring on again")]
    [InlineData("Place email system into maintenance mode", "Take email system out of maintenance mode")]
    [InlineData("Raise the maintenance page", "Take the maintenance page down")]
    [InlineData("Stop the jobs of the shop", "Start the jobs of the shop")]
    public static void An_order_to_close_it_is_understood(string open, string close) =>
        CodesOf(Plan(Manual(open), Manual("Patch"), Manual(close)))
            .ShouldNotContain("LULL1202", StringComparer.Ordinal);

    [Fact]
    public static void What_a_test_takes_for_granted_closes_nothing() =>
        CodesOf(
                Plan(
                    Manual("Pull web servers 1 to 5 out of the pool"),
                    Manual("Run the smoke tests after web1 to web5 are patched and put back in the pool")
                )
            )
            .ShouldContain("LULL1202", StringComparer.Ordinal);

    [Fact]
    public static void A_closing_belongs_to_the_last_opening()
    {
        Finding finding = Lint.Check(
                Plan(
                    Manual("Wave 1", "Turn off alerting for servers 1 to 5."),
                    Manual("Wave 2", "Turn off alerting for servers 6 to 10."),
                    Manual("Afterwards", "Turn alerts back on.")
                ),
                Production,
                Connectors
            )
            .Single(finding => finding.Code == "LULL1202");

        finding.Message.ShouldStartWith("'Wave 1'");
    }

    [Theory]
    [InlineData("Saturday evening at midnight: wave 1", true)]
    [InlineData("Midnight on Sat", true)]
    [InlineData("Midnight run of the reports", false)]
    [InlineData("Saturday at noon", false)]
    [InlineData("Monitor the midnight batch", false)]
    public static void Midnight_with_a_weekday_is_asked_about(string title, bool asked) =>
        CodesOf(Plan(Manual(title))).Contains("LULL1011", StringComparer.Ordinal).ShouldBe(asked);

    [Theory]
    [InlineData("Saturday 7 PM EST: run the first stage", true)]
    [InlineData("Sunday 4:45 AM EDT (2:15 PM IST): second stage", false)]
    [InlineData("Sunday 4:45 AM EDT (3:15 PM IST): second stage", true)]
    [InlineData("0400 MST", true)]
    [InlineData("Call EST support", false)]
    [InlineData("Sunday 4:30 AM Eastern", false)]
    public static void Zone_labels_are_held_against_the_date(string title, bool wrong) =>
        CodesOf(Plan(Manual(title))).Contains("LULL1012", StringComparer.Ordinal).ShouldBe(wrong);

    [Theory]
    [InlineData("migrate --password=Summer-2026-x", true)]
    [InlineData("migrate --password Summer-2026-x", true)]
    [InlineData("curl -H 'Authorization: Bearer abcdef0123456789abcdef'", true)]
    [InlineData("psql postgres://ops:Winter77@db/shop", true)]
    [InlineData("export AWS=AKIAABCDEFGHIJKLMNOP", true)]
    [InlineData("TOKEN=0123456789abcdef deploy", true)]
    [InlineData("migrate --password={secret}", false)]
    [InlineData("migrate --password=$DB_PASSWORD", false)]
    [InlineData("migrate --password-file=/run/secrets/db", false)]
    [InlineData("migrate --token env:DB_TOKEN", false)]
    [InlineData("systemctl restart token-service", false)]
    [InlineData("psql postgres://db/shop", false)]
    public static void Secrets_are_seen_and_references_are_not(string command, bool secret)
    {
        Finding[] found =
        [
            .. Lint.Check(Plan(Shell(command)), Production, Connectors).Where(finding => finding.Code == "LULL1701"),
        ];

        found.Length.ShouldBe(secret ? 1 : 0);
        found.ShouldAllBe(finding => !finding.Message.Contains("Summer", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Follow up with", true)]
    [InlineData("TEST engineer:", true)]
    [InlineData("Owner: TBD", true)]
    [InlineData("Ask <name> to start", true)]
    [InlineData("Who approves? ???", true)]
    [InlineData("Turn alerts back on", false)]
    [InlineData("Is the shop up?", false)]
    [InlineData("Log in to the console", false)]
    public static void Blanks_are_seen(string title, bool blank) =>
        CodesOf(Plan(Manual(title))).Contains("LULL1503", StringComparer.Ordinal).ShouldBe(blank);

    [Theory]
    [InlineData("Restore the backup taken in step 3", true)]
    [InlineData("If it works, go to step #6.", true)]
    [InlineData("Step 1: log in", false)]
    [InlineData("Repeat the last two steps", false)]
    public static void Step_numbers_are_seen(string title, bool number) =>
        CodesOf(Plan(Manual(title))).Contains("LULL1301", StringComparer.Ordinal).ShouldBe(number);

    private static IEnumerable<string> CodesOf(Plan plan) =>
        Lint.Check(plan, Production, Connectors).Select(finding => finding.Code);
}
