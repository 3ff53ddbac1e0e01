using Lull.Core.Findings;
using Lull.Core.Maintenances;
using Lull.Reports;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Lull.Server.Api;

/// <summary>Refusals of the API: problem details (RFC 9457) with a code that never changes.</summary>
public static class Problems
{
    /// <summary>Every code with its status and its title; <c>docs/api.md</c> says what to do about each.</summary>
    public static IReadOnlyDictionary<string, (int Status, string Title)> Catalogue { get; } =
        new Dictionary<string, (int, string)>(StringComparer.Ordinal)
        {
            ["malformed"] = (400, "The request cannot be read"),
            ["form-expired"] = (400, "The form is too old"),
            ["sign-in-needed"] = (401, "Nobody is signed in"),
            ["token-refused"] = (401, "The token does not work"),
            ["session-needed"] = (403, "A token is not enough"),
            ["foreign-request"] = (403, "It came from another site"),
            ["right-missing"] = (403, "The right is missing"),
            ["not-your-role"] = (403, "It belongs to another role"),
            ["own-revision"] = (403, "Nobody approves what they wrote"),
            ["not-found"] = (404, "There is no such thing"),
            ["method-not-allowed"] = (405, "The method is not allowed here"),
            ["not-now"] = (409, "Not at this moment"),
            ["over"] = (409, "The maintenance is over"),
            ["already-done"] = (409, "It happened already"),
            ["taken"] = (409, "Somebody else is at it"),
            ["wrong-revision"] = (409, "Another revision was meant"),
            ["outcome-unknown"] = (409, "Nobody knows how the first try ended"),
            ["stale"] = (412, "Something has happened since"),
            ["body-too-large"] = (413, "The body is too large"),
            ["unsupported-media-type"] = (415, "The body is of the wrong type"),
            ["host-unknown"] = (421, "The server has another name"),
            ["reason-missing"] = (422, "It needs a reason"),
            ["evidence-missing"] = (422, "It needs evidence"),
            ["not-possible"] = (422, "It does not fit"),
            ["findings"] = (422, "The text has findings"),
            ["idempotency-mismatch"] = (422, "The key was used for something else"),
            ["too-many-requests"] = (429, "Too many requests"),
            ["fault"] = (500, "A fault in Lull itself"),
            ["unavailable"] = (503, "It cannot be done now"),
        };

    /// <summary>A refusal.</summary>
    /// <param name="code">One of <see cref="Catalogue"/>.</param>
    /// <param name="detail">For people: why, and what can be done.</param>
    /// <param name="findings">What is wrong with a text; empty when that is not the reason.</param>
    internal static ProblemHttpResult Of(string code, string detail, ValueList<Finding>? findings = null)
    {
        (int status, string title) = Catalogue[code];
        var more = new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = code };
        if (findings is { Count: > 0 } all)
        {
            more["findings"] = all;
        }

        return TypedResults.Problem(
            detail,
            statusCode: status,
            title: title,
            type: $"urn:lull:problem:{code}",
            extensions: more
        );
    }

    /// <summary>What the core or the library refused.</summary>
    internal static ProblemHttpResult Of(RefusalCode code, string reason, ValueList<Finding>? findings = null) =>
        Of(Names.Kebab(code.ToString()), reason, findings);

    /// <summary>The code for what only has a status.</summary>
    internal static string CodeOf(int status) =>
        status switch
        {
            401 => "sign-in-needed",
            403 => "right-missing",
            404 => "not-found",
            405 => "method-not-allowed",
            413 => "body-too-large",
            415 => "unsupported-media-type",
            429 => "too-many-requests",
            >= 500 => "fault",
            _ => "malformed",
        };

    internal static ProblemHttpResult NoMaintenance(string id) =>
        Of("not-found", $"There is no maintenance '{id}' in this store.");
}
