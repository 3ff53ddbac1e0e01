using System.Text;
using Lull.Connectors.Reading;

namespace Lull.Connectors.Jobs;

/// <summary>The texts sent to a shell: the job functions, the values, and one call as the last line.</summary>
internal static class JobScript
{
    private static readonly string Functions = ReadFunctions();

    /// <summary>
    /// Starts the command under the marker, or adopts what was started before, and follows it. With <c>again</c>, a job
    /// that did not end with 0 is started once more.
    /// </summary>
    internal static async ValueTask<string> RunAsync(
        string jobs,
        string marker,
        CommandArguments command,
        bool again,
        ISecrets secrets,
        CancellationToken cancellation
    ) =>
        await CallAsync(
            "lull_run",
            Places(jobs, marker) + $"lull_again={(again ? "yes" : "no")}\n",
            command,
            secrets,
            cancellation
        );

    /// <summary>Runs the command without a record and ends it when nobody watches any more.</summary>
    internal static ValueTask<string> CheckAsync(
        CommandArguments command,
        ISecrets secrets,
        CancellationToken cancellation
    ) => CallAsync("lull_check", "", command, secrets, cancellation);

    /// <summary>Says what became of the marker's job.</summary>
    internal static string Look(string jobs, string marker) => $"{Functions}{Places(jobs, marker)}lull_look\n";

    /// <summary>Says what becomes of the marker's job, once it has ended.</summary>
    internal static string Attend(string jobs, string marker) => $"{Functions}{Places(jobs, marker)}lull_attend\n";

    /// <summary>Ends the marker's job and says what became of it.</summary>
    internal static string End(string jobs, string marker) => $"{Functions}{Places(jobs, marker)}lull_end\n";

    /// <summary>Starts the command that restarts the machine, once per marker, and says what is known right after.</summary>
    internal static ValueTask<string> RebootAsync(
        string jobs,
        string marker,
        CommandArguments command,
        ISecrets secrets,
        CancellationToken cancellation
    ) => CallAsync("lull_reboot", Places(jobs, marker) + "lull_again=no\n", command, secrets, cancellation);

    /// <summary>Says whether the machine is in another boot than the marker's job was started in.</summary>
    internal static string Rebooted(string jobs, string marker) => $"{Functions}{Places(jobs, marker)}lull_rebooted\n";

    /// <summary>The directory of a marker's record: readable, and different for different markers.</summary>
    internal static string FolderOf(string marker)
    {
        var name = new StringBuilder(marker.Length);
        foreach (char letter in marker)
        {
            _ = letter switch
            {
                '/' => name.Append('+'),
                ':' or '-' or '_' => name.Append(letter),
                _ when char.IsAsciiLetterOrDigit(letter) => name.Append(letter),
                _ => name.Append('%')
                    .Append(((int)letter).ToString("x4", System.Globalization.CultureInfo.InvariantCulture)),
            };
        }

        return name.ToString();
    }

    private static string Places(string jobs, string marker) =>
        $"lull_base={ShellWord.Of(jobs)}\nlull_dir={ShellWord.Of($"{jobs}/{FolderOf(marker)}")}\n";

    private static async ValueTask<string> CallAsync(
        string function,
        string values,
        CommandArguments command,
        ISecrets secrets,
        CancellationToken cancellation
    )
    {
        var script = new StringBuilder(Functions).Append(values);
        script.Append("lull_directory=").Append(ShellWord.Of(command.Directory)).Append('\n');
        foreach (NamedValue variable in command.Environment)
        {
            string value = await variable.Value.ReadAsync(secrets, cancellation);
            script.Append("export ").Append(variable.Name).Append('=').Append(ShellWord.Of(value)).Append('\n');
        }

        return script
            .Append(function)
            .Append(' ')
            .AppendJoin(' ', command.Words.Select(ShellWord.Of))
            .Append('\n')
            .ToString();
    }

    private static string ReadFunctions()
    {
        using Stream stream =
            typeof(JobScript).Assembly.GetManifestResourceStream("Lull.Connectors.Jobs.job.sh")
            ?? throw new InvalidOperationException("The job functions are missing from this build.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
