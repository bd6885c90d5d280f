using System.Buffers;
using System.Text;
using System.Text.Json;

namespace VoiceBus.Providers.Doubao;

/// <summary>The events and the JSON of the bidirectional synthesis (Volcengine, document 1329505).</summary>
internal static class DoubaoTtsProtocol
{
    public const int StartConnection = 1;
    public const int ConnectionStarted = 50;
    public const int ConnectionFailed = 51;
    public const int StartSession = 100;
    public const int FinishSession = 102;
    public const int SessionStarted = 150;
    public const int SessionFinished = 152;
    public const int SessionFailed = 153;
    public const int TaskRequest = 200;
    public const int Audio = 352;

    private const string Namespace = "BidirectionalTTS";

    /// <summary>What goes with an event that says nothing more.</summary>
    public static ReadOnlySpan<byte> Nothing => "{}"u8;

    /// <summary>How to speak: all but the text.</summary>
    public static ReadOnlyMemory<byte> Session(DoubaoVoiceOptions options, SynthesisRequest request) => Write(StartSession, json =>
    {
        json.WriteString("speaker", request.Voice ?? options.Voice);
        if (options.Model is { } model)
            json.WriteString("model", model);
        json.WriteStartObject("audio_params");
        json.WriteString("format", "pcm");
        json.WriteNumber("sample_rate", options.SampleRate);
        json.WriteNumber("speech_rate", Rate(request.Speed, options.SpeechRate));
        json.WriteNumber("loudness_rate", Rate(request.Volume, options.LoudnessRate));
        if ((request.Emotion ?? options.Emotion) is { Length: > 0 } emotion)
            json.WriteString("emotion", emotion);
        json.WriteEndObject();
        if (Semitones(request.Pitch, options.Pitch) is not 0 and var pitch)
            json.WriteString("additions", $$$"""{"post_process":{"pitch":{{{pitch}}}}}"""); // A string that holds JSON: the vendor reads it so.
    });

    /// <summary>The sentence.</summary>
    public static ReadOnlyMemory<byte> Text(string text) => Write(TaskRequest, json => json.WriteString("text", text));

    /// <summary>Reads the status of an answer; <see cref="DoubaoErrors.Success"/> where it has none.</summary>
    public static (long Code, string Said) Status(ReadOnlyMemory<byte> payload)
    {
        var said = Encoding.UTF8.GetString(payload.Span);
        try
        {
            using var json = JsonDocument.Parse(payload);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("status_code", out var code) && code.TryGetInt64(out var number)
                ? (number, said) : (DoubaoErrors.Success, said);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return (DoubaoErrors.Success, said);
        }
    }

    private static ReadOnlyMemory<byte> Write(int number, Action<Utf8JsonWriter> parameters)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteStartObject("user");
        json.WriteString("uid", "voicebus");
        json.WriteEndObject();
        json.WriteNumber("event", number);
        json.WriteString("namespace", Namespace);
        json.WriteStartObject("req_params");
        parameters(json);
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    // -50 is half, 100 is twice; what is asked is relative to what is configured.
    private static int Rate(double? factor, int usual) => Math.Clamp((int)Math.Round(((100 + usual) * (factor ?? 1)) - 100), -50, 100);

    private static int Semitones(double? factor, int usual) =>
        factor is > 0 and var times ? Math.Clamp(usual + (int)Math.Round(12 * Math.Log2(times)), -12, 12) : usual;
}
