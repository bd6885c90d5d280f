namespace VoiceBus.Audio;

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
    public WavAudio At(int sampleRate)
    {
        if (sampleRate == SampleRate)
            return this;
        var resampler = new Resampler(SampleRate, sampleRate);
        var samples = new short[resampler.MaxOutput(Samples.Length) + resampler.MaxOutput(0)];
        var written = resampler.Process(Samples, samples);
        written += resampler.Flush(samples.AsSpan(written));
        return new WavAudio(samples[..written], sampleRate);
    }
}
