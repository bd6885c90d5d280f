using System.Text.Json;
using VoiceBus.Providers.Recognition;

namespace VoiceBus.Providers.DashScope;

/// <summary>Puts the sentences of an utterance together: each result holds one whole sentence, that may still change. Not thread-safe.</summary>
internal sealed class DashScopeSentences
{
    private string _before = "";
    private string _last = "";
    private long _lastBegins = -1;
    private string _current = "";

    /// <summary>All that was understood so far.</summary>
    public string Text => TranscriptText.Join(TranscriptText.Join(_before, _last), _current);

    /// <summary>Takes a result.</summary>
    /// <returns>Whether it settles a sentence.</returns>
    public bool Take(JsonElement output)
    {
        if (!output.TryGetProperty("sentence", out var sentence) || sentence.ValueKind != JsonValueKind.Object || Flag(sentence, "heartbeat"))
            return false;
        var text = sentence.TryGetProperty("text", out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        if (!Flag(sentence, "sentence_end") && Number(sentence, "end_time") is null)
        {
            _current = text;
            return false;
        }

        Settle(text, Number(sentence, "begin_time") ?? -1);
        return true;
    }

    private void Settle(string text, long begins)
    {
        // The same sentence may be settled twice.
        if (begins < 0 || begins != _lastBegins)
            _before = TranscriptText.Join(_before, _last);
        (_last, _lastBegins, _current) = (text, begins, "");
    }

    private static bool Flag(JsonElement parent, string name) => parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private static long? Number(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;
}
