using Microsoft.AspNetCore.Http.HttpResults;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.ToolPrograms;
using VoiceBus.Gateway.ToolPrograms;
using VoiceBus.Gateway.Transport;
using VoiceBus.Management.Api.Memory;

namespace VoiceBus.Management.Api.ToolPrograms;

/// <summary>The MCP endpoints: tokens that tool programs dial in with.</summary>
public static class McpEndpointsApi
{
    private const string Path = "/api/mcp-endpoints";
    private const int MaxName = 100;
    private const int MaxBindings = 1000;

    /// <summary>Maps the routes.</summary>
    public static IEndpointRouteBuilder MapMcpEndpoints(this IEndpointRouteBuilder endpoints)
    {
        Describe(endpoints.MapGet(Path, ListAsync), "listMcpEndpoints", "The MCP endpoints, and the programs that have dialled in at this node with their tools");
        Describe(endpoints.MapPost(Path, AddAsync), "addMcpEndpoint", "Make an MCP endpoint")
            .WithDescription("Its token is in the answer and nowhere else. Without devices and personas all devices are offered the tools.");
        Describe(endpoints.MapPatch($"{Path}/{{id}}", PatchAsync), "patchMcpEndpoint", "Change its name, devices or personas")
            .WithDescription("Connected programs stay; other nodes follow within seconds.").ProducesProblem(StatusCodes.Status404NotFound);
        Describe(endpoints.MapDelete($"{Path}/{{id}}", RemoveAsync), "removeMcpEndpoint", "Revoke its token")
            .WithDescription("Connected programs are closed within seconds, wherever they are.").ProducesProblem(StatusCodes.Status404NotFound);
        return endpoints;
    }

    private static RouteHandlerBuilder Describe(RouteHandlerBuilder route, string name, string summary) => route
        .WithTags("tools").WithName(name).WithSummary(summary)
        .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status503ServiceUnavailable).NeedsDatabase();

    private static async Task<Ok<McpEndpointsDto>> ListAsync(IMcpEndpointStore endpoints, IServiceProvider services, CancellationToken cancellationToken)
    {
        var programs = Programs(services);
        return TypedResults.Ok(new McpEndpointsDto(
            [.. (await endpoints.ListAsync(cancellationToken)).Select(endpoint => McpEndpointDto.From(endpoint, programs))]));
    }

    private static async Task<Results<Created<NewMcpEndpointDto>, ValidationProblem>> AddAsync(
        McpEndpointBody body, HttpContext context, IMcpEndpointStore endpoints, IServerAddress address, IEventSink events, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var errors = Check(body);
        if (string.IsNullOrWhiteSpace(body.Name))
            errors.TryAdd("name", ["is needed"]);
        if (errors.Count > 0)
            return TypedResults.ValidationProblem(errors);
        var token = McpEndpointTokens.Make();
        var endpoint = Changed(
            new McpEndpoint { Id = McpEndpointTokens.MakeId(), Name = "", TokenHash = McpEndpointTokens.Hash(token), CreatedAt = time.GetUtcNow() }, body);
        await endpoints.PutAsync(endpoint, cancellationToken);
        events.Emit(new McpEndpointChanged(endpoint.Name, "made"));
        context.Response.Headers.CacheControl = "no-store";
        var page = address.Page(context, $"/mcp_endpoint/mcp/?token={token}");
        return TypedResults.Created($"{Path}/{endpoint.Id}", new NewMcpEndpointDto(McpEndpointDto.From(endpoint, []), token, $"ws{page["http".Length..]}"));
    }

    private static async Task<Results<Ok<McpEndpointDto>, ValidationProblem, ProblemHttpResult>> PatchAsync(
        string id, McpEndpointBody body, IMcpEndpointStore endpoints, IServiceProvider services, IEventSink events, CancellationToken cancellationToken)
    {
        if (Check(body) is { Count: > 0 } errors)
            return TypedResults.ValidationProblem(errors);
        if (await endpoints.FindAsync(id, cancellationToken) is not { } known)
            return Unknown(id);
        var endpoint = Changed(known, body);
        await endpoints.PutAsync(endpoint, cancellationToken);
        events.Emit(new McpEndpointChanged(endpoint.Name, "changed"));
        return TypedResults.Ok(McpEndpointDto.From(endpoint, Programs(services)));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        string id, IMcpEndpointStore endpoints, IEventSink events, CancellationToken cancellationToken)
    {
        var known = await endpoints.FindAsync(id, cancellationToken);
        if (!await endpoints.RemoveAsync(id, cancellationToken))
            return Unknown(id);
        events.Emit(new McpEndpointChanged(known?.Name ?? id, "revoked"));
        return TypedResults.NoContent();
    }

    private static IReadOnlyList<ToolProgramStatus> Programs(IServiceProvider services) => services.GetService<IToolPrograms>()?.GetStatus() ?? [];

    private static McpEndpoint Changed(McpEndpoint endpoint, McpEndpointBody body) => endpoint with
    {
        Name = string.IsNullOrWhiteSpace(body.Name) ? endpoint.Name : body.Name.Trim(),
        Devices = body.Devices is { } devices ? Plain(devices) : endpoint.Devices,
        Personas = body.Personas is { } personas ? Plain(personas) : endpoint.Personas,
    };

    private static string[] Plain(IEnumerable<string> names) => [.. names.Select(static name => name.Trim().ToLowerInvariant()).Where(static name => name.Length > 0).Distinct()];

    private static Dictionary<string, string[]> Check(McpEndpointBody body)
    {
        var errors = new Dictionary<string, string[]>();
        if (body.Name?.Trim().Length > MaxName)
            errors["name"] = [$"must be at most {MaxName} characters"];
        if (body.Devices?.Count > MaxBindings)
            errors["devices"] = [$"must be at most {MaxBindings}"];
        if (body.Personas?.Count > MaxBindings)
            errors["personas"] = [$"must be at most {MaxBindings}"];
        return errors;
    }

    private static ProblemHttpResult Unknown(string id) =>
        TypedResults.Problem($"There is no MCP endpoint '{id}'.", statusCode: StatusCodes.Status404NotFound);
}
