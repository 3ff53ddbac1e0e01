using Lull.Plans;
using Microsoft.AspNetCore.Http;

namespace Lull.Server.Pages.Plans;

/// <summary>A text that somebody is writing, with everything the form held, so that nothing is lost.</summary>
/// <param name="Plan">The plan, or the site, that is revised; empty for a new one.</param>
/// <param name="Seen">The revision that is revised; empty for a new one.</param>
/// <param name="Text">The text.</param>
/// <param name="Site">The site that a plan is checked with; empty for none.</param>
/// <param name="Note">What the author says about it.</param>
/// <param name="IsOnlyChecked">True when it shall not be kept yet.</param>
/// <param name="Problem">Why it was not kept; empty when nothing was refused.</param>
/// <param name="Check">What the checks say of a plan; null before any.</param>
public sealed record Draft(
    string Plan,
    string Seen,
    string Text,
    string Site,
    string Note,
    bool IsOnlyChecked,
    string Problem,
    CheckedPlan? Check
)
{
    /// <summary>How the library is told to name a text that is not kept.</summary>
    internal const string Name = "draft";

    /// <summary>How findings then name it.</summary>
    internal const string FileName = $"{Name}.plan.yaml";

    /// <summary>Nothing yet.</summary>
    public static Draft Empty { get; } = new("", "", "", "", "", true, "", null);

    /// <summary>What a form holds; a file that was chosen stands for the text.</summary>
    internal static async Task<Draft> OfAsync(HttpRequest request)
    {
        IFormCollection form = await request.ReadFormAsync();
        string text = $"{form["text"]}";
        string problem = "";
        if (form.Files["file"] is { Length: 0, FileName.Length: > 0 } empty)
        {
            problem = $"The file '{Path.GetFileName(empty.FileName)}' is empty, so nothing was taken from it.";
        }
        else if (form.Files["file"] is { Length: > 0 } file)
        {
            // However long: a file that is too long for the library must be refused there, not passed over for the text above.
            using var reader = new StreamReader(file.OpenReadStream());
            text = await reader.ReadToEndAsync();
        }

        return new Draft(
            "",
            $"{form["seen"]}",
            text.ReplaceLineEndings("\n"),
            $"{form["site"]}",
            $"{form["note"]}".Trim(),
            form["do"] != "keep",
            problem,
            null
        );
    }
}
