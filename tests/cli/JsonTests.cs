using System.Text.Json;

namespace Lull.Cli.Tests;

/// <summary>What commands write for programs.</summary>
public sealed class JsonTests : IDisposable
{
    private const string Plan = """
        maintenance: Read the meters
        window: { start: 2026-12-03 14:00, length: 1h, zone: Europe/Lisbon }
        roles: { keeper: lead }
        waive:
          - { code: LULL1601, because: nothing is changed }
        change:
          - { title: Read the first meter, manual: Read it., role: keeper, estimate: 10m, at: 14:05 }
          - { title: Read the second meter, manual: Read it., role: keeper, estimate: 70m }
        """;

    private const string Site = """
        site: hall
        hosts: { meter1: {} }
        people:
          ana: { name: Ana Silva, roles: [lead], zone: Europe/Lisbon }
        """;

    private readonly string _directory = Directory.CreateTempSubdirectory("lull-json-").FullName;

    public JsonTests()
    {
        File.WriteAllText(PlanPath, Plan);
        File.WriteAllText(Path.Combine(_directory, "hall.site.yaml"), Site);
    }

    private string PlanPath => Path.Combine(_directory, "meters.plan.yaml");

    [Theory]
    [InlineData("")]
    [InlineData("--strict")]
    public async Task Findings_are_one_document_and_end_the_command_as_they_do_in_words(string strict)
    {
        string[] command = ["check", PlanPath, .. strict.Length > 0 ? [strict] : Array.Empty<string>()];
        Line words = await Line.RunAsync(command);
        Line line = await Line.RunAsync([.. command, "--json"]);

        line.Code.ShouldBe(words.Code);
        line.Error.ShouldBeEmpty();
        line.Output.Count(letter => letter == '\n').ShouldBe(1);
        JsonElement check = JsonDocument.Parse(line.Output).RootElement;
        check.GetProperty("plan").GetString().ShouldBe(PlanPath);
        check.GetProperty("site").GetString().ShouldBe("hall");
        check.GetProperty("canRun").GetBoolean().ShouldBeTrue();
        check.GetProperty("summary").ToString().ShouldBe("""{"errors":0,"warnings":1,"notes":0,"waived":1}""");
        JsonElement late = Finding(check, "LULL1101");
        late.GetProperty("severity").GetString().ShouldBe("warning");
        late.GetProperty("where").ToString().ShouldBe($$"""{"file":"{{PlanPath}}","line":2,"column":18,"length":16}""");
        late.GetProperty("endColumn").GetInt32().ShouldBe(34);
        late.GetProperty("hint").GetString().ShouldBe("the work up to there needs 1h25m from the window's start");
        late.GetProperty("isWaived").GetBoolean().ShouldBeFalse();
        Finding(check, "LULL1601").GetProperty("waivedBecause").GetString().ShouldBe("nothing is changed");
    }

    [Fact]
    public async Task Every_finding_names_its_page()
    {
        Directory.SetCurrentDirectory(Repository.Root);
        Line line = await Line.RunAsync(
            "check",
            "tests/cli/Golden/broken.plan.yaml",
            "--site",
            "examples/demo/lab.site.yaml",
            "--json"
        );

        line.Code.ShouldBe(ExitCode.Refused);
        JsonElement[] findings =
        [
            .. JsonDocument.Parse(line.Output).RootElement.GetProperty("findings").EnumerateArray(),
        ];
        findings.ShouldNotBeEmpty();
        findings.ShouldAllBe(finding => File.Exists(finding.GetProperty("page").GetString()));
    }

    [Fact]
    public async Task A_plan_that_cannot_be_read_is_a_document_too()
    {
        await File.WriteAllTextAsync(PlanPath, "change: [", TestContext.Current.CancellationToken);

        Line line = await Line.RunAsync("check", PlanPath, "--json");

        line.Code.ShouldBe(ExitCode.Refused);
        JsonElement check = JsonDocument.Parse(line.Output).RootElement;
        check.GetProperty("canRun").GetBoolean().ShouldBeFalse();
        check.GetProperty("summary").GetProperty("errors").GetInt32().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_forecast_is_one_document_with_the_names_of_what_it_numbers()
    {
        Line line = await Line.RunAsync("simulate", PlanPath, "--runs", "200", "--json");

        line.Code.ShouldBe(ExitCode.Done);
        line.Error.ShouldBeEmpty();
        JsonElement simulated = JsonDocument.Parse(line.Output).RootElement;
        simulated.GetProperty("title").GetString().ShouldBe("Read the meters");
        simulated
            .GetProperty("window")
            .ToString()
            .ShouldBe("""{"start":"2026-12-03T14:00:00Z","end":"2026-12-03T15:00:00Z","zone":"Europe/Lisbon"}""");
        JsonElement forecast = simulated.GetProperty("forecast");
        forecast.GetProperty("runs").GetInt32().ShouldBe(200);
        forecast.GetProperty("chanceInWindow").GetDouble().ShouldBe(0);
        forecast
            .GetProperty("finish")
            .GetProperty("p90")
            .GetString()
            .ShouldNotBeNull()
            .ShouldStartWith("2026-12-03T15:");
        forecast.GetProperty("roles")[0].GetProperty("role").GetString().ShouldBe("keeper");
        int[] named =
        [
            .. simulated.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("node").GetInt32()),
        ];
        forecast
            .GetProperty("criticalPath")
            .EnumerateArray()
            .Concat(forecast.GetProperty("gates").EnumerateArray())
            .Select(each => each.GetProperty("node").GetInt32())
            .ShouldBeSubsetOf(named);
        simulated
            .GetProperty("nodes")
            .EnumerateArray()
            .Select(node => node.GetProperty("title").GetString())
            .ShouldContain("Read the second meter");
    }

    [Fact]
    public async Task A_plan_without_a_forecast_leaves_standard_output_empty()
    {
        await File.WriteAllTextAsync(PlanPath, "change: [", TestContext.Current.CancellationToken);

        Line line = await Line.RunAsync("simulate", PlanPath, "--json");

        line.Code.ShouldBe(ExitCode.Refused);
        line.Output.ShouldBeEmpty();
        line.Error.ShouldContain("cannot run as it stands");
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static JsonElement Finding(JsonElement check, string code) =>
        check.GetProperty("findings").EnumerateArray().Single(each => each.GetProperty("code").GetString() == code);
}
