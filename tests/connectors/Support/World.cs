using Lull.Connectors.Secrets;
using Lull.Core.Actions;
using Lull.Engine.Connectors;

namespace Lull.Connectors.Tests.Support;

/// <summary>Short ways to say what a site and a plan say.</summary>
internal static class World
{
    private static int _effects;

    /// <summary>A secret that must never be seen in any text that leaves a connector.</summary>
    internal const string Canary = "canary-Zk3!v9Qx/7+pL";

    /// <summary>The variable that holds it.</summary>
    internal static string CanaryReference { get; } = "env:LULL_TEST_CANARY";

    static World() => Environment.SetEnvironmentVariable("LULL_TEST_CANARY", Canary);

    /// <summary>A connection of that kind.</summary>
    internal static IConnector Connect(string kind, Argument.Map options, TimeProvider? time = null) =>
        ConnectorKinds
            .All.Single(known => known.Name == kind)
            .Connect("edge", options, new ConnectorServices(new LocalSecrets(), time ?? TimeProvider.System));

    /// <summary>Entries by name: texts, lists, maps.</summary>
    internal static Argument.Map Map(params (string Name, Argument Value)[] entries) =>
        new([.. entries.Select(entry => new NamedArgument(entry.Name, entry.Value))]);

    internal static Argument.Text Text(string text) => new(text);

    internal static Argument.List List(params string[] texts) =>
        new([.. texts.Select(text => (Argument)new Argument.Text(text))]);

    internal static Argument.Map Secret() => Map(("secret", Text(CanaryReference)));

    /// <summary>A request with a marker of its own.</summary>
    internal static ActionRequest Request(params (string Name, Argument Value)[] arguments) =>
        new()
        {
            Marker = $"lull:m-{Environment.ProcessId:x}/e{Interlocked.Increment(ref _effects)}",
            Arguments = Map(arguments),
            Timeout = Duration.FromSeconds(30),
        };

    /// <summary>A host of the site.</summary>
    internal static ActionHost Host(string name, params (string Name, string Text)[] values) =>
        new(name, values.ToDictionary(value => value.Name, value => value.Text, StringComparer.Ordinal));
}
