namespace VoiceBus;

/// <summary>
/// A tts provider. Immutable to its tenants; one call at a time per instance.
/// </summary>
public interface ISpeechSynthesizer : IAsyncDisposable
{
    /// <summary>Speaks one sentence.</summary>
    /// <returns>Mono frames of at most about 100 ms in playing order, at any rate of the provider's choice (the same for the
    /// whole sentence); the caller disposes each.</returns>
    /// <exception cref="ProviderException">The provider failed.</exception>
    IAsyncEnumerable<AudioFrame> SynthesizeAsync(SynthesisRequest request, CancellationToken cancellationToken);
}
