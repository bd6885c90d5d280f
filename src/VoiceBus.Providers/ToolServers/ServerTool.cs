using System.Text.Json;
using Microsoft.Extensions.AI;

namespace VoiceBus.Providers.ToolServers;

/// <summary>A tool of an MCP server.</summary>
/// <param name="Name">What models call it.</param>
/// <param name="Wire">What its server calls it.</param>
/// <param name="Description">For models.</param>
/// <param name="Schema">Of its arguments.</param>
internal sealed record ServerTool(string Name, string Wire, string Description, JsonElement Schema)
{
    /// <summary>As models are told of it.</summary>
    public AIFunctionDeclaration Declaration { get; } = AIFunctionFactory.CreateDeclaration(Name, Description, Schema);

    /// <summary>Whether a model would notice a difference.</summary>
    public bool IsSame(ServerTool other) =>
        Name == other.Name && Description == other.Description && Schema.GetRawText() == other.Schema.GetRawText();
}
