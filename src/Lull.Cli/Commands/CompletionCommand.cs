using System.CommandLine;

namespace Lull.Cli.Commands;

/// <summary><c>lull completion</c>: a script that lets a shell complete commands, options and values.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        # Completion of lull for bash. Put this into ~/.bashrc:  eval "$(lull completion bash)"
        _lull() {
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$(lull "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _lull lull
        """;

    private const string Zsh = """
        #compdef lull
        # Completion of lull for zsh. Put this into ~/.zshrc:  eval "$(lull completion zsh)"
        _lull() {
            local -a found
            found=("${(@f)$(lull "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
            compadd -a found || _files
        }
        compdef _lull lull
        """;

    private const string Fish = """
        # Completion of lull for fish. Put this into ~/.config/fish/completions/lull.fish:  lull completion fish
        complete -c lull -a '(lull "[suggest:"(commandline -C)"]" (commandline -p) 2>/dev/null)'
        """;

    internal static Command Create(Screen screen)
    {
        var shell = new Argument<string>("shell") { HelpName = "bash|zsh|fish", Description = "Which shell." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", "Print a script that lets a shell complete commands.") { shell };
        command.SetAction(parsed =>
            screen.Line(
                parsed.GetValue(shell) switch
                {
                    "zsh" => Zsh,
                    "fish" => Fish,
                    _ => Bash,
                }
            )
        );
        return command;
    }
}
