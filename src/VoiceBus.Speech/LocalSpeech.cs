using VoiceBus.Core.Audio;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Listening;
using VoiceBus.Core.Services;
using VoiceBus.Speech.Espeak;
using VoiceBus.Speech.Flite;
using VoiceBus.Speech.Models;
using VoiceBus.Speech.Moonshine;
using VoiceBus.Speech.Silero;

namespace VoiceBus.Speech;

/// <summary>
/// Everything that hears and speaks on this machine, without a key and offline. Thread-safe; nothing is loaded before it
/// is used; dispose it after all it has made.
/// </summary>
/// <param name="models">Where the model files lie.</param>
/// <param name="time">The clock.</param>
/// <param name="moonshine">How speech is recognised; null for the defaults.</param>
/// <param name="espeak">How espeak-ng speaks; null for the defaults.</param>
/// <param name="events">Notified of defects; null: nobody is.</param>
public sealed class LocalSpeech(
    ModelFolder models,
    TimeProvider time,
    MoonshineOptions? moonshine = null,
    EspeakOptions? espeak = null,
    IEventSink? events = null) : IDisposable
{
    private readonly SileroDetectorFactory _detectors = new(models);
    private readonly MoonshineRecognizerFactory _recognizers = new(models, moonshine ?? new MoonshineOptions(), time, events ?? NullEventSink.Instance);
    private readonly EspeakOptions _espeak = espeak ?? new EspeakOptions();

    /// <summary>Opus and PCM; decoders give 16 kHz.</summary>
    public IAudioCodecs Codecs { get; } = new AudioCodecs();

    /// <summary>Silero VAD v6.</summary>
    public IVoiceDetectorFactory VoiceDetectors => _detectors;

    /// <summary>Moonshine tiny: English. The first call loads the model, about 1 s.</summary>
    /// <exception cref="ProviderException">Unavailable: a model file is missing or broken.</exception>
    public Task<ISpeechRecognizer> CreateMoonshineAsync(CancellationToken cancellationToken) =>
        _recognizers.CreateAsync(cancellationToken);

    /// <summary>espeak-ng: about 100 languages, a child process per sentence.</summary>
    public Task<ISpeechSynthesizer> CreateEspeakAsync(CancellationToken cancellationToken) =>
        Task.FromResult<ISpeechSynthesizer>(new EspeakSynthesizer(_espeak, time));

    /// <summary>flite: English, in process.</summary>
    public static Task<ISpeechSynthesizer> CreateFliteAsync(CancellationToken cancellationToken) =>
        Task.FromResult<ISpeechSynthesizer>(new FliteSynthesizer());

    /// <inheritdoc/>
    public void Dispose()
    {
        _detectors.Dispose();
        _recognizers.Dispose();
    }
}
