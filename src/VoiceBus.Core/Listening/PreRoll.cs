using VoiceBus.Core.Audio;

namespace VoiceBus.Core.Listening;

/// <summary>
/// The newest packets heard, as many as hold the wanted audio; owns them. Not thread-safe. Bounded by time, and a packet is
/// 2.5 ms at least.
/// </summary>
/// <param name="capacity">Samples to keep.</param>
internal sealed class PreRoll(int capacity)
{
    private readonly Queue<BufferedPacket> _packets = new();

    /// <summary>Samples held.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a packet and takes its ownership; the oldest give way that are not needed any more.</summary>
    public void Add(BufferedPacket packet)
    {
        _packets.Enqueue(packet);
        Count += packet.Samples;
        while (Count - _packets.Peek().Samples >= capacity && TryTake(out var oldest))
            oldest.Packet.Dispose();
    }

    /// <summary>Takes the oldest packet out; the caller owns it.</summary>
    public bool TryTake(out BufferedPacket packet)
    {
        if (!_packets.TryDequeue(out packet))
            return false;
        Count -= packet.Samples;
        return true;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        while (TryTake(out var packet))
            packet.Packet.Dispose();
    }
}

/// <summary>A packet that could be decoded.</summary>
/// <param name="Packet">The packet as it goes to a recogniser.</param>
/// <param name="Samples">What it holds, in samples at <see cref="IVoiceDetector.SampleRate"/>.</param>
internal readonly record struct BufferedPacket(AudioPacket Packet, int Samples);
