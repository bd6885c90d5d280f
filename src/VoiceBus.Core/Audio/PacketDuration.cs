namespace VoiceBus.Core.Audio;

/// <summary>How much time a coded packet holds, read off its first bytes (RFC 6716, 3.1 and 3.2); nothing is decoded. Pure.</summary>
public static class PacketDuration
{
    /// <summary>What every packet counts as at least: the shortest frame of Opus.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(2.5);

    /// <summary>What a packet counts as at most: Opus allows no more.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(120);

    private const int SilkConfigurations = 12;
    private const int HybridConfigurations = 16;

    /// <summary>The time of a packet, between <see cref="Shortest"/> and, of Opus, <see cref="Longest"/>; broken ones count too.</summary>
    /// <param name="format">How it is coded.</param>
    /// <param name="packet">The packet.</param>
    public static TimeSpan Of(AudioFormat format, ReadOnlySpan<byte> packet)
    {
        if (packet.IsEmpty)
            return Shortest;
        var time = format.Codec == AudioCodec.Pcm
            ? TimeSpan.FromSeconds((double)packet.Length / sizeof(short) / Math.Max(1, format.SampleRate))
            : Min(FrameOf(packet[0] >> 3) * FramesOf(packet), Longest);
        return time < Shortest ? Shortest : time;
    }

    private static TimeSpan FrameOf(int configuration) => configuration switch
    {
        < SilkConfigurations => TimeSpan.FromMilliseconds((configuration & 3) switch { 0 => 10, 1 => 20, 2 => 40, _ => 60 }),
        < HybridConfigurations => TimeSpan.FromMilliseconds((configuration & 1) == 0 ? 10 : 20),
        _ => Shortest * (1 << (configuration & 3)),
    };

    private static int FramesOf(ReadOnlySpan<byte> packet) => (packet[0] & 3) switch
    {
        0 => 1,
        1 or 2 => 2,
        _ => packet.Length < 2 ? 1 : packet[1] & 0x3f,
    };

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
