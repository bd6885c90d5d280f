using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace VoiceBus.Gateway.ToolPrograms;

/// <summary>Tokens of MCP endpoints: made here, shown once, kept as a hash. Pure but for randomness.</summary>
public static class McpEndpointTokens
{
    /// <summary>A new token: 256 bits in letters that need no escaping in a URL.</summary>
    public static string Make() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>A new id of an endpoint.</summary>
    public static string MakeId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));

    /// <summary>What is kept of a token.</summary>
    public static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token.Trim())));
}
