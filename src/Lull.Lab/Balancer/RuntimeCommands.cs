using System.Globalization;

namespace Lull.Lab.Balancer;

/// <summary>Answers the commands of HAProxy's runtime API, with the words of HAProxy 2.6.</summary>
/// <remarks>Every answer ends with an empty line; of a change that was made the empty line is all there is.</remarks>
internal sealed class RuntimeCommands(Pool pool, TimeProvider clock)
{
    private const string NeedsServer = "Require 'backend/server'.\n";
    private const string NoBackend = "No such backend.\n";
    private const string NoServer = "No such server.\n";
    private const string SetServerUsage =
        "usage: set server <backend>/<server> addr | agent | agent-addr | agent-port | agent-send | check-addr | "
        + "check-port | fqdn | health | ssl | state | weight\n";

    private const string Unknown =
        "Unknown command. Please enter one of the following commands only:\n"
        + "  get weight <bk>/<srv>                   : report a server's current weight\n"
        + "  set server <bk>/<srv> [opts]            : change a server's state, weight, address or ssl\n"
        + "  show backend                            : list backends in the current running config\n"
        + "  show info                               : report information about the running process\n"
        + "  show servers state [<backend>]          : dump volatile server information (all or for a single backend)\n"
        + "  show stat [<proxy> <type> <server>]     : report counters for each proxy and server\n"
        + "  show version                            : show version of the current process\n"
        + "  shutdown sessions server <bk>/<srv>     : kill sessions on a server\n";

    private readonly RuntimeTables tables = new(pool, clock);

    /// <summary>Answers one line, which may hold several commands separated by semicolons.</summary>
    public string Answer(string line) =>
        string.Concat(
            line.Split(';')
                .Select(command =>
                    AnswerOne(command.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) + "\n"
                )
        );

    private string AnswerOne(string[] words) =>
        words switch
        {
            ["show", "servers", "state"] => tables.ServersState(),
            ["show", "servers", "state", Pool.Name, ..] => tables.ServersState(),
            ["show", "servers", "state", ..] => "Can't find backend.\n",
            ["show", "stat", "-1" or Pool.Name or RuntimeTables.PoolNumber, var types, var server, ..] => tables.Stat(
                Number(types),
                Number(server)
            ),
            ["show", "stat", _, _, _, ..] => "No such proxy.\n",
            ["show", "stat", ..] => tables.Stat(types: -1, server: -1),
            ["show", "info", ..] => tables.Info(),
            ["show", "version", ..] => $"{RuntimeTables.Version}\n",
            ["show", "backend", ..] => $"# name\n{Pool.Name}\n",
            ["get", "weight", .. var rest] => On(
                rest,
                (member, _) => $"{member.Weight} (initial {Member.InitialWeight})\n"
            ),
            ["set", "server", .. var rest] => On(rest, SetServer),
            ["shutdown", "sessions", "server", .. var rest] => On(rest, ShutDownSessions),
            _ => Unknown,
        };

    private string On(string[] words, Func<Member, string[], string> act)
    {
        if (words is not [var path, .. var rest] || path.Split('/', 2) is not [var backend, var server])
        {
            return NeedsServer;
        }

        if (backend != Pool.Name)
        {
            return NoBackend;
        }

        Member? member = pool.Look((members, _) => members.FirstOrDefault(member => member.Name == server));
        return member is null ? NoServer : act(member, rest);
    }

    private string SetServer(Member member, string[] words) =>
        words switch
        {
            ["state", "ready", ..] => SetAdmin(member, AdminState.Ready),
            ["state", "drain", ..] => SetAdmin(member, AdminState.Drain),
            ["state", "maint", ..] => SetAdmin(member, AdminState.Maint),
            ["state", ..] => "'set server <srv> state' expects 'ready', 'drain' and 'maint'.\n",
            ["weight"] => "Require <weight> or <weight%>.\n",
            ["weight", var weight, ..] => SetWeight(member, weight),
            _ => SetServerUsage,
        };

    private string SetAdmin(Member member, AdminState wanted)
    {
        pool.Change(member, (it, now) => it.SetAdmin(wanted, now));
        return "";
    }

    private string SetWeight(Member member, string text)
    {
        int digits = text.Length - text.AsSpan().TrimStart('-').TrimStart("0123456789").Length;
        if (!int.TryParse(text.AsSpan(0, digits), CultureInfo.InvariantCulture, out int number))
        {
            return "Empty weight string empty or preceded by garbage";
        }

        string rest = text[digits..];
        switch (rest)
        {
            case "%" when number < 0:
                return "Relative weight must be positive.\n";
            case "%":
                number = Math.Min(256, Member.InitialWeight * Math.Min(number, 25_600) / 100);
                break;
            default:
                if (number is < 0 or > 256)
                {
                    return "Absolute weight can only be between 0 and 256 inclusive.\n";
                }

                if (rest.Length > 0)
                {
                    return "Trailing garbage in weight string";
                }

                break;
        }

        pool.Change(member, (it, _) => it.Weight = number);
        return "";
    }

    private string ShutDownSessions(Member member, string[] words)
    {
        pool.ShutDownSessions(member);
        return "";
    }

    private static int Number(string text) =>
        int.TryParse(text, CultureInfo.InvariantCulture, out int number) ? number : 0;
}
