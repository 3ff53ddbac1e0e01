using Lull.Server.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lull.Server.Callers;

/// <summary>Who may call an endpoint, declared where it is mapped. An endpoint that declares nothing is for those alone who may do everything.</summary>
/// <param name="Rights">All of these are needed; none means that being signed in is enough.</param>
/// <param name="IsPublic">True when nobody need be signed in.</param>
public sealed record Access(Rights Rights, bool IsPublic)
{
    /// <summary>What holds for an endpoint that declares nothing.</summary>
    public static Access Undeclared { get; } = new(Rights.All, IsPublic: false);
}

/// <summary>Declares who may call endpoints. The innermost declaration holds.</summary>
public static class AccessDeclarations
{
    /// <summary>Only who is signed in, or has a token, and has all of these rights. <see cref="Rights.None"/>: whoever is signed in.</summary>
    public static TBuilder Needs<TBuilder>(this TBuilder builder, Rights rights)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new Access(rights, IsPublic: false));

    /// <summary>Only who signed in: with what is behind these endpoints a token could make itself more than it is.</summary>
    public static RouteGroupBuilder ForSessions(this RouteGroupBuilder group) =>
        group.AddEndpointFilter(
            async (context, next) =>
            {
                if (context.HttpContext.Caller().Token.Length == 0)
                {
                    return await next(context);
                }

                await context.HttpContext.RefusedAsync("with a token");
                return Problems.Of("session-needed", "Sign in to do this; a token is not enough.");
            }
        );

    /// <summary>Everybody, signed in or not.</summary>
    public static TBuilder Public<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new Access(Rights.None, IsPublic: true));
}
