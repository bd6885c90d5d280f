using System.Runtime.CompilerServices;
using System.Text.Json;
using VoiceBus.Providers.Connections.Http;

namespace VoiceBus.Providers.OpenAi.Transcription;

/// <summary>
/// Reads a transcript that comes in pieces. OpenAI sends <c>transcript.text.delta</c> and <c>transcript.text.done</c>, vLLM
/// chunks with <c>choices[].delta.content</c>, faster-whisper's servers a <c>{"text"}</c> a segment and no end mark.
/// </summary>
internal static class TranscriptionStream
{
    private const string EndMark = "[DONE]";

    private enum Progress
    {
        None,
        More,
        Segment,
        Whole,
    }

    /// <summary>Gives the text each time there is more of it, and at last as a whole.</summary>
    /// <exception cref="ProviderException">The vendor reported an error, or broke off.</exception>
    public static async IAsyncEnumerable<Transcript> ReadAsync(
        Stream body, HttpErrors errors, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var text = "";
        var (ended, mayEnd) = (false, false);
        await foreach (var item in VendorEvents.ReadAsync(body, errors, cancellationToken))
        {
            ended = item.Data == EndMark;
            if (ended)
                break;
            var progress = Read(item.Data, ref text, errors);
            ended = progress == Progress.Whole;
            if (ended)
                break;
            // A segment may be the last one: nothing else says so.
            mayEnd = progress == Progress.Segment || (mayEnd && progress == Progress.None);
            if (progress != Progress.None)
                yield return new Transcript(TranscriptionText.Clean(text), TranscriptKind.Partial);
        }

        if (!ended && !mayEnd)
            throw errors.Fail(FailureKind.BadResponse, true, "broke off in the middle of its answer");
        yield return new Transcript(TranscriptionText.Clean(text), TranscriptKind.Final);
    }

    private static Progress Read(string data, ref string text, HttpErrors errors)
    {
        using var json = Parse(data, errors);
        var root = json.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
            return Progress.None;
        if (root.TryGetProperty("error", out var error))
            throw errors.Fail(FailureKind.BadResponse, true, "reported an error in the middle of its answer", detail: RefusalBody.Read(error).Text);
        switch (String(root, "type"))
        {
            case "transcript.text.delta":
                text += String(root, "delta");
                return Progress.More;
            case "transcript.text.done":
                text = String(root, "text") ?? text;
                return Progress.Whole;
            case "error":
                throw errors.Fail(FailureKind.BadResponse, true, "reported an error in the middle of its answer", detail: RefusalBody.Read(root).Text);
            case null when String(root, "text") is { } segment:
                text = text.Length == 0 ? segment : $"{text.TrimEnd()} {segment.TrimStart()}";
                return Progress.Segment;
            case null when Delta(root) is { } piece:
                text += piece;
                return piece.Length > 0 ? Progress.More : Progress.None;
            default:
                return Progress.None;
        }
    }

    private static string? Delta(JsonElement root) =>
        root.TryGetProperty("choices", out var choices) && choices is { ValueKind: JsonValueKind.Array } && choices.GetArrayLength() > 0
        && choices[0] is { ValueKind: JsonValueKind.Object } choice && choice.TryGetProperty("delta", out var delta) && delta.ValueKind == JsonValueKind.Object
            ? String(delta, "content") ?? ""
            : null;

    private static JsonDocument Parse(string data, HttpErrors errors)
    {
        try
        {
            return JsonDocument.Parse(data);
        }
        catch (JsonException wrong)
        {
            throw errors.Malformed("an event is no JSON", wrong);
        }
    }

    private static string? String(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
