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
    private const string Nameless = "server";

    /// <summary>A server's part of its tools' names.</summary>
    public static string Prefix(string server)
    {
        var plain = Unfit().Replace(server, "_").Trim('_');
        // Names of other scripts lose letters: what is left may be that of another server, or nothing.
        var isWhole = server.All(char.IsAscii);
        if (isWhole && plain.Length <= MaxPrefix)
            return plain;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(server)))[..HashLength];
        var stem = plain.Length == 0 ? Nameless : plain[..Math.Min(plain.Length, MaxPrefix - HashLength - 1)].TrimEnd('_');
        return $"{stem}_{hash}";
    }

    /// <summary>The name of each tool for models; the order in which a server lists its tools does not matter.</summary>
    public static IReadOnlyDictionary<string, string> Map(string server, IEnumerable<string> tools) =>
        ToolNames.Map(tools.Order(StringComparer.Ordinal), Prefix(server) + "__");

    [GeneratedRegex("[^A-Za-z0-9-]+")]
    private static partial Regex Unfit();
}
