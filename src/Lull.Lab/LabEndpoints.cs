using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lull.Lab;

/// <summary>The lab's pages about itself.</summary>
internal sealed class LabEndpoints(Func<LabState> look, Action stop)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/lab", look);
        routes.MapGet("/lab/summary", () => look().Summary);
        routes.MapGet("/lab/pages", () => new { count = look().Pages.Count, pages = look().Pages });
        routes.MapPost(
            "/lab/stop",
            () =>
            {
                stop();
                return TypedResults.Accepted((string?)null);
            }
        );
    }
}
