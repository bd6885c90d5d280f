using System.Buffers;
using System.Text;
using System.Text.Json;

namespace VoiceBus.Providers.Doubao;

/// <summary>The JSON of the streaming recognition (Volcengine, document 1354869).</summary>
internal static class DoubaoAsrProtocol
{
    private const string UserId = "voicebus";
    private const int MaxHotWords = 100; // The vendor takes 100 tokens of them in a streaming mode.

    /// <summary>The parameters of an utterance.</summary>
    public static ReadOnlyMemory<byte> Request(DoubaoRecognizerOptions options, RecognitionRequest request)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteStartObject("user");
        json.WriteString("uid", UserId);
        json.WriteEndObject();
        WriteAudio(json, Language(options, request));
        json.WriteStartObject("request");
        json.WriteString("model_name", options.Model);
        json.WriteBoolean("enable_itn", options.EnableItn);
        json.WriteBoolean("enable_punc", options.EnablePunc);
        json.WriteBoolean("enable_ddc", options.EnableDdc);
        if (options.EnableNonstream)
            json.WriteBoolean("enable_nonstream", true);
        json.WriteString("result_type", "full");
        if (options.EndWindowSize is { } silence)
            json.WriteNumber("end_window_size", silence);
        if (options.ForceToSpeechTime is { } time)
            json.WriteNumber("force_to_speech_time", time);
        WriteCorpus(json, options, request.HotWords);
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>Reads an answer; what is missing or of another kind is left out.</summary>
    /// <exception cref="JsonException">It is no JSON object.</exception>
    public static DoubaoAsrAnswer Read(ReadOnlyMemory<byte> payload)
    {
        using var json = JsonDocument.Parse(payload);
        var root = json.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
            throw new JsonException("The answer is no object.");
        var code = Long(root, "code");
        var heard = root.TryGetProperty("audio_info", out var info) ? Long(info, "duration") : null;
        var text = root.TryGetProperty("result", out var result) ? Text(result) : null;
        return new DoubaoAsrAnswer(text, TimeSpan.FromMilliseconds(Math.Clamp(heard ?? 0, 0, int.MaxValue)), code ?? 0, code is null ? null : root.GetRawText());
    }

    private static void WriteAudio(Utf8JsonWriter json, string? language)
    {
        json.WriteStartObject("audio");
        json.WriteString("format", "pcm");
        json.WriteString("codec", "raw");
        json.WriteNumber("rate", 16_000);
        json.WriteNumber("bits", 16);
        json.WriteNumber("channel", 1);
        if (language is not null)
            json.WriteString("language", language);
        json.WriteEndObject();
    }

    private static void WriteCorpus(Utf8JsonWriter json, DoubaoRecognizerOptions options, IReadOnlyList<string> hotWords)
    {
        if (options.BoostingTableName is null && options.CorrectTableName is null && hotWords.Count == 0)
            return;
        json.WriteStartObject("corpus");
        if (options.BoostingTableName is { } boosting)
            json.WriteString("boosting_table_name", boosting);
        if (options.CorrectTableName is { } correct)
            json.WriteString("correct_table_name", correct);
        if (hotWords.Count > 0)
            json.WriteString("context", Context(hotWords));
        json.WriteEndObject();
    }

    // A string that holds JSON: the vendor reads it so.
    private static string Context(IReadOnlyList<string> hotWords)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteStartArray("hotwords");
        foreach (var word in hotWords.Take(MaxHotWords))
        {
            json.WriteStartObject();
            json.WriteString("word", word);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    // Only one mode takes it; Chinese and English it understands untold.
    private static string? Language(DoubaoRecognizerOptions options, RecognitionRequest request) =>
        !options.Url.AbsolutePath.EndsWith("_nostream", StringComparison.Ordinal) ? null : request.Language?.Split('-')[0] switch
        {
            "en" => "en-US",
            "ja" => "ja-JP",
            "id" => "id-ID",
            "es" => "es-MX",
            "pt" => "pt-BR",
            "de" => "de-DE",
            "fr" => "fr-FR",
            "ko" => "ko-KR",
            "fil" => "fil-PH",
            "ms" => "ms-MY",
            "th" => "th-TH",
            "ar" => "ar-SA",
            _ => null,
        };

    // One result, or by some servers a list of them.
    private static string? Text(JsonElement result) => result.ValueKind switch
    {
        JsonValueKind.Object when result.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String => text.GetString(),
        JsonValueKind.Array => string.Concat(result.EnumerateArray().Select(Text)),
        _ => null,
    };

    private static long? Long(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;
}

/// <summary>An answer of the streaming recognition.</summary>
/// <param name="Text">All that was understood so far; null where the answer says nothing of it.</param>
/// <param name="Heard">How much audio it is of; zero where it does not say.</param>
/// <param name="Code">What some servers add; 0 where they do not.</param>
/// <param name="Said">The whole answer where it has a code, else null.</param>
internal readonly record struct DoubaoAsrAnswer(string? Text, TimeSpan Heard, long Code, string? Said);
