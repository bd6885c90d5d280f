using Microsoft.ML.OnnxRuntime;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Services;
using VoiceBus.Speech.Models;

namespace VoiceBus.Speech.Moonshine;

/// <summary>
/// Moonshine tiny (English), loaded once for all recognisers: 28 MB of files, 240 MB in use. Thread-safe: as many
/// decodes run at once as the options say, the others wait their turn. Dispose it after its recognisers.
/// </summary>
internal sealed class MoonshineModel : ISegmentDecoder, IDisposable
{
    /// <summary>The provider's name in failures.</summary>
    public const string Provider = "moonshine";

    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(30);

    private readonly MoonshineSessions _sessions;
    private readonly Vocabulary _vocabulary;
    private readonly DecodeSlots _slots;
    private readonly CountdownEvent _users = new(1); // This, and each decode that runs.

    private MoonshineModel(MoonshineSessions sessions, Vocabulary vocabulary, MoonshineOptions options, IEventSink events)
    {
        _sessions = sessions;
        _vocabulary = vocabulary;
        Options = options;
        _slots = new DecodeSlots(options.Concurrency, events);
    }

    public MoonshineOptions Options { get; }

    /// <summary>Loads the model, about 1 s of CPU on the caller's thread.</summary>
    /// <exception cref="ProviderException">Unavailable: a file is missing or broken.</exception>
    public static MoonshineModel Load(ModelFolder folder, MoonshineOptions options, IEventSink events)
    {
        ModelFolder.Require(Provider, folder.MoonshineEncoder, folder.MoonshineDecoder, folder.MoonshineVocabulary);
        var vocabulary = Vocabulary.Load(folder.MoonshineVocabulary);
        return new MoonshineModel(MoonshineSessions.Load(folder), vocabulary, options, events);
    }

    /// <inheritdoc/>
    public async Task<string> RecognizeAsync(SampleBuffer samples, CancellationToken cancellationToken)
    {
        using (samples)
        {
            using var use = Use();
            await _slots.EnterAsync(cancellationToken);
            try
            {
                return await OnOwnThread(() => Persist(samples.Memory, cancellationToken), cancellationToken);
            }
            finally
            {
                _slots.Leave();
            }
        }
    }

    /// <inheritdoc/>
    public async Task<string?> TryRecognizeAsync(SampleBuffer samples, CancellationToken cancellationToken)
    {
        using (samples)
        {
            using var use = Use();
            if (!_slots.TryEnterOptional(out var sentAway))
                return null;
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, sentAway);
            try
            {
                return await OnOwnThread(() => Decode(samples.Memory, either.Token), either.Token);
            }
            catch (OperationCanceledException) when (sentAway.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                return null;
            }
            finally
            {
                _slots.Leave();
            }
        }
    }

    /// <summary>
    /// Lets go of the model when the decodes under way have ended, 30 s at most: native code that loses its model, or its process,
    /// in the middle of a decode breaks the process down. What takes longer keeps the model.
    /// </summary>
    public void Dispose()
    {
        _users.Signal();
        if (_users.Wait(_timeout))
            _sessions.Dispose();
        _slots.Dispose();
    }

    // A decode is 0.1 to 1.3 s of pure CPU: on the pool it would starve the sockets of threads.
    private static Task<string> OnOwnThread(Func<string> work, CancellationToken cancellationToken) =>
        BackgroundTask.StartOnOwnThread(work, cancellationToken);

    private ModelUse Use()
    {
        ObjectDisposedException.ThrowIf(!_users.TryAddCount(), this);
        return new ModelUse(_users);
    }

    private string Persist(Memory<float> samples, CancellationToken cancellationToken)
    {
        var text = Decode(samples, cancellationToken);
        // Sometimes the first token of real speech is the end token; with a little of the start cut off it is not (speech.md 1.3).
        for (var cut = 1; cut <= Retry.Attempts && text.Length == 0 && Retry.IsWorthwhile(samples.Span, cut); cut++)
            text = Decode(samples[(cut * Retry.CutSamples)..], cancellationToken);
        return text;
    }

    private string Decode(Memory<float> samples, CancellationToken cancellationToken)
    {
        try
        {
            using var decoding = new MoonshineDecoding(_sessions);
            return _vocabulary.Decode(decoding.Run(samples, cancellationToken));
        }
        catch (OnnxRuntimeException e)
        {
            throw new ProviderException(ServiceType.Asr, Provider, FailureKind.Internal, retryable: true, "the model failed", inner: e);
        }
    }

    // Until it is disposed the model stays.
    private readonly struct ModelUse(CountdownEvent users) : IDisposable
    {
        public void Dispose() => users.Signal();
    }
}
