using System.Text.Json;

namespace VoiceBus.Core.Conversations;

/// <summary>Something a device is told that is neither speech nor its subtitles; in this program's words, not the wire's.</summary>
public abstract record DeviceMessage
{
    /// <summary>A JSON-RPC message for the device's MCP server.</summary>
    /// <param name="Payload">UTF-8 JSON.</param>
    public sealed record Mcp(ReadOnlyMemory<byte> Payload) : DeviceMessage;

    /// <summary>A command for a thing of firmware 1.6 and older.</summary>
    /// <param name="Thing">The thing's name as it described itself.</param>
    /// <param name="Method">One of its methods.</param>
    /// <param name="Parameters">A JSON object.</param>
    public sealed record ThingCommand(string Thing, string Method, JsonElement Parameters) : DeviceMessage;

    /// <summary>Start again.</summary>
    public sealed record Reboot : DeviceMessage;

    /// <summary>Show something and ring for it.</summary>
    /// <param name="Status">The status line.</param>
    /// <param name="Text">What to show.</param>
    /// <param name="Emotion">The face to make.</param>
    public sealed record Alert(string Status, string Text, string Emotion) : DeviceMessage;

    /// <summary>Content only the device's own program understands.</summary>
    /// <param name="Payload">A JSON object.</param>
    public sealed record Custom(JsonElement Payload) : DeviceMessage;
}
