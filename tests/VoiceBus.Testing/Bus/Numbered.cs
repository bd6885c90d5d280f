using System.Buffers.Binary;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Services;

namespace VoiceBus.Testing.Bus;

/// <summary>Items of the real contracts that carry a number, to tell their order.</summary>
public static class Numbered
{
    /// <summary>A packet whose bytes are the number.</summary>
    public static AudioPacket Packet(int number)
    {
        var packet = AudioPacket.Rent(sizeof(int));
        BinaryPrimitives.WriteInt32LittleEndian(packet.Bytes.Span, number);
        return packet;
    }

    /// <summary>The number of a packet, which is disposed.</summary>
    public static int Take(AudioPacket packet)
    {
        using (packet)
            return BinaryPrimitives.ReadInt32LittleEndian(packet.Bytes.Span);
    }

    /// <summary>A transcript whose text is the number.</summary>
    public static Transcript Transcript(int number) => new(number.ToString(), TranscriptKind.Partial);

    /// <summary>The number of a transcript.</summary>
    public static int Of(Transcript transcript) => int.Parse(transcript.Text);
}
