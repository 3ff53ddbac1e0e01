using System.Reflection;
using Lull.Cli.Plans;
using Lull.Lab;
using Lull.Plans;

namespace Lull.Cli.Demo;

/// <summary>The plan and the site of the demonstration, as they are shipped in <c>examples/demo</c>, for one lab.</summary>
internal static class DemoFiles
{
    private const string Folder = "demo/";
    private const string Plan = Folder + "demo.plan.yaml";
    private const string Site = Folder + "lab.site.yaml";

    /// <summary>Plan and site, the ports of <c>lull lab</c> replaced by those that this lab got.</summary>
    internal static CheckedPlan For(Endpoints lab)
    {
        string site = TextOf(Site)!;
        foreach ((string usual, string present) in Ports(lab))
        {
            // In two steps, so that a port which was put in is not taken for another one's usual port.
            site = site.Replace($"127.0.0.1:{usual}", $"127.0.0.1:<{present}>", StringComparison.Ordinal);
        }

        site = site.Replace("<", "", StringComparison.Ordinal).Replace(">", "", StringComparison.Ordinal);
        SiteReading reading = SiteReader.Read(Site, site, ConnectorKinds.Catalogue);
        return CheckedPlan.Of(Plan, TextOf(Plan)!, reading, TextOf, ConnectorKinds.Catalogue);
    }

    private static IEnumerable<(string Usual, string Present)> Ports(Endpoints lab)
    {
        yield return ("7080", $"{lab.Control.Port}");
        yield return ("7081", lab.RuntimeAddress.Split(':')[^1]);
        yield return ("7082", $"{lab.Balancer.Port}");
        int usual = 7091;
        foreach (string host in LabProcess.HostNames)
        {
            yield return ($"{usual++}", $"{lab.Hosts[host].Port}");
        }
    }

    private static string? TextOf(string name)
    {
        using Stream? stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name);
        if (stream is null)
        {
            return null;
        }

        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
