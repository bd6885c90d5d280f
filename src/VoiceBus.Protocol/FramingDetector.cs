using System.Buffers.Binary;

namespace VoiceBus.Protocol;

/// <summary>
/// Tells how binary messages are framed by looking at one: clients announce a framing in their hello and send plain packets,
/// browsers cannot set the header that firmware announces it in. Stateless, safe from any thread.
/// </summary>
public static class FramingDetector
{
    private const int Opus = 0;

    /// <summary>The framing of a message that is not empty.</summary>
    /// <param name="message">The whole binary WebSocket message.</param>
    /// <returns>2 or 3 when the message is exactly such a header and its packet, else 1.</returns>
    public static int VersionOf(ReadOnlySpan<byte> message)
    {
        var (second, third) = (BinaryFraming.HeaderSize(2), BinaryFraming.HeaderSize(3));
        if (message.Length > second && BinaryPrimitives.ReadUInt16BigEndian(message) == 2
            && BinaryPrimitives.ReadUInt16BigEndian(message[2..]) == Opus
            && BinaryPrimitives.ReadUInt32BigEndian(message[12..]) == message.Length - second)
            return 2;
        return message.Length > third && message[0] == Opus && message[1] == 0
            && BinaryPrimitives.ReadUInt16BigEndian(message[2..]) == message.Length - third ? 3 : 1;
    }
}
