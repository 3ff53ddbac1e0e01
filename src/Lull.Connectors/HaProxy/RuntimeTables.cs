using System.Globalization;

namespace Lull.Connectors.HaProxy;

/// <summary>Reads the tables of the runtime socket by their header names, because columns grow with versions.</summary>
internal static class RuntimeTables
{
    /// <summary>The server's state from <c>show servers state</c> and <c>show stat</c>.</summary>
    /// <exception cref="RefusedException">There is no such server or backend.</exception>
    internal static NodeState StateOf(RuntimeAddress node, ServerName server, string servers, string stat)
    {
        Dictionary<string, string> state =
            Row(servers.Split('\n').SkipWhile(line => !line.StartsWith('#')), ' ', "srv_name", server.Server)
            ?? throw new RefusedException(
                servers.Contains("Can't find backend", StringComparison.Ordinal)
                    ? $"HAProxy at {node} has no backend '{server.Backend}'; check 'backend'."
                    : $"HAProxy at {node} has no server '{server}'; check 'server' and 'backend'."
            );
        Dictionary<string, string> numbers =
            Row(stat.Split('\n').SkipWhile(line => !line.StartsWith('#')), ',', "svname", server.Server)
            ?? throw new RefusedException($"HAProxy at {node} shows no figures of '{server}'.");
        return new NodeState(
            node,
            (AdminState)Number(state, "srv_admin_state"),
            Number(state, "srv_uweight"),
            Number(state, "srv_iweight"),
            numbers["status"],
            numbers.GetValueOrDefault("check_status", "").TrimStart('*', ' '),
            Number(numbers, "scur") + Number(numbers, "qcur")
        );
    }

    private static Dictionary<string, string>? Row(IEnumerable<string> lines, char separator, string key, string value)
    {
        string[] header = [];
        foreach (string line in lines)
        {
            if (line.StartsWith('#'))
            {
                header = line.TrimStart('#', ' ').TrimEnd().Split(separator);
                continue;
            }

            string[] cells = line.TrimEnd('\r').Split(separator);
            var row = header
                .Zip(cells)
                .Where(pair => pair.First.Length > 0)
                .ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
            if (row.GetValueOrDefault(key) == value)
            {
                return row;
            }
        }

        return null;
    }

    private static int Number(Dictionary<string, string> row, string name) =>
        int.TryParse(row.GetValueOrDefault(name), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : 0;
}
