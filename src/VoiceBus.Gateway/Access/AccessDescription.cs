using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace VoiceBus.Gateway.Access;

/// <summary>Tells the OpenAPI document which operations need a token.</summary>
public static class AccessDescription
{
    private const string Name = "Token"; // As the document calls it.

    /// <summary>Adds the security scheme, and to each operation that has a policy its need and its refusals.</summary>
    public static void DescribeAccess(this OpenApiOptions options)
    {
        options.AddDocumentTransformer(static (document, _, _) =>
        {
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes[Name] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "The admin token, or for operations that only read the read token. A server that only its own machine can reach asks that machine for none.",
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(static (operation, context, _) =>
        {
            if (context.Description.ActionDescriptor.EndpointMetadata is not { } known || !known.OfType<VoiceBusRoute>().Any() || known.OfType<IAuthorizeData>().LastOrDefault()?.Policy is not { } policy)
                return Task.CompletedTask;
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Name, context.Document)] = [] }];
            operation.Responses ??= [];
            operation.Responses.TryAdd("401", new OpenApiResponse { Description = "No token, or another one." });
            if (policy != RouteAccess.PolicyOf(AccessLevel.Read))
                operation.Responses.TryAdd("403", new OpenApiResponse { Description = "The read token, or a page of another site." });
            return Task.CompletedTask;
        });
    }
}
