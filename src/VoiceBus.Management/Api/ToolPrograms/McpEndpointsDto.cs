using System.Text.Json.Serialization;
using VoiceBus.Core.ToolPrograms;

namespace VoiceBus.Management.Api.ToolPrograms;

/// <summary>The MCP endpoints there are.</summary>
/// <param name="Endpoints">By name.</param>
internal sealed record McpEndpointsDto(IReadOnlyList<McpEndpointDto> Endpoints);

/// <summary>An MCP endpoint.</summary>
/// <param name="Id">Its id; no secret.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Devices">Devices that are offered its tools.</param>
/// <param name="Personas">Personas that are offered its tools; where neither is named, all are.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="LastUsed">When a program dialled in last, UTC, or null.</param>
/// <param name="Connections">The programs connected to this node.</param>
internal sealed record McpEndpointDto(
    string Id, string Name, IReadOnlyList<string> Devices, IReadOnlyList<string> Personas, DateTimeOffset CreatedAt, DateTimeOffset? LastUsed,
    IReadOnlyList<ToolProgramDto> Connections)
{
    /// <summary>Describes an endpoint and who has dialled in.</summary>
    public static McpEndpointDto From(McpEndpoint endpoint, IEnumerable<ToolProgramStatus> programs) => new(
        endpoint.Id, endpoint.Name, endpoint.Devices, endpoint.Personas, endpoint.CreatedAt, endpoint.LastUsed,
        [.. programs.Where(program => program.EndpointId == endpoint.Id).Select(ToolProgramDto.From)]);
}

/// <summary>A program that has dialled in.</summary>
/// <param name="Server">What it calls itself; empty before it said so.</param>
/// <param name="Version">Its version as it says.</param>
/// <param name="Address">Where it dialled from.</param>
/// <param name="State">connecting, connected or unresponsive.</param>
/// <param name="Detail">Why it is not connected, or null.</param>
/// <param name="Since">When it dialled in, UTC.</param>
/// <param name="Tools">Its tools by the names models know.</param>
internal sealed record ToolProgramDto(
    string Server, string Version, string Address, string State, string? Detail, DateTimeOffset Since, IReadOnlyList<ProgramToolDto> Tools)
{
    /// <summary>Describes a program.</summary>
    public static ToolProgramDto From(ToolProgramStatus program) => new(
        program.Server, program.Version, program.Address, program.State, program.Detail, program.Since,
        [.. program.Tools.Select(static tool => new ProgramToolDto(tool.Name, tool.Description))]);
}

/// <summary>A tool of a program.</summary>
/// <param name="Name">What models call it.</param>
/// <param name="Description">For models.</param>
internal sealed record ProgramToolDto(string Name, string Description);

/// <summary>Body of POST and PATCH.</summary>
/// <param name="Name">What people call it; needed when it is made.</param>
/// <param name="Devices">Devices that are offered its tools.</param>
/// <param name="Personas">Personas that are offered its tools; where neither is named, all are.</param>
internal sealed record McpEndpointBody(string? Name = null, IReadOnlyList<string>? Devices = null, IReadOnlyList<string>? Personas = null);

/// <summary>An endpoint that was made now: the only time its token is shown.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Token">What programs dial in with.</param>
/// <param name="Url">The address for <c>MCP_ENDPOINT</c> of mcp_pipe and the like, token included.</param>
internal sealed record NewMcpEndpointDto(McpEndpointDto Endpoint, string Token, string Url);

/// <summary>Serialization of the bodies, generated at build time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(McpEndpointsDto))]
[JsonSerializable(typeof(McpEndpointDto))]
[JsonSerializable(typeof(NewMcpEndpointDto))]
[JsonSerializable(typeof(McpEndpointBody))]
internal sealed partial class McpEndpointJson : JsonSerializerContext;
