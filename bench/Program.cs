using Lull.Bench;

// Each table is one run on one machine: absolute figures belong to it, ratios travel.
string what = args.FirstOrDefault("all");
if (args is ["restart-work" or "restart-go-on", var store])
{
    await (what == "restart-work" ? RestartBench.WorkAsync(store) : RestartBench.GoOnAsync(store));
    return 0;
}

if (what is "all" or "core")
{
    CoreBench.Run();
}

if (what is "all" or "journal")
{
    await JournalBench.RunAsync();
}

if (what is "all" or "forecast")
{
    ForecastBench.Run();
}

if (what is "all" or "run")
{
    await RunBench.RunAsync();
}

if (what is "all" or "restart")
{
    await RestartBench.RunAsync();
}

if (what is "all" or "web")
{
    await WebBench.RunAsync();
}

return what is "all" or "core" or "journal" or "forecast" or "run" or "restart" or "web" ? 0 : 2;
