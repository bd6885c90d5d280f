using System.Text.Json;

namespace VoiceBus.Testing.Mcp;

/// <summary>The MCP servers tests talk to: npm's reference server, and one that misbehaves on demand.</summary>
public static class McpServers
{
    private static readonly string _root = Checkout.Folder;

    /// <summary>The reference server's program.</summary>
    public static string Everything { get; } = Existing(Path.Combine(
        _root, "artifacts", "mcp-reference", "node_modules", "@modelcontextprotocol", "server-everything", "dist", "index.js"));

    /// <summary>The misbehaving server's program.</summary>
    public static string Bad { get; } = Existing(Path.Combine(_root, "tests", "mcp-reference", "bad-server.mjs"));

    /// <summary>npm's mock of the OpenAI protocol.</summary>
    internal static string OpenAiMock => Existing(Path.Combine(_root, "artifacts", "mcp-reference", "node_modules", "@copilotkit", "aimock", "dist", "cli.js"));

    /// <summary>Keeps a server on 127.0.0.1 and makes it say its port.</summary>
    internal static string Loopback { get; } = Existing(Path.Combine(_root, "tests", "mcp-reference", "loopback.mjs"));

    /// <summary>An entry of the file that starts the reference server.</summary>
    public static object EverythingEntry => new { command = "node", args = new[] { Everything, "stdio" } };

    /// <summary>An entry of the file that starts the misbehaving server.</summary>
    /// <param name="mode">How it begins; empty is well.</param>
    public static object BadEntry(string mode = "") => new { command = "node", args = new[] { Bad, mode } };

    /// <summary>The text of a file with the given servers.</summary>
    public static string File(params (string Name, object Entry)[] servers) =>
        JsonSerializer.Serialize(new { mcpServers = servers.ToDictionary(static server => server.Name, static server => server.Entry) });

    private static string Existing(string path) => System.IO.File.Exists(path)
        ? path : throw new InvalidOperationException($"{path} is missing: ./voicebus test fetches it.");
}
