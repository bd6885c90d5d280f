using System.Runtime.CompilerServices;
using VoiceBus.Providers.Connections;
using VoiceBus.Providers.Recognition;

namespace VoiceBus.Providers.Deepgram;

/// <summary>
/// Recognises with Deepgram. One connection an utterance: what is asked stands in its address, and its end is said by closing it. The
/// handshake passes while somebody speaks. One call at a time.
/// </summary>
internal sealed class DeepgramRecognizer(DeepgramAsrOptions options, VendorContext context) : ISpeechRecognizer
{
    private readonly DeepgramErrors _errors = new(context, options.Key);

    /// <inheritdoc/>
    public async IAsyncEnumerable<Transcript> RecognizeAsync(
        RecognitionRequest request, IAsyncEnumerable<AudioFrame> audio, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var socket = await VendorDialer.DialAsync(DeepgramAddress.Of(options, request), _errors, context, cancellationToken);
        var utterance = await BeginAsync(socket, cancellationToken);
        await foreach (var transcript in VendorRecognition.RunAsync(utterance, audio, request.WantPartials, context, cancellationToken))
            yield return transcript;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<VendorUtterance> BeginAsync(VendorSocket socket, CancellationToken cancellationToken)
    {
        if (!options.IsFlux)
            return new ListenUtterance(socket, options, _errors);
        var flux = new FluxUtterance(socket, options, _errors);
        await flux.BeginAsync(cancellationToken);
        return flux;
    }
}
