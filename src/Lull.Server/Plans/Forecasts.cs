using System.Collections.Concurrent;
using Lull.Core.Forecasts;
using Lull.Core.Procedures;
using Lull.Engine.Forecasts;

namespace Lull.Server.Plans;

/// <summary>Forecasts, each made once for all who ask; the newest ones are kept.</summary>
internal sealed class Forecasts
{
    private const int Runs = 500;
    private const int Kept = 64;

    private readonly ConcurrentDictionary<Key, Lazy<Task<ForecastResult>>> _made = new();
    private readonly ConcurrentQueue<Key> _order = new();

    /// <summary>The forecast of a procedure. Costs some seconds of a core for a large one the first time, nothing afterwards.</summary>
    internal async Task<ForecastResult> OfAsync(Procedure procedure, CancellationToken cancellation)
    {
        var key = new Key(
            procedure.Revision,
            procedure.Site,
            procedure.Window.Start,
            procedure.Window.End,
            procedure.Nodes.GetHashCode()
        );
        bool isNew = false;
        Lazy<Task<ForecastResult>> made = _made.GetOrAdd(
            key,
            _ =>
            {
                isNew = true;
                return new Lazy<Task<ForecastResult>>(() =>
                    Forecasting.RunAsync(
                        procedure,
                        Forecast.StartOf(procedure),
                        Forecast.RunsOf(procedure, Runs),
                        seed: 1,
                        CancellationToken.None
                    )
                );
            }
        );
        if (isNew)
        {
            _order.Enqueue(key);
            while (_order.Count > Kept && _order.TryDequeue(out Key? oldest))
            {
                _made.TryRemove(oldest, out _);
            }
        }

        return await made.Value.WaitAsync(cancellation);
    }

    /// <summary>The same revision is another procedure when its site's text has changed, which its nodes show.</summary>
    private sealed record Key(string Revision, string Site, Instant Start, Instant End, int Nodes);
}
