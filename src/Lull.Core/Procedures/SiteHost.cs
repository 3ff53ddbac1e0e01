using System.Globalization;
using Lull.Core.Sites;

namespace Lull.Core.Procedures;

/// <summary>A host of the site while a plan is compiled for it.</summary>
/// <param name="host">As the site writes it.</param>
/// <param name="position">From 1, in the order of the site.</param>
internal sealed class SiteHost(Host host, int position)
{
    private readonly Dictionary<string, string> _values = Values(host);

    internal Host Host => host;

    internal string Name => host.Name;

    internal ValueList<NamedText> Written => host.Values;

    /// <summary>Index among the hosts that the plan touches; -1 while nothing has touched it.</summary>
    internal int Index { get; set; } = -1;

    /// <summary>
    /// <c>{n}</c>: the number at the end of the name, without leading zeros, as sites read it too; the position in the site for a
    /// name without.
    /// </summary>
    internal string Number
    {
        get
        {
            string digits = Name[Name.AsSpan().TrimEnd("0123456789").Length..];
            string number = digits.TrimStart('0');
            return number.Length > 0 ? number
                : digits.Length > 0 ? "0"
                : position.ToString(CultureInfo.InvariantCulture);
        }
    }

    /// <summary>What a template means on this host; null when it has no such value.</summary>
    internal string? ValueOf(string name) =>
        name switch
        {
            "host" => Name,
            "n" => Number,
            _ => _values.GetValueOrDefault(name),
        };

    private static Dictionary<string, string> Values(Host host)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (NamedText value in host.Values)
        {
            values.TryAdd(value.Name, value.Text);
        }

        return values;
    }
}
