using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Lull.Lab.Hosts;

/// <summary>Administration of hosts over HTTP.</summary>
internal sealed class HostEndpoints(IReadOnlyList<Host> hosts, CancellationToken life)
{
    private readonly Dictionary<string, Host> byName = hosts.ToDictionary(host => host.Name, StringComparer.Ordinal);
    private readonly RepeatedCalls repeated = new();

    private static readonly Dictionary<string, HostFault> Faults = new(StringComparer.Ordinal)
    {
        ["fail-next-deploy"] = HostFault.FailNextDeploy,
        ["hang"] = HostFault.Hang,
        ["unreachable"] = HostFault.Unreachable,
        ["bad-health"] = HostFault.BadHealth,
    };

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/hosts", () => hosts.Select(host => host.State));
        routes.MapGet("/hosts/{name}", LookAsync);
        routes.MapPost("/hosts/{name}/fault", PlantAsync);
        routes.MapDelete("/hosts/{name}/fault", ClearAsync);
        foreach (HostOperation operation in Enum.GetValues<HostOperation>())
        {
            string path = $"/hosts/{{name}}/{operation}".ToLowerInvariant();
            routes.MapMethods(
                path,
                MethodsOf(operation),
                (string name, string? version, string? level, HttpContext context) =>
                    DoAsync(name, operation, operation is HostOperation.Deploy ? version : level, context)
            );
        }
    }

    /// <summary>What sets a state may be put as well as posted; a restart happens each time.</summary>
    private static string[] MethodsOf(HostOperation operation) =>
        operation is HostOperation.Restart ? [HttpMethods.Post] : [HttpMethods.Post, HttpMethods.Put];

    private async Task<IResult> LookAsync(string name, HttpContext context) =>
        await ReachAsync(name, context) is { } host ? TypedResults.Ok(host.State) : NotFound(name);

    private async Task<IResult> DoAsync(string name, HostOperation operation, string? argument, HttpContext context)
    {
        if (await ReachAsync(name, context) is not { } host)
        {
            return NotFound(name);
        }

        if (operation is HostOperation.Deploy && string.IsNullOrWhiteSpace(argument))
        {
            return Refusal.With(StatusCodes.Status400BadRequest, "Say which version to deploy: ?version=4.2");
        }

        string? key = context.Request.Headers["Idempotency-Key"];
        HostAnswer? answer = string.IsNullOrEmpty(key)
            ? await host.DoAsync(operation, argument, life)
            : await repeated.OnceAsync(
                key,
                $"{operation} {name} {argument}",
                () => host.DoAsync(operation, argument, life)
            );
        return answer switch
        {
            null => Refusal.With(
                StatusCodes.Status422UnprocessableEntity,
                $"The idempotency key '{key}' was used for another call before. Use a new key for each call."
            ),
            { Problem: { } problem } => Refusal.With(answer.Status, problem),
            _ => TypedResults.Ok(answer.Host),
        };
    }

    private async Task<IResult> PlantAsync(string name, string kind)
    {
        if (!byName.TryGetValue(name, out Host? host))
        {
            return NotFound(name);
        }

        if (!Faults.TryGetValue(kind, out HostFault fault))
        {
            return Refusal.With(
                StatusCodes.Status400BadRequest,
                $"'{kind}' is not a fault. Plant one of {string.Join(", ", Faults.Keys)}."
            );
        }

        await host.SetFaultAsync(fault);
        return TypedResults.Ok(host.State);
    }

    private async Task<IResult> ClearAsync(string name)
    {
        if (!byName.TryGetValue(name, out Host? host))
        {
            return NotFound(name);
        }

        await host.SetFaultAsync(null);
        return TypedResults.Ok(host.State);
    }

    /// <summary>The host, once it can be talked to. A caller of an unreachable host loses the connection.</summary>
    private async Task<Host?> ReachAsync(string name, HttpContext context)
    {
        if (!byName.TryGetValue(name, out Host? host))
        {
            return null;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, life);
        await host.WaitWhileHungAsync(either.Token);
        if (host.State.Fault is HostFault.Unreachable)
        {
            context.Abort();
            throw new ConnectionAbortedException($"{name} cannot be reached.");
        }

        return host;
    }

    private static JsonHttpResult<Refusal> NotFound(string name) =>
        Refusal.With(StatusCodes.Status404NotFound, $"There is no host '{name}'.");
}
