using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Lull.Lab.Hosts;

/// <summary>What one host serves on its own port: a page, a health page and a sanity page.</summary>
internal sealed class HostPages(Host host)
{
    /// <summary>The header that names the host which answered.</summary>
    public const string ServedBy = "X-Served-By";

    /// <summary>Lets a connection in, or resets it while the host is booting or cannot be reached.</summary>
    public Task AdmitAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (!host.Refuses)
        {
            return next(connection);
        }

        connection.Abort(new ConnectionAbortedException($"{host.Name} accepts no connections now."));
        return Task.CompletedTask;
    }

    /// <summary>Answers one request.</summary>
    public async Task ServeAsync(HttpContext context)
    {
        if (host.Refuses)
        {
            context.Abort();
            return;
        }

        bool isHealth = context.Request.Path == "/health";
        if (isHealth)
        {
            await host.WaitWhileHungAsync(context.RequestAborted);
        }
        else if (!await host.WorkAsync(context.RequestAborted))
        {
            context.Abort();
            return;
        }

        HostState state = host.State;
        context.Response.Headers[ServedBy] = host.Name;
        context.Response.ContentType = isHealth ? "text/plain; charset=utf-8" : "text/html; charset=utf-8";
        (context.Response.StatusCode, string text) = PageOf(context.Request.Path, state, host.Serves);
        await context.Response.WriteAsync(text, context.RequestAborted);
    }

    private static (int Status, string Text) PageOf(PathString path, HostState state, bool serves) =>
        path.Value switch
        {
            _ when !serves => (
                StatusCodes.Status503ServiceUnavailable,
                $"{state.Name} is out of service: {state.Busy}\n"
            ),
            "/health" or "/crm" when !state.Healthy => (
                StatusCodes.Status503ServiceUnavailable,
                $"{state.Name} is broken\n"
            ),
            "/health" => (StatusCodes.Status200OK, $"ok {state.Name} {state.Version}\n"),
            "/crm" => (
                StatusCodes.Status200OK,
                $"<h1>CRM</h1><p>Sign-in works on {state.Name}, version {state.Version}.</p>\n"
            ),
            "/" => (StatusCodes.Status200OK, $"<h1>{state.Name}</h1><p>Version {state.Version}</p>\n"),
            _ => (StatusCodes.Status404NotFound, "There is no such page.\n"),
        };
}
