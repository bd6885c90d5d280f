using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using VoiceBus.Providers.Connections.Http;
using VoiceBus.Providers.Json;

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
        VendorCall call, HttpErrors errors, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var text = "";
        var (ended, mayEnd) = (false, false);
        await foreach (var item in VendorEvents.ReadAsync(call, cancellationToken))
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
        var documents = LenientJson.Documents(Encoding.UTF8.GetBytes(data), out var isWhole);
        if (!isWhole || documents.Count == 0)
            throw errors.Malformed("an event is no JSON");
        var root = documents[0];
        if (LenientJson.Member(root, "error") is not null)
            throw errors.Reported(VendorError.Read(root));
        switch (LenientJson.Text(root, "type"))
        {
            case "transcript.text.delta":
                text += LenientJson.Text(root, "delta");
                return Progress.More;
            case "transcript.text.done":
                text = LenientJson.Text(root, "text") ?? text;
                return Progress.Whole;
            case "error":
                throw errors.Reported(VendorError.Read(root));
            case null when LenientJson.Text(root, "text") is { } segment:
                text = text.Length == 0 ? segment : $"{text.TrimEnd()} {segment.TrimStart()}";
                return Progress.Segment;
            case null when Delta(root) is { } piece:
                text += piece;
                return Progress.More;
            default:
                return Progress.None;
        }
    }

    private static string? Delta(JsonElement root) =>
        LenientJson.Items(LenientJson.Member(root, "choices")).Select(static choice => LenientJson.Text(LenientJson.Object(choice, "delta"), "content")).FirstOrDefault();
}
