namespace VoiceBus;

/// <summary>
/// An asr provider. Immutable to its tenants: everything about one utterance is an argument. One call at a time per
/// instance; the pool hands an instance to one tenant.
/// </summary>
public interface ISpeechRecognizer : IAsyncDisposable
{
    /// <summary>Recognises one utterance.</summary>
    /// <param name="request">What is known about the speaker.</param>
    /// <param name="audio">16 kHz mono frames in order, the recogniser disposes each; a pause marker
    /// (<see cref="AudioFrame.IsPause"/>) invites to recognise early: if the audio ends after it, that result is final.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <returns>Zero or more partial transcripts, then exactly one final (empty when nothing was understood).</returns>
    /// <exception cref="ProviderException">The provider failed.</exception>
    IAsyncEnumerable<Transcript> RecognizeAsync(
        RecognitionRequest request,
        IAsyncEnumerable<AudioFrame> audio,
        CancellationToken cancellationToken);
}
