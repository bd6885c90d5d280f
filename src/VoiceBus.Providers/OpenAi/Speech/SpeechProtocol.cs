using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using VoiceBus.Providers.Connections.Http;
using VoiceBus.Providers.Json;
using VoiceBus.Providers.Sound;

namespace VoiceBus.Providers.OpenAi.Speech;

/// <summary>The bodies of the speech protocol.</summary>
internal static class SpeechProtocol
{
    private const string EndMark = "[DONE]";

    /// <summary>What is asked.</summary>
    public static HttpContent Body(SpeechOptions options, SynthesisRequest request)
    {
        var body = new JsonObject
        {
            ["model"] = options.Model,
            ["input"] = request.Text,
            ["voice"] = string.IsNullOrEmpty(request.Voice) ? options.Voice : request.Voice,
        };
        if (options.Format != SoundFormat.Auto)
            body["response_format"] = options.Format.ToString().ToLowerInvariant();
        if (options.SampleRate is { } rate)
            body["sample_rate"] = rate;
        if ((request.Speed ?? options.Speed) is { } speed)
            body["speed"] = speed;
        if (!string.IsNullOrEmpty(options.Instructions))
            body["instructions"] = options.Instructions;
        if (options.Events)
            body["stream_format"] = "sse";
        if (options.ExtraBody is { ValueKind: JsonValueKind.Object } extra)
            JsonMergePatch.Apply(body, extra);
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, JsonText.Readable));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    /// <summary>The sound in events (<c>speech.audio.delta</c>, <c>speech.audio.done</c>).</summary>
    /// <exception cref="ProviderException">The vendor reported an error, or broke off.</exception>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> PiecesAsync(
        VendorCall call, HttpErrors errors, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var ended = false;
        await foreach (var item in VendorEvents.ReadAsync(call, cancellationToken))
        {
            ended = item.Data == EndMark;
            if (!ended && Read(item.Data, ref ended, errors) is { Length: > 0 } sound)
                yield return sound;
            if (ended)
                break;
        }

        if (!ended)
            throw errors.Fail(FailureKind.BadResponse, true, "broke off in the middle of its speech");
    }

    private static byte[]? Read(string data, ref bool ended, HttpErrors errors)
    {
        var documents = LenientJson.Documents(Encoding.UTF8.GetBytes(data), out var isWhole);
        if (!isWhole || documents.Count == 0)
            throw errors.Malformed("an event is no JSON");
        var root = documents[0];
        var type = LenientJson.Text(root, "type");
        if (type == "error" || LenientJson.Member(root, "error") is not null)
            throw errors.Reported(VendorError.Read(root));
        ended = type == "speech.audio.done";
        if (type != "speech.audio.delta" || LenientJson.Member(root, "audio") is not { ValueKind: JsonValueKind.String } audio)
            return null;
        return audio.TryGetBytesFromBase64(out var sound) ? sound : throw errors.Malformed("sound that is no base64");
    }
}
