using System.Text.Encodings.Web;
using System.Text.Json;

namespace VoiceBus.Providers.Json;

/// <summary>How JSON is written to vendors: most languages, and a picture's base64, would grow when escaped for web pages.</summary>
internal static class JsonText
{
    /// <summary>For what is serialised as a whole.</summary>
    public static JsonSerializerOptions Readable { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>For what is written member by member.</summary>
    public static JsonWriterOptions ReadableWriter { get; } = new() { Encoder = Readable.Encoder };
}
