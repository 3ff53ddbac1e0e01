using Lull.Core.Actions;
using Lull.Server.Callers;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Lull.Server.Api;

/// <summary>What the OpenAPI document says that cannot be read from the endpoints.</summary>
internal static class OpenApiText
{
    internal static void Configure(OpenApiOptions options)
    {
        // Pages are for people; their addresses and forms are no promise to programs.
        options.ShouldInclude = endpoint =>
            endpoint.RelativePath?.StartsWith(ApiGate.Root[1..], StringComparison.Ordinal) == true;
        options.AddDocumentTransformer(
            (document, _, _) =>
            {
                document.Info = new OpenApiInfo
                {
                    Title = "Lull",
                    Version = "1",
                    Description =
                        "Planned maintenance. Refusals are problem details with a stable code; every POST takes an Idempotency-Key.",
                };
                document.Servers?.Clear();
                document.Components ??= new OpenApiComponents();
                document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(
                    StringComparer.Ordinal
                );
                document.Components.SecuritySchemes["token"] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.Http,
                    Scheme = "bearer",
                    Description = "A personal or service token.",
                };
                return Task.CompletedTask;
            }
        );
        options.AddSchemaTransformer(DescribeAsync);
        options.AddOperationTransformer(
            (operation, context, _) =>
            {
                if (context.Description.HttpMethod == HttpMethod.Post.Method)
                {
                    Header(
                        operation,
                        Idempotency.Header,
                        "Sent twice with the same key, it happens once. Kept for a day."
                    );
                }

                Access? access = context.Description.ActionDescriptor.EndpointMetadata.OfType<Access>().LastOrDefault();
                if (access is { IsPublic: false, Rights: not Rights.None })
                {
                    operation.Description = $"Needs the right {RightsText.Of(access.Rights)}.";
                }

                return Task.CompletedTask;
            }
        );
    }

    private static void Header(OpenApiOperation operation, string name, string description)
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(
            new OpenApiParameter
            {
                Name = name,
                In = ParameterLocation.Header,
                Description = description,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            }
        );
    }

    /// <summary>Types that Lull writes by converters of its own.</summary>
    private static async Task DescribeAsync(
        OpenApiSchema schema,
        OpenApiSchemaTransformerContext context,
        CancellationToken cancellation
    )
    {
        Type type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        if (type == typeof(Instant))
        {
            (schema.Type, schema.Format) = (JsonSchemaType.String, "date-time");
        }
        else if (type == typeof(Duration))
        {
            (schema.Type, schema.Description) = (JsonSchemaType.String, "Hours, minutes, seconds: 26:30:00.");
        }
        else if (type == typeof(MaintenanceId))
        {
            schema.Type = JsonSchemaType.String;
        }
        else if (type == typeof(Argument))
        {
            schema.Description = "An argument as the plan writes it.";
        }
        else if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueList<>))
        {
            schema.Type = JsonSchemaType.Array;
            schema.Items = await context.GetOrCreateSchemaAsync(
                type.GetGenericArguments()[0],
                cancellationToken: cancellation
            );
        }
    }
}
