using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Lull.Core.Maintenances;
using Lull.Reports;

namespace Lull.Server.Pages.WarRoom;

/// <summary>A host in the grid of the fleet.</summary>
/// <param name="Number">Its number in the maintenance, by which live changes find its cell.</param>
/// <param name="Host">Its state.</param>
internal readonly record struct HostCell(int Number, HostView Host)
{
    /// <summary>
    /// The cells of one group, in order. The first of each run of numbers carries its number; the others follow from their place.
    /// </summary>
    internal static string Markup(IReadOnlyList<HostCell> cells)
    {
        var markup = new StringBuilder(cells.Count * 48);
        for (int place = 0; place < cells.Count; place++)
        {
            (int number, HostView host) = cells[place];
            string name = HtmlEncoder.Default.Encode(host.Name);
            markup.Append("<a");
            if (place == 0 || cells[place - 1].Number != number - 1)
            {
                markup.Append(CultureInfo.InvariantCulture, $" data-n=\"{number}\"");
            }

            if (host.Status != HostStatus.InService)
            {
                markup.Append(CultureInfo.InvariantCulture, $" data-s=\"{Names.Kebab(host.Status.ToString())}\"");
            }

            markup
                .Append(CultureInfo.InvariantCulture, $" href=\"hosts/{Uri.EscapeDataString(host.Name)}\"")
                .Append('>')
                .Append(name)
                .Append("</a>");
        }

        return markup.ToString();
    }
}
