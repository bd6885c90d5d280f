namespace VoiceBus.Device.Audio;

/// <summary>Mono samples with their rate.</summary>
/// <param name="Samples">16-bit mono samples.</param>
/// <param name="SampleRate">Samples per second.</param>
public sealed record WavAudio(short[] Samples, int SampleRate)
{
    /// <summary>How long it plays.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds((double)Samples.Length / SampleRate);

    /// <summary>The same sound at another rate.</summary>
    /// <param name="sampleRate">Samples per second wanted.</param>
    /// <returns>This object when the rate is already right.</returns>
    public WavAudio At(int sampleRate) => sampleRate == SampleRate
        ? this
        : new WavAudio(SincResampler.Resample(Samples, SampleRate, sampleRate), sampleRate);
}
