using System.Runtime.InteropServices;

namespace VoiceBus.AspNetCore;

/// <summary>A spoken word kept with the program, so that recognition can be probed with real speech.</summary>
internal static class SpokenWord
{
    private const string Resource = "VoiceBus.AspNetCore.spoken-word.raw";

    /// <summary>"Hello", 16 kHz mono.</summary>
    public static ReadOnlyMemory<short> Samples { get; } = Load();

    private static short[] Load()
    {
        using var stream = typeof(SpokenWord).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource {Resource} is missing from the build.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return MemoryMarshal.Cast<byte, short>(bytes).ToArray();
    }
}
