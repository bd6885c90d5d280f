using VoiceBus.Providers.Connections;

namespace VoiceBus.Providers.FunAsr;

/// <summary>What a FunASR server says when it fails. It has no codes: the words are all there is.</summary>
internal sealed class FunAsrErrors(VendorContext context, FunAsrOptions options) : ProviderErrors(context, options.Key)
{
    /// <summary>An <c>error</c> of the Python server or the realtime protocol, or a text "ERROR…" of the C++ server.</summary>
    public ProviderException Said(string words)
    {
        if (words.Contains("COMMIT", StringComparison.OrdinalIgnoreCase))
            return Fail(FailureKind.BadRequest, true, "takes no commit_at_pause: start it with --endpoint-mode client, or set that option to false", words);
        return words.Contains("PCM", StringComparison.OrdinalIgnoreCase)
            ? Fail(FailureKind.BadRequest, true, "refused the audio: check mode and protocol", words)
            : Fail(FailureKind.Unavailable, true, "failed to recognise: see the server's log", words);
    }
}
