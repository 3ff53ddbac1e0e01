using Lull.Connectors.Alertmanager;
using Lull.Connectors.Guarding;
using Lull.Connectors.HaProxy;
using Lull.Connectors.Http;
using Lull.Connectors.Shell;
using Lull.Connectors.Slack;
using Lull.Connectors.Smtp;
using Lull.Connectors.Ssh;
using Lull.Connectors.Webhook;

namespace Lull.Connectors;

/// <summary>Every kind of outside system that this build knows.</summary>
public static class ConnectorKinds
{
    /// <summary>In the order of their names.</summary>
    public static ValueList<IConnectorKind> All { get; } =
    [
        new AlertmanagerKind(),
        new HaProxyKind(),
        new HttpKind(),
        new ShellKind(),
        new SlackKind(),
        new SlackWebhookKind(),
        new SmtpKind(),
        new SshKind(),
        new WebhookKind(),
    ];

    /// <summary>Every action that this build knows.</summary>
    public static ActionCatalogue Catalogue { get; } =
        new([
            .. All.Select(kind => new ConnectorDescription(kind.Name, kind.Options, kind.Actions)
            {
                Trial = connection => Trials.Over(kind, connection),
            }),
        ]);
}
