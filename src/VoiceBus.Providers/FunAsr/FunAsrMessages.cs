using System.Buffers;
using System.Text.Json;
using VoiceBus.Providers.Json;

namespace VoiceBus.Providers.FunAsr;

/// <summary>The text messages to a server of <c>runtime/</c>.</summary>
internal static class FunAsrMessages
{
    private const int RequestWeight = 20;

    private static readonly string[] _senseVoiceLanguages = ["zh", "en", "ja", "ko", "yue"];

    // Most hot words are Chinese.

    /// <summary>The end of an utterance.</summary>
    public static ReadOnlyMemory<byte> End { get; } = """{"is_speaking":false,"is_end":true}"""u8.ToArray();

    /// <summary>The beginning of an utterance. Without <c>chunk_size</c> the C++ server drops all audio without a word.</summary>
    public static ReadOnlyMemory<byte> Begin(FunAsrOptions options, RecognitionRequest request, string name, string hotwords)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, JsonText.ReadableWriter))
        {
            json.WriteStartObject();
            json.WriteString("mode", options.Mode);
            json.WriteStartArray("chunk_size");
            foreach (var size in options.ChunkSize)
                json.WriteNumberValue(size);
            json.WriteEndArray();
            json.WriteNumber("chunk_interval", options.ChunkInterval);
            json.WriteString("wav_name", name);
            json.WriteString("wav_format", "pcm");
            json.WriteNumber("audio_fs", 16_000);
            json.WriteBoolean("is_speaking", true);
            if (hotwords.Length > 0)
                json.WriteString("hotwords", hotwords);
            json.WriteBoolean("itn", options.Itn);
            json.WriteString("svs_lang", options.Language ?? LanguageOf(request));
            json.WriteBoolean("svs_itn", options.SvsItn);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>The words to listen for, as the JSON object in a string that the protocol wants; empty when there are none.</summary>
    public static string Hotwords(FunAsrOptions options, RecognitionRequest request)
    {
        if (options.Hotwords.Count + request.HotWords.Count == 0)
            return "";
        var words = new Dictionary<string, int>(options.Hotwords);
        foreach (var word in request.HotWords)
            words.TryAdd(word, RequestWeight);
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, JsonText.ReadableWriter))
        {
            json.WriteStartObject();
            foreach (var (word, weight) in words)
                json.WriteNumber(word, weight);
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The first part of the language the speaker is expected to use, or null.</summary>
    public static string? PrimaryLanguage(RecognitionRequest request) => request.Language?.Split('-')[0].ToLowerInvariant();

    private static string LanguageOf(RecognitionRequest request) =>
        PrimaryLanguage(request) is { } language && _senseVoiceLanguages.Contains(language) ? language : "auto";
}
