using System.Text.Json;

namespace VoiceBus.Protocol;

/// <summary>Reads fields as the firmware does: absent or of the wrong type means the default.</summary>
internal static class JsonFields
{
    public static string Text(this JsonElement from, string name, string otherwise = "") =>
        from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString() ?? otherwise
            : otherwise;

    public static int Number(this JsonElement from, string name, int otherwise) =>
        from.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt32(out var number)
            ? number
            : otherwise;

    public static int Positive(this JsonElement from, string name, int otherwise)
    {
        var number = from.Number(name, otherwise);
        return number > 0 ? number : otherwise;
    }

    public static bool? Flag(this JsonElement from, string name) =>
        from.TryGetProperty(name, out var value)
            ? value.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null }
            : null;

    public static bool TryObject(this JsonElement from, string name, out JsonElement value) =>
        from.TryGetProperty(name, out value) && value.ValueKind == JsonValueKind.Object;

    public static AudioParams Audio(this JsonElement from, AudioParams otherwise)
    {
        if (!from.TryObject("audio_params", out var audio))
            return otherwise;
        var format = audio.Text("format");
        return new AudioParams(
            format.Length > 0 ? format : otherwise.Format,
            audio.Positive("sample_rate", otherwise.SampleRate),
            audio.Positive("channels", otherwise.Channels),
            audio.Positive("frame_duration", otherwise.FrameDuration));
    }
}
