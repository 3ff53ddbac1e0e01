using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Lull.Lab;

/// <summary>The body of an answer that says no: one sentence.</summary>
internal sealed record Refusal(string Problem)
{
    public static JsonHttpResult<Refusal> With(int status, string problem) =>
        TypedResults.Json(new Refusal(problem), statusCode: status);
}
