namespace VoiceBus.Audio.Opus;

/// <summary>The library that codes Opus, which the system must bring.</summary>
public static class OpusLibrary
{
    /// <summary>Its file, as the loader wants it.</summary>
    public const string FileName = "libopus.so.0";

    /// <summary>The Debian package that holds it.</summary>
    public const string Package = "libopus0";

    /// <summary>Longest legal packet, ms (RFC 6716 2.1.4).</summary>
    public const int LongestPacketMs = 120;
}
