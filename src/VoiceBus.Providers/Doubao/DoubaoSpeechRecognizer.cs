using System.Runtime.CompilerServices;
using VoiceBus.Providers.Connections;
using VoiceBus.Providers.Recognition;

namespace VoiceBus.Providers.Doubao;

/// <summary>
/// Recognises speech with Doubao's streaming recognition: one connection per utterance, opened at its first sound, because the vendor
/// gives up when it hears nothing for 8 s.
/// </summary>
internal sealed class DoubaoSpeechRecognizer(DoubaoRecognizerOptions options, VendorContext context) : ISpeechRecognizer
{
    // What the vendor recommends (document 1354869).
    private static readonly TimeSpan _packet = TimeSpan.FromMilliseconds(200);

    private readonly DoubaoErrors _errors = new(context, options.ApiKey, options.AccessToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<Transcript> RecognizeAsync(
        RecognitionRequest request, IAsyncEnumerable<AudioFrame> audio, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var frames = new UtteranceFrames(audio, context, cancellationToken);
        if (!await frames.StartAsync())
        {
            yield return new Transcript("", TranscriptKind.Final);
            yield break;
        }

        await using var socket = await VendorDialer.DialAsync(Socket(), _errors, context, cancellationToken);
        var pauses = new PauseTracker(options.PauseSettle, context);
        using var utterance = new DoubaoUtterance(socket, options, _errors, context, pauses);
        await utterance.StartAsync(request, cancellationToken);
        var understood = Duplex.RunAsync(
            stop => frames.SendAsync(utterance, _packet, options.KeepAlive, stop), utterance.ReceiveAsync, context, cancellationToken);
        await foreach (var transcript in pauses.TranscribeAsync(understood, request.WantPartials, cancellationToken))
            yield return transcript;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private VendorSocketOptions Socket() => new()
    {
        Url = options.Url,
        Headers = DoubaoCredentials.Headers(options.ApiKey, options.AppId, options.AccessToken, options.ResourceId, context),
        ConnectTimeout = options.ConnectTimeout,
    };
}
