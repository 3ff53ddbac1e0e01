using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Lull.Cli.Commands;
using Lull.Cli.Orders;
using Lull.Cli.Plans;
using Lull.Engine.Conducting;
using Lull.Engine.Connectors;
using Lull.Engine.Control;
using Lull.Engine.Journal;

namespace Lull.Cli;

/// <summary>All commands, put together; turns what goes wrong into a sentence and an exit code.</summary>
internal static class CommandLine
{
    /// <summary>Runs one command line to its end.</summary>
    internal static async Task<int> RunAsync(IReadOnlyList<string> arguments, Screen screen)
    {
        RootCommand root = Create(screen);
        ParseResult parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0 && parsed.Action is ParseErrorAction)
        {
            foreach (string message in parsed.Errors.Select(error => error.Message).Distinct(StringComparer.Ordinal))
            {
                screen.Complain(message);
            }

            string[] missing =
            [
                .. parsed
                    .CommandResult.Command.Arguments.Where(argument =>
                        argument.Arity.MinimumNumberOfValues > 0
                        && parsed.GetResult(argument) is not { Tokens.Count: > 0 }
                    )
                    .Select(argument => argument.HelpName ?? argument.Name),
            ];
            if (missing.Length > 0)
            {
                screen.Tell($"What is missing is {string.Join(" and ", missing)}.");
            }

            string command = parsed.CommandResult.Command is RootCommand ? "" : $" {parsed.CommandResult.Command.Name}";
            screen.Tell($"'lull{command} --help' says what can be written.");
            return ExitCode.Usage;
        }

        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = null,
                    Output = screen.Raw,
                }
            );
        }
        catch (UsageException wrong)
        {
            screen.Complain(wrong.Message);
            return ExitCode.Usage;
        }
        catch (StoreInUseException used)
        {
            screen.Complain(used.Message);
            return ExitCode.StoreInUse;
        }
        catch (StoreException broken)
        {
            screen.Complain(broken.Message);
            return ExitCode.CannotRecord;
        }
        catch (ConductorException unrecorded)
        {
            screen.Complain(unrecorded.Message);
            return ExitCode.CannotRecord;
        }
        catch (OptionsException wrong)
        {
            screen.Complain(wrong.Message);
            return ExitCode.Usage;
        }
        catch (ControlException gone)
        {
            screen.Complain(gone.Message);
            return ExitCode.NoEngine;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            screen.Complain(refused.Message);
            return ExitCode.CannotRecord;
        }
#pragma warning disable CA1031 // The last place where a fault of ours can be said in words.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            screen.Complain($"A fault in Lull itself: {fault}");
            return ExitCode.Fault;
        }
    }

    private static RootCommand Create(Screen screen)
    {
        var root = new RootCommand("Lull runs planned maintenance, and closes what it opened.")
        {
            CheckCommand.Create(screen),
            ShowCommand.Create(screen),
            SimulateCommand.Create(screen),
            RunCommand.Create(screen),
            OpenCommand.Create(screen),
            ServeCommand.Create(screen),
            StatusCommand.Create(screen),
            WatchCommand.Create(screen),
            ReportCommand.Create(screen),
            AuditCommand.Create(screen),
            ExportCommand.Create(screen),
            DemoCommand.Create(screen),
            LabCommand.Create(screen),
            DoctorCommand.Create(screen),
            SchemaCommand.Create(screen),
            CompletionCommand.Create(screen),
        };
        foreach (
            Command order in StepOrders
                .CreateAll(screen)
                .Concat(LifeOrders.CreateAll(screen))
                .Concat(OtherOrders.CreateAll(screen))
        )
        {
            root.Subcommands.Add(order);
        }

        foreach (HelpOption help in root.Options.OfType<HelpOption>())
        {
            help.Action = new HelpWithExitCodes((HelpAction)help.Action!, screen);
        }

        return root;
    }

    /// <summary>Help of the whole program ends with its exit codes.</summary>
    private sealed class HelpWithExitCodes(HelpAction help, Screen screen) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            int result = help.Invoke(parseResult);
            if (parseResult.CommandResult.Command is RootCommand)
            {
                screen.Line("Exit codes:");
                foreach ((int code, string meaning) in ExitCode.All)
                {
                    screen.Line($"  {code, 2}  {meaning}");
                }
            }

            return result;
        }
    }
}
