using VoiceBus.Core.Audio;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Services;
using VoiceBus.Speech.Native;

namespace VoiceBus.Speech.Flite;

/// <summary>
/// The process' one flite with voice slt: its global tables are not thread-safe, so sentences are spoken one after the
/// other (about 30 ms of CPU per second of speech). Thread-safe.
/// </summary>
internal static class FliteEngine
{
    private const int FrameMilliseconds = 60;

    private static readonly SemaphoreSlim _turn = new(1, 1);
    private static nint _voice;

    /// <summary>Speaks a text, away from the caller's thread.</summary>
    /// <returns>Frames the caller owns.</returns>
    /// <exception cref="ProviderException">Flite is not there or has failed.</exception>
    public static async Task<IReadOnlyList<AudioFrame>> SpeakAsync(string text, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await BackgroundTask.StartOnOwnThread(() => Speak(text), cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    private static nint LoadVoice()
    {
        var missing = NativeLibraries.Missing(LibFlite.Library, LibFlite.Package)
            ?? NativeLibraries.Missing(LibFlite.VoiceLibrary, LibFlite.Package);
        if (missing is not null)
            throw Failure(FailureKind.Unavailable, missing);
        _ = LibFlite.Initialize();
        var voice = LibFlite.RegisterVoice(0);
        return voice != 0 ? voice : throw Failure(FailureKind.Unavailable, "flite has no voice slt");
    }

    private static List<AudioFrame> Cut(ReadOnlySpan<short> samples, int sampleRate)
    {
        var frameSamples = sampleRate * FrameMilliseconds / 1000;
        var frames = new List<AudioFrame>((samples.Length / frameSamples) + 1);
        for (; !samples.IsEmpty; samples = samples[Math.Min(frameSamples, samples.Length)..])
            frames.Add(AudioFrame.Copy(samples[..Math.Min(frameSamples, samples.Length)], sampleRate));
        return frames;
    }

    private static ProviderException Failure(FailureKind kind, string message) =>
        new(ServiceType.Tts, FliteSynthesizer.Provider, kind, retryable: true, message);

    private static unsafe List<AudioFrame> Speak(string text)
    {
        if (_voice == 0)
            _voice = LoadVoice();
        var wave = LibFlite.TextToWave(text, _voice);
        if (wave is null)
            throw Failure(FailureKind.BadResponse, "flite made no audio");
        try
        {
            return Cut(new ReadOnlySpan<short>(wave->Data, wave->Samples * wave->Channels), wave->SampleRate);
        }
        finally
        {
            LibFlite.DeleteWave(wave);
        }
    }
}
