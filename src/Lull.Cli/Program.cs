using Lull.Cli;

return await CommandLine.RunAsync(args, Screen.OfProcess());
