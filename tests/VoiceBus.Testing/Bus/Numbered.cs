using VoiceBus.Core.Audio;
using VoiceBus.Core.Services;

namespace VoiceBus.Testing.Bus;

/// <summary>Items of the real contracts that carry a number, to tell their order.</summary>
public static class Numbered
{
    /// <summary>A frame whose first two samples are the number.</summary>
    public static AudioFrame Frame(int number) => AudioFrame.Copy([(short)number, (short)(number >> 16)], 16_000);

    /// <summary>The number of a frame, which is disposed.</summary>
    public static int Take(AudioFrame frame)
    {
        using (frame)
            return (ushort)frame.Samples[0] | (frame.Samples[1] << 16);
    }

    /// <summary>A transcript whose text is the number.</summary>
    public static Transcript Transcript(int number) => new(number.ToString(), TranscriptKind.Partial);

    /// <summary>The number of a transcript.</summary>
    public static int Of(Transcript transcript) => int.Parse(transcript.Text);
}
