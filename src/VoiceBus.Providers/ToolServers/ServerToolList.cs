using VoiceBus.Providers.Mcp;
using VoiceBus.Providers.Tools;
using VoiceBus.Providers.ToolServers.Settings;

namespace VoiceBus.Providers.ToolServers;

/// <summary>Makes tools for models of the tools a server lists. Pure.</summary>
internal static class ServerToolList
{
    private const int MaxDescription = 2000;

    /// <summary>The tools under the names models know; of equal names the first counts.</summary>
    public static IReadOnlyList<ServerTool> Of(string server, IEnumerable<ToolEntry> listed)
    {
        ToolEntry[] tools = [.. listed.DistinctBy(static tool => tool.Name)];
        var names = ServerToolNames.Map(server, tools.Select(static tool => tool.Name));
        return [.. tools.Select(tool => new ServerTool(names[tool.Name], tool.Name, Description(ToolNames.Describe(tool.Name, tool.Description)), tool.Schema))];
    }

    private static string Description(string text) =>
        text.Length <= MaxDescription ? text : $"{text[..(char.IsHighSurrogate(text[MaxDescription - 1]) ? MaxDescription - 1 : MaxDescription)]}…";
}
