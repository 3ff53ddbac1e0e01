namespace Lull.Connectors.Jobs;

/// <summary>Where commands run: this machine, or hosts reached over the network.</summary>
internal interface ICommandHost
{
    /// <summary>The folder of the job records there, as a full path.</summary>
    string Jobs { get; }

    /// <summary>In messages: <c>this machine</c>, <c>shop-web1</c>.</summary>
    string NameOf(ActionHost? host);

    /// <summary>A shell there that has answered. Nothing was run yet.</summary>
    /// <exception cref="Guarding.NotReachedException">There is none to be had.</exception>
    ValueTask<ShellSession> OpenAsync(ActionHost? host, CancellationToken cancellation);
}
