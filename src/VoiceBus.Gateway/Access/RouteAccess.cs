using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;

namespace VoiceBus.Gateway.Access;

/// <summary>What each route asks of its callers: the whole table. A route that is not in it asks for the admin token.</summary>
public static class RouteAccess
{
    private static readonly Dictionary<string, AccessLevel> _table = new(StringComparer.Ordinal)
    {
        ["GET /health/live"] = AccessLevel.Anybody,
        ["GET /health/ready"] = AccessLevel.Anybody,
        ["POST /api/sign-in"] = AccessLevel.Anybody, // The code of the link is the credential.

        ["GET /api/ota"] = AccessLevel.Anybody,
        ["POST /api/ota"] = AccessLevel.Anybody,
        ["OPTIONS /api/ota"] = AccessLevel.Anybody,
        ["POST /api/ota/activate"] = AccessLevel.Anybody,
        ["GET /api/ota/firmware/{file}"] = AccessLevel.Anybody,
        ["GET /xiaozhi/ota"] = AccessLevel.Anybody,
        ["POST /xiaozhi/ota"] = AccessLevel.Anybody,
        ["OPTIONS /xiaozhi/ota"] = AccessLevel.Anybody,
        ["POST /xiaozhi/ota/activate"] = AccessLevel.Anybody,
        ["GET /api/vision"] = AccessLevel.Anybody,
        ["OPTIONS /api/vision"] = AccessLevel.Anybody,
        ["POST /api/vision"] = AccessLevel.OwnToken,

        ["GET /openapi/{documentName}.json"] = AccessLevel.Read,
        ["GET /metrics"] = AccessLevel.Read,
        ["HEAD /metrics"] = AccessLevel.Read,
        ["GET /api/event-bus/status"] = AccessLevel.Read,
        ["GET /api/services/health"] = AccessLevel.Read,
        ["GET /api/events"] = AccessLevel.Read, // Without what people said unless the caller is the admin.
        ["GET /api/turns"] = AccessLevel.Read, // The same.
        ["GET /api/turns/{id}"] = AccessLevel.Read, // The same.
        ["GET /api/sessions"] = AccessLevel.Read,
        ["GET /api/sessions/{id}"] = AccessLevel.Read,
        ["GET /api/devices"] = AccessLevel.Read,
        ["GET /api/devices/{id}"] = AccessLevel.Read,
        ["GET /api/devices/{id}/alarms"] = AccessLevel.Read, // Without what people said unless the caller is the admin.
        ["GET /api/mcp-endpoints"] = AccessLevel.Read, // Without tokens, which are shown once.
        ["GET /api/personas"] = AccessLevel.Read,
        ["GET /api/personas/{name}"] = AccessLevel.Read,
        ["GET /api/providers/types"] = AccessLevel.Read,
        ["GET /api/config/decoupling"] = AccessLevel.Read,
        ["GET /api/config/decoupling/history"] = AccessLevel.Read,

        ["POST /api/sessions/{id}/say"] = AccessLevel.Operate,
        ["POST /api/sessions/{id}/alert"] = AccessLevel.Operate,
        ["POST /api/sessions/{id}/interrupt"] = AccessLevel.Operate,
        ["POST /api/sessions/{id}/close"] = AccessLevel.Operate,
        ["POST /api/devices/{id}/say"] = AccessLevel.Operate,
        ["POST /api/devices/{id}/alert"] = AccessLevel.Operate,
        ["DELETE /api/devices/{id}/alarms/{alarm}"] = AccessLevel.Operate,
        ["POST /api/talk/ticket"] = AccessLevel.Operate, // Lets one socket in as a device.
        ["POST /api/services/{type}/providers/{name}/probe"] = AccessLevel.Operate,
        ["POST /api/event-bus/queues/{type}/clear"] = AccessLevel.Operate,

        ["POST /api/sessions/{id}/custom"] = AccessLevel.Admin,
        ["POST /api/sessions/{id}/reboot"] = AccessLevel.Admin,
        ["POST /api/devices/{id}/custom"] = AccessLevel.Admin,
        ["POST /api/devices/{id}/reboot"] = AccessLevel.Admin,
        ["PATCH /api/devices/{id}"] = AccessLevel.Admin,
        ["DELETE /api/devices/{id}"] = AccessLevel.Admin,
        ["POST /api/devices/activate"] = AccessLevel.Admin,
        ["GET /api/devices/{id}/history"] = AccessLevel.Admin,
        ["DELETE /api/devices/{id}/history"] = AccessLevel.Admin,
        ["POST /api/mcp-endpoints"] = AccessLevel.Admin,
        ["PATCH /api/mcp-endpoints/{id}"] = AccessLevel.Admin,
        ["DELETE /api/mcp-endpoints/{id}"] = AccessLevel.Admin,
        ["POST /api/personas"] = AccessLevel.Admin,
        ["PUT /api/personas/{name}"] = AccessLevel.Admin,
        ["DELETE /api/personas/{name}"] = AccessLevel.Admin,
        ["PUT /api/config/decoupling"] = AccessLevel.Admin,
        ["PATCH /api/config/decoupling"] = AccessLevel.Admin,
        ["POST /api/config/decoupling"] = AccessLevel.Admin,
    };

    /// <summary>The name of the policy of a level; an application around us may have an "Admin" of its own.</summary>
    public static string PolicyOf(AccessLevel level) => $"VoiceBus.{level}";

    /// <summary>Where to map routes so that the table holds for them.</summary>
    public static IEndpointRouteBuilder MapByTable(this IEndpointRouteBuilder endpoints)
    {
        var routes = endpoints.MapGroup("");
        ((IEndpointConventionBuilder)routes).Finally(Guard); // After all that a route says of itself, its methods included.
        return routes;
    }

    private static void Guard(EndpointBuilder endpoint)
    {
        var level = Find(endpoint);
        endpoint.Metadata.Add(VoiceBusRoute.Instance);
        if (level is { } named)
            endpoint.Metadata.Add(new RouteLevel(named));
        endpoint.Metadata.Add(level is AccessLevel.Anybody or AccessLevel.OwnToken
            ? new AllowAnonymousAttribute()
            : new AuthorizeAttribute(PolicyOf(level ?? AccessLevel.Admin)));
    }

    // A route of several methods is as strict as the strictest of them; one that misses in the table makes it miss.
    private static AccessLevel? Find(EndpointBuilder endpoint)
    {
        if (endpoint is not RouteEndpointBuilder { RoutePattern.RawText: { } text })
            return null;
        var path = text.Length > 1 ? text.TrimEnd('/') : text;
        var methods = endpoint.Metadata.OfType<IHttpMethodMetadata>().LastOrDefault()?.HttpMethods ?? [];
        AccessLevel? strictest = methods.Count == 0 ? null : AccessLevel.Anybody;
        foreach (var method in methods)
            strictest = _table.TryGetValue($"{method} {path}", out var level) && strictest is { } before
                ? (AccessLevel)Math.Max((int)before, (int)level)
                : null;
        return strictest;
    }
}

/// <summary>Marks the routes of VoiceBus, apart from those of an application around it.</summary>
public sealed class VoiceBusRoute
{
    private VoiceBusRoute()
    {
    }

    /// <summary>The one mark.</summary>
    public static VoiceBusRoute Instance { get; } = new();
}

/// <summary>What the table says of a route.</summary>
/// <param name="Level">What it asks of its callers.</param>
internal sealed record RouteLevel(AccessLevel Level);
