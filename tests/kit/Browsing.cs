using System.Net;
using System.Text.RegularExpressions;

namespace Lull.Server.Tests.Kit;

/// <summary>What a browser does, with an <see cref="HttpClient"/> that keeps cookies and follows nothing.</summary>
internal static partial class Browsing
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    extension(HttpClient http)
    {
        /// <summary>The text of a page, which must be there.</summary>
        internal async Task<string> ReadAsync(string path)
        {
            using HttpResponseMessage answer = await http.GetAsync(path, Cancelled);
            string text = await answer.Content.ReadAsStringAsync(Cancelled);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
            return text;
        }

        /// <summary>The antiforgery token of a page that has any form.</summary>
        internal async Task<string> FormTokenAsync(string shown) =>
            WebUtility.HtmlDecode(TokenPattern().Match(await http.ReadAsync(shown)).Groups["token"].Value);

        /// <summary>Posts a form with the antiforgery token of a page that was shown before.</summary>
        /// <param name="shown">Path of a page that has any form.</param>
        /// <param name="action">Where the form posts to.</param>
        /// <param name="fields">Names and values; a name may come twice.</param>
        internal async Task<HttpResponseMessage> SubmitAsync(
            string shown,
            string action,
            params (string Name, string Value)[] fields
        )
        {
            using var form = new FormUrlEncodedContent(
                fields
                    .Append(("__RequestVerificationToken", await http.FormTokenAsync(shown)))
                    .Select(field => KeyValuePair.Create(field.Item1, field.Item2))
            );
            return await http.PostAsync(action, form, Cancelled);
        }

        /// <summary>Signs in by the form.</summary>
        internal async Task<HttpResponseMessage> SignInAsync(string person, string password, string back = "/") =>
            await http.SubmitAsync(
                $"/sign-in?return={Uri.EscapeDataString(back)}",
                "/sign-in",
                ("person", person),
                ("password", password),
                ("return", back)
            );
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"(?<token>[^\"]+)\"", RegexOptions.None, 1000)]
    private static partial Regex TokenPattern();
}
