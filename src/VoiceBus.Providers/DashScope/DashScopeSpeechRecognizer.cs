using System.Runtime.CompilerServices;
using VoiceBus.Providers.Connections;
using VoiceBus.Providers.Recognition;

namespace VoiceBus.Providers.DashScope;

/// <summary>
/// Recognises speech with Paraformer or Fun-ASR of DashScope: a task per utterance, on a connection that is kept for the next one.
/// </summary>
internal sealed class DashScopeSpeechRecognizer : ISpeechRecognizer
{
    private readonly DashScopeRecognizerOptions _options;
    private readonly VendorContext _context;
    private readonly DashScopeErrors _errors;
    private readonly KeptSocket _kept;

    /// <summary>Connects when somebody speaks.</summary>
    public DashScopeSpeechRecognizer(DashScopeRecognizerOptions options, VendorContext context)
    {
        (_options, _context) = (options, context);
        _errors = new DashScopeErrors(context, options.Key);
        var socket = DashScopeSockets.Options(options.Url, options.Key, options.Workspace, options.ConnectTimeout);
        _kept = new KeptSocket(token => VendorDialer.DialAsync(socket, _errors, context, token), options.KeepConnection, context);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<Transcript> RecognizeAsync(
        RecognitionRequest request, IAsyncEnumerable<AudioFrame> audio, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var sound = new FirstSound(audio, _context, cancellationToken);
        if (!await sound.WaitAsync())
        {
            yield return new Transcript("", TranscriptKind.Final);
            yield break;
        }

        DashScopeUtterance utterance = null!;
        var socket = await _kept.OpenAsync(BeginAsync, cancellationToken);
        try
        {
            var pauses = new SettledPauses(_options.PauseSettle, _context);
            var transcripts = VendorRecognition.RunAsync(
                utterance, pauses.WatchAsync(sound.AudioAsync(cancellationToken), cancellationToken), wantPartials: true, _context, cancellationToken);
            await foreach (var transcript in pauses.AnswerAsync(transcripts, request.WantPartials, cancellationToken))
                yield return transcript;
        }
        finally
        {
            await (utterance.IsOver ? _kept.KeepAsync(socket) : socket.DisposeAsync());
        }

        Task BeginAsync(VendorSocket open, CancellationToken token)
        {
            utterance = new DashScopeUtterance(open, _options, _errors, _context.Time);
            return utterance.BeginAsync(request, token);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _kept.DisposeAsync();
}
