using VoiceBus.Audio.Opus;
using VoiceBus.Core.Audio;
using VoiceBus.Speech.Native;

namespace VoiceBus.Speech.Opus;

/// <summary>What libopus can do, checked before it is asked.</summary>
internal static class OpusFormats
{
    private static readonly int[] _rates = [8_000, 12_000, 16_000, 24_000, 48_000];
    private static readonly int[] _durations = [5, 10, 20, 40, 60, 80, 100, 120];

    /// <summary>Throws unless the library is there and takes the rate.</summary>
    public static void RequireRate(int sampleRate)
    {
        if (NativeLibraries.Missing(OpusLibrary.FileName, OpusLibrary.Package) is { } missing)
            throw new NotSupportedException(missing);
        if (!_rates.Contains(sampleRate))
            throw new NotSupportedException($"opus cannot code {sampleRate} Hz; it can {string.Join(", ", _rates)} Hz");
    }

    /// <summary>Throws unless the rate and the frame length can be encoded.</summary>
    public static void RequireEncodable(AudioFormat format)
    {
        RequireRate(format.SampleRate);
        if (!_durations.Contains(format.FrameDuration))
            throw new NotSupportedException($"opus cannot code frames of {format.FrameDuration} ms; it can {string.Join(", ", _durations)} ms");
    }
}
