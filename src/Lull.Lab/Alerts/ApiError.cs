using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Lull.Lab.Alerts;

/// <summary>The body with which Alertmanager refuses what its API description does not allow.</summary>
internal sealed record ApiError(int Code, string Message)
{
    public static JsonHttpResult<ApiError> With(int status, int code, string message) =>
        TypedResults.Json(new ApiError(code, message), statusCode: status);
}
