using VoiceBus.Audio;
using VoiceBus.Core.Audio;

namespace VoiceBus.Testing.Speech;

/// <summary>Samples as streams of frames, and back.</summary>
public static class AudioStreams
{
    /// <summary>Frames of 60 ms that are there at once.</summary>
    public static async IAsyncEnumerable<AudioFrame> Frames(short[] samples, int sampleRate = 16_000)
    {
        await Task.CompletedTask;
        var frameSamples = sampleRate * 60 / 1000;
        for (var start = 0; start < samples.Length; start += frameSamples)
            yield return AudioFrame.Copy(samples.AsSpan(start, Math.Min(frameSamples, samples.Length - start)), sampleRate);
    }

    /// <summary>All samples of a stream; the frames are disposed.</summary>
    public static async Task<WavFile> CollectAsync(IAsyncEnumerable<AudioFrame> frames)
    {
        var samples = new List<short>();
        var rate = 0;
        await foreach (var frame in frames)
        {
            using (frame)
            {
                samples.AddRange(frame.Samples);
                rate = frame.SampleRate;
            }
        }
        return new WavFile([.. samples], rate);
    }

    /// <summary>Everything at another rate.</summary>
    public static WavFile Resample(WavFile audio, int sampleRate)
    {
        var resampler = new Resampler(audio.SampleRate, sampleRate);
        var output = new short[resampler.MaxOutput(audio.Samples.Length) + resampler.MaxOutput(0)];
        var written = resampler.Process(audio.Samples, output);
        written += resampler.Flush(output.AsSpan(written));
        return new WavFile(output[..written], sampleRate);
    }
}
