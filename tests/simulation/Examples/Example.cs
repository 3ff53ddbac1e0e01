using System.Reflection;
using Lull.Connectors;
using Lull.Core.Procedures;
using Lull.Core.Windows;
using Lull.Plans;

namespace Lull.Simulation.Tests.Examples;

/// <summary>A plan of the examples, read as everybody's plan is and compiled on the site beside it.</summary>
/// <param name="Name">Its path below <c>examples</c>.</param>
/// <param name="Procedure">What it compiles into, in the window that it announces.</param>
internal sealed record Example(string Name, Procedure Procedure)
{
    private const string Root = "examples/";
    private const string Ending = ".plan.yaml";

    /// <summary>For plans whose window is still to be decided.</summary>
    private static readonly Instant UsualStart = Instant.FromUtc(2026, 12, 3, 6, 0);

    /// <summary>Every plan below <c>examples</c>, by name.</summary>
    internal static IReadOnlyList<Example> All { get; } =
    [
        .. Assembly
            .GetExecutingAssembly()
            .GetManifestResourceNames()
            .Where(name => name.StartsWith(Root, StringComparison.Ordinal))
            .Where(name => name.EndsWith(Ending, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => Read(name[Root.Length..])),
    ];

    internal static Example Named(string name) => All.Single(one => one.Name == name);

    private static Example Read(string name)
    {
        string folder = name[..(name.LastIndexOf('/') + 1)];
        string site = $"{folder}lab.site.yaml";
        var plan = CheckedPlan.Of(
            name,
            TextOf(name)!,
            SiteReader.Read(site, TextOf(site)!, ConnectorKinds.Catalogue),
            TextOf,
            ConnectorKinds.Catalogue
        );
        Window? window = plan.Plan!.Window is { Start: TimeExpression.ToBeDecided } open
            ? new Window(UsualStart, UsualStart + open.Length!.Value, open.Zone.Id)
            : plan.AnnouncedWindow();
        return new Example(
            name,
            plan.Compile(window!)
                ?? throw new InvalidOperationException($"{name} does not compile: {string.Join('\n', plan.Findings)}")
        );
    }

    private static string? TextOf(string name)
    {
        using Stream? stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Root + name);
        if (stream is null)
        {
            return null;
        }

        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
