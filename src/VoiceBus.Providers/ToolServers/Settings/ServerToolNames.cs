using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using VoiceBus.Providers.Mcp;

namespace VoiceBus.Providers.ToolServers.Settings;

/// <summary>
/// What models call the tools of an MCP server: <c>{server}__{tool}</c>. A server's part holds no "__", so names of two
/// servers, of a device and of the built-in tools never meet, whichever of them are connected. Pure.
/// </summary>
internal static partial class ServerToolNames
{
    private const int MaxPrefix = 24;
    private const int HashLength = 4;

    /// <summary>A server's part of its tools' names.</summary>
    public static string Prefix(string server)
    {
        var plain = Unfit().Replace(server, "_").Trim('_');
        if (plain.Length <= MaxPrefix)
            return plain;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(server)))[..HashLength];
        return $"{plain[..(MaxPrefix - HashLength - 1)].TrimEnd('_')}_{hash}";
    }

    /// <summary>The name of each tool for models; the order in which a server lists its tools does not matter.</summary>
    public static IReadOnlyDictionary<string, string> Map(string server, IEnumerable<string> tools)
    {
        var prefix = Prefix(server) + "__";
        var mapped = ToolNames.Map(tools.Order(StringComparer.Ordinal).Select(tool => prefix + tool));
        return mapped.ToDictionary(pair => pair.Key[prefix.Length..], static pair => pair.Value, StringComparer.Ordinal);
    }

    [GeneratedRegex("[^A-Za-z0-9-]+")]
    private static partial Regex Unfit();
}
