namespace VoiceBus.Testing;

/// <summary>Sound with the ups and downs of speech and no words: for recognisers whose vendor is a stand-in.</summary>
internal static class ExampleSound
{
    private const int SampleRate = 16_000;

    /// <summary>1.5 s at 16 kHz, no sample of it zero.</summary>
    public static ReadOnlyMemory<short> Samples { get; } = Make();

    private static short[] Make()
    {
        var samples = new short[SampleRate * 3 / 2];
        for (var i = 0; i < samples.Length; i++)
        {
            var syllable = 0.6 + (0.4 * Math.Sin(2 * Math.PI * 4 * i / SampleRate));
            var voice = Math.Sin(2 * Math.PI * 150 * i / SampleRate) + (0.5 * Math.Sin(2 * Math.PI * 620 * i / SampleRate));
            samples[i] = (short)(((int)(6000 * syllable * voice)) | 1);
        }

        return samples;
    }
}
