using Lull.Connectors.Tests.Contracts;
using Lull.Connectors.Tests.Support;
using Lull.Core.Actions;
using Lull.Engine.Connectors;
using static Lull.Connectors.Tests.Support.World;

namespace Lull.Connectors.Tests.HaProxy;

/// <summary><c>haproxy.maintenance</c> against the real HAProxy, on a server that somebody had drained before.</summary>
public sealed class MaintenanceTests : BracketContract, IAsyncLifetime
{
    private readonly HaProxyServer _server = new();
    private CuttingProxy? _proxy;

    protected override IAction Action => Connection(_server.TcpAddress);

    public async ValueTask InitializeAsync()
    {
        await _server.StartAsync();
        _proxy = new CuttingProxy(_server.RuntimePort, said => said.Contains("set server", StringComparison.Ordinal));
        await _server.AskAsync("set server web/shop-web1 state drain");
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy!.DisposeAsync();
        await _server.DisposeAsync();
    }

    protected override ActionRequest Wanted() => Request(("server", Text("shop-web1")));

    protected override IAction LosingAnswers() => Connection($"tcp://127.0.0.1:{_proxy!.Port}");

    protected override Task<string> WorldAsync() => _server.StateAsync();

    protected override Task SomebodyChangesItAsync(ActionRequest opened) =>
        _server.AskAsync("set server web/shop-web1 state ready");

    private static IAction Connection(string address) =>
        Connect("haproxy", Map(("address", Text(address)), ("backend", Text("web"))))["maintenance"];
}
