using System.CommandLine;
using Lull.Cli.Plans;
using Lull.Lab;

namespace Lull.Cli.Commands;

/// <summary><c>lull lab</c>: the small data centre, in a process of its own.</summary>
internal static class LabCommand
{
    private const int HostsAfter = 11;

    internal static Command Create(Screen screen)
    {
        var state = new Option<string>("--state")
        {
            HelpName = "DIR",
            Description = "Where lab.json is written, which says where everything listens.",
            DefaultValueFactory = _ => ".",
        };
        var ports = new Option<int>("--ports")
        {
            HelpName = "PORT",
            Description = "The first of 26 ports in a row; 0 takes free ones.",
            DefaultValueFactory = _ => 7080,
        };
        var servers = new Option<int>("--web-servers")
        {
            HelpName = "N",
            Description = "How many web servers stand behind the balancer, at most 200.",
            DefaultValueFactory = _ => 10,
        };
        var requests = new Option<int>("--requests")
        {
            HelpName = "N",
            Description = "Requests a second of the steady traffic.",
            DefaultValueFactory = _ => 50,
        };
        var demo = new Option<bool>("--slow") { Description = "Work takes seconds, so that one can look at it." };
        var command = new Command("lab", "Open a small data centre on this machine, to learn and test on.")
        {
            state,
            ports,
            servers,
            requests,
            demo,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                int first = parsed.GetValue(ports);
                try
                {
                    var options = new LabOptions
                    {
                        WebServers = parsed.GetValue(servers),
                        RequestsPerSecond = parsed.GetValue(requests),
                        ControlPort = first,
                        RuntimePort = first == 0 ? 0 : first + 1,
                        BalancerPort = first == 0 ? 0 : first + 2,
                        MailPort = first == 0 ? 0 : first + 3,
                        FirstHostPort = first == 0 ? 0 : first + HostsAfter,
                    };
                    await DataCentre.RunAsync(
                        parsed.GetValue(demo) ? options with { Durations = Demo.LabProcess.Durations } : options,
                        parsed.GetRequiredValue(state),
                        cancellation
                    );
                    return ExitCode.Done;
                }
                catch (ArgumentOutOfRangeException wrong)
                {
                    throw new UsageException(wrong.Message);
                }
                catch (IOException taken)
                {
                    throw new UsageException($"The lab cannot open: {taken.Message} Choose other ports with --ports.");
                }
            }
        );
        return command;
    }
}
