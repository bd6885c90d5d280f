namespace VoiceBus.Speech.Moonshine;

/// <summary>Understands one segment of speech. Thread-safe.</summary>
internal interface ISegmentDecoder
{
    /// <summary>Understands a segment of speech, waiting for its turn.</summary>
    /// <param name="samples">16 kHz samples, -1 to 1; owned by the callee from here on.</param>
    /// <param name="cancellationToken">Stops the work within a token.</param>
    /// <returns>The text; empty when there is none.</returns>
    /// <exception cref="ProviderException">The model failed.</exception>
    Task<string> RecognizeAsync(SampleBuffer samples, CancellationToken cancellationToken);

    /// <summary>Understands what was said so far, if nothing more important wants the core.</summary>
    /// <returns>The text, or null when there was no free slot or it was needed for a whole utterance.</returns>
    /// <exception cref="ProviderException">The model failed.</exception>
    Task<string?> TryRecognizeAsync(SampleBuffer samples, CancellationToken cancellationToken);
}
