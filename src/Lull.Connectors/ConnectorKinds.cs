using Lull.Connectors.Alertmanager;
using Lull.Connectors.HaProxy;
using Lull.Connectors.Http;
using Lull.Connectors.Shell;
using Lull.Connectors.Ssh;

namespace Lull.Connectors;

/// <summary>Every kind of outside system that this build knows.</summary>
public static class ConnectorKinds
{
    /// <summary>In the order of their names.</summary>
    public static ValueList<IConnectorKind> All { get; } =
    [new AlertmanagerKind(), new HaProxyKind(), new HttpKind(), new ShellKind(), new SshKind()];
}
