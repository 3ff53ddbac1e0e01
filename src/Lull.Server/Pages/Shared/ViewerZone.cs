using Lull.Reports;
using Lull.Server.Callers;
using Microsoft.AspNetCore.Http;

namespace Lull.Server.Pages.Shared;

/// <summary>The zone in which the one who looks reads times.</summary>
internal static class ViewerZone
{
    /// <summary>Set by the script to the browser's zone, for people whose account names none.</summary>
    internal const string Cookie = "zone";

    /// <summary>The account's zone, else the browser's, else UTC.</summary>
    internal static DateTimeZone Of(HttpContext http)
    {
        string named = http.Caller().Zone;
        return Times.ZoneOf(named.Length > 0 ? named : http.Request.Cookies[Cookie] ?? "");
    }
}
