using VoiceBus.Core.Audio;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Services;
using VoiceBus.Core.Speaking;

namespace VoiceBus.Core.Conversations;

/// <summary>
/// One sentence on its way to the device: what is said and shown, and the tts call that speaks it. Its emotion may still come while it
/// waits or is spoken, and it may be taken back before that. One owner at a time opens and disposes of it; the rest is thread-safe.
/// </summary>
/// <param name="text">Spoken, and shown as subtitle; empty when only an emotion is shown.</param>
/// <param name="emotion">What is shown with it, or null when that is not known.</param>
internal sealed class SpokenSentence(string text, Emotion? emotion) : IAsyncDisposable
{
    private volatile object? _emotion = emotion;
    private volatile bool _retracted;

    /// <summary>What is said.</summary>
    public string Text => text;

    /// <summary>What is shown with it, or null: nothing is known of it yet.</summary>
    public Emotion? Emotion => (Emotion?)_emotion;

    /// <summary>Whether it must not be said any more.</summary>
    public bool IsRetracted => _retracted;

    /// <summary>The running call, whose replies are the speech, coded for the device; null when there is nothing to say.</summary>
    public IServiceCall<NoInput, AudioPacket>? Call { get; private set; }

    /// <summary>An emotion stood behind the sentence.</summary>
    public void Show(Emotion? emotion) => _emotion ??= emotion;

    /// <summary>It was a thought.</summary>
    public void Retract() => _retracted = true;

    /// <summary>Asks for its speech.</summary>
    /// <exception cref="CallFailedException">The call could not be opened.</exception>
    public async Task OpenAsync(IEventBus bus, SynthesisRequest request, CallContext context, CancellationToken cancellationToken)
    {
        Call = await bus.OpenAsync(ServiceContracts.Tts, request, context, cancellationToken);
        await Call.CompleteInputAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Call?.DisposeAsync() ?? ValueTask.CompletedTask;
}
