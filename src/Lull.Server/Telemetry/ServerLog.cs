using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Lull.Server.Telemetry;

/// <summary>Warnings and faults of the server, a line each on standard error, where the service manager takes them up.</summary>
internal static class ServerLog
{
    internal static IServiceCollection AddServerLog(this IServiceCollection services, ServerOptions options) =>
        services.AddLogging(logging =>
        {
            logging.SetMinimumLevel(LogLevel.Warning);
            // What the framework warns of is decided here: forms are not kept anyway, and keys lie in a folder for this account alone.
            logging.AddFilter("Microsoft", LogLevel.Error);
            logging.AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.None);
            if (options.Logs)
            {
                logging.AddSimpleConsole(line =>
                {
                    line.SingleLine = true;
                    line.UseUtcTimestamp = true;
                    line.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss'Z' ";
                    line.ColorBehavior = LoggerColorBehavior.Disabled;
                });
                services.Configure<ConsoleLoggerOptions>(console =>
                    console.LogToStandardErrorThreshold = LogLevel.Trace
                );
            }
        });
}
