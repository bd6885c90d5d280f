using System.Text.Encodings.Web;
using System.Text.Json;

namespace VoiceBus.Providers.Connections.Http;

/// <summary>How JSON is written to vendors.</summary>
internal static class JsonText
{
    /// <summary>Most languages would grow when escaped for web pages.</summary>
    public static JsonSerializerOptions Readable { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
