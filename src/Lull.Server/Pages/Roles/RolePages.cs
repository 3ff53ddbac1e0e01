using Lull.Server.Fleet;
using Lull.Server.People;
using Lull.Server.Plans;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lull.Server.Pages.Roles;

/// <summary>Who holds which role where, among the settings: to be looked at, because roles are written in sites.</summary>
internal static class RolePages
{
    internal static void MapRoles(this RouteGroupBuilder settings) =>
        settings.MapGet(
            "/roles",
            async (HttpContext http, KnownSites sites, PlanLibrary library, Accounts accounts) =>
                http.Page<RolesPage>(("Model", await RolesModel.OfAsync(sites, library, accounts)))
        );
}
