using System.Runtime.CompilerServices;
using VoiceBus.Providers.Connections;
using VoiceBus.Providers.DashScope;
using VoiceBus.Providers.Recognition;

namespace VoiceBus.Providers.Qwen;

/// <summary>Recognises speech with Qwen-ASR-Realtime: a session per utterance, opened at its first sound.</summary>
internal sealed class QwenSpeechRecognizer(QwenRecognizerOptions options, VendorContext context) : ISpeechRecognizer
{
    private readonly DashScopeErrors _errors = new(context, options.Key);

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

        await using var socket = await QwenSession.DialAsync(
            options.Url, options.Model, options.Key, options.Workspace, options.ConnectTimeout, _errors, context, cancellationToken);
        using var session = new QwenSession(socket, _errors);
        await session.UpdateAsync(QwenProtocol.Session(options, request), options.StartTimeout, cancellationToken);
        // A piece that was committed is answered; otherwise the text has to settle.
        var pauses = new SettledPauses(options.TurnDetection == QwenTurnDetection.Manual ? Timeout.InfiniteTimeSpan : options.PauseSettle, context);
        var transcripts = VendorRecognition.RunAsync(
            new QwenUtterance(socket, session, options), pauses.WatchAsync(sound.AudioAsync(cancellationToken), cancellationToken), wantPartials: true, context, cancellationToken);
        await foreach (var transcript in pauses.AnswerAsync(transcripts, request.WantPartials, cancellationToken))
            yield return transcript;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
