namespace Lull.Cli.Tests;

/// <summary>One command line, run inside this process as if its output went into pipes.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record Line(int Code, string Output, string Error)
{
    internal static async Task<Line> RunAsync(params string[] arguments)
    {
        var output = new StringWriter { NewLine = "\n" };
        var error = new StringWriter { NewLine = "\n" };
        int code = await CommandLine.RunAsync(arguments, Screen.Plain(output, error));
        return new Line(code, output.ToString(), error.ToString());
    }
}
