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
    private readonly DoubaoErrors _errors = new(context, options.Key, options.AccessToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<Transcript> RecognizeAsync(
        RecognitionRequest request, IAsyncEnumerable<AudioFrame> audio, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var sound = new FirstSound(audio, context, cancellationToken);
        if (!await sound.WaitAsync())
        {
            yield return new Transcript("", TranscriptKind.Final);
            yield break;
        }

        await using var socket = await VendorDialer.DialAsync(Socket(), _errors, context, cancellationToken);
        var utterance = new DoubaoUtterance(socket, options, _errors);
        await utterance.BeginAsync(request, cancellationToken);
        var pauses = new SettledPauses(options.PauseSettle, context);
        var transcripts = VendorRecognition.RunAsync(
            utterance, pauses.WatchAsync(sound.AudioAsync(cancellationToken), cancellationToken), wantPartials: true, context, cancellationToken);
        await foreach (var transcript in pauses.AnswerAsync(transcripts, request.WantPartials, cancellationToken))
            yield return transcript;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private VendorSocketOptions Socket() => new()
    {
        Url = options.Url,
        Headers = DoubaoCredentials.Headers(options.Key, options.AppId, options.AccessToken, options.ResourceId, context),
        ConnectTimeout = options.ConnectTimeout,
    };
}
