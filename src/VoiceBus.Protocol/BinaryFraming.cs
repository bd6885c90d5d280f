using System.Buffers.Binary;

namespace VoiceBus.Protocol;

/// <summary>
/// The header in front of one audio packet inside a binary WebSocket message, versions 1 to 3
/// (protocol.md 2.4). All multi-byte fields are big-endian; nothing here allocates on the good path.
/// </summary>
/// <remarks>Static and stateless, therefore safe from any thread.</remarks>
public static class BinaryFraming
{
    /// <summary>The lowest framing version: the whole message is the packet.</summary>
    public const int MinVersion = 1;

    /// <summary>The highest framing version: a 4-byte header.</summary>
    public const int MaxVersion = 3;

    private const int Version2Header = 16;
    private const int Version3Header = 4;

    /// <summary>Whether <paramref name="version"/> is one this protocol defines.</summary>
    /// <param name="version">The version a device announced in its header or hello.</param>
    /// <returns>True for 1, 2 and 3.</returns>
    public static bool IsSupported(int version) => version is >= MinVersion and <= MaxVersion;

    /// <summary>Bytes in front of the packet: 0, 16 or 4.</summary>
    /// <param name="version">1, 2 or 3.</param>
    /// <returns>The header size in bytes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The version is not 1, 2 or 3.</exception>
    public static int HeaderSize(int version) => version switch
    {
        1 => 0,
        2 => Version2Header,
        3 => Version3Header,
        _ => throw new ArgumentOutOfRangeException(nameof(version), version, UnknownVersion),
    };

    /// <summary>The largest packet the version's length field can carry, in bytes.</summary>
    /// <param name="version">1, 2 or 3.</param>
    /// <returns>65535 for version 3, otherwise <see cref="int.MaxValue"/> less the header.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The version is not 1, 2 or 3.</exception>
    public static int MaxPayload(int version) => version == 3 ? ushort.MaxValue : int.MaxValue - HeaderSize(version);

    /// <summary>Writes the header for a packet that the caller places right behind it.</summary>
    /// <param name="version">1 (writes nothing), 2 or 3.</param>
    /// <param name="destination">At least <see cref="HeaderSize"/> bytes.</param>
    /// <param name="payloadLength">Length of the packet in bytes; version 3 carries at most 65535.</param>
    /// <param name="timestampMs">Milliseconds, carried by version 2 only (server echo cancellation), 0 when unused.</param>
    /// <exception cref="ArgumentOutOfRangeException">Unknown version, or a length the version cannot carry.</exception>
    /// <exception cref="ArgumentException">The destination is shorter than the header.</exception>
    public static void WriteHeader(int version, Span<byte> destination, int payloadLength, uint timestampMs)
    {
        var size = HeaderSize(version);
        ArgumentOutOfRangeException.ThrowIfNegative(payloadLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payloadLength, MaxPayload(version));
        if (destination.Length < size)
            throw new ArgumentException($"A version {version} header needs {size} bytes.", nameof(destination));

        destination[..size].Clear();
        if (version == 2)
        {
            BinaryPrimitives.WriteUInt16BigEndian(destination, 2);
            BinaryPrimitives.WriteUInt32BigEndian(destination[8..], timestampMs);
            BinaryPrimitives.WriteUInt32BigEndian(destination[12..], (uint)payloadLength);
        }
        else if (version == 3)
        {
            BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)payloadLength);
        }
    }

    /// <summary>Finds the packet inside a received message. Never throws and never reads past the message.</summary>
    /// <param name="version">The version the device announced.</param>
    /// <param name="message">The whole binary WebSocket message.</param>
    /// <param name="payload">The packet, a slice of <paramref name="message"/>; may be empty (ignore it: protocol.md 2.5).</param>
    /// <param name="timestamp">The version 2 timestamp in milliseconds, otherwise 0.</param>
    /// <param name="error">One clear sentence when the result is false, otherwise null.</param>
    /// <returns>False when the version is unknown, or the header is cut or promises more than arrived.</returns>
    /// <remarks>Version and type fields are not checked, as the device does not either; bytes after the promised length are ignored.</remarks>
    public static bool TryUnwrap(
        int version, ReadOnlySpan<byte> message, out ReadOnlySpan<byte> payload, out uint timestamp, out string? error)
    {
        payload = default;
        timestamp = 0;
        error = null;
        if (!IsSupported(version))
            return Fail($"{UnknownVersion} (got {version})", out error);
        if (version == 1)
        {
            payload = message;
            return true;
        }

        var header = HeaderSize(version);
        if (message.Length < header)
            return Fail($"a version {version} message needs a {header}-byte header, {message.Length} bytes arrived", out error);
        var length = ReadLength(version, message);
        if (length > message.Length - header)
            return Fail($"the header promises {length} bytes, {message.Length - header} arrived", out error);

        timestamp = version == 2 ? BinaryPrimitives.ReadUInt32BigEndian(message[8..]) : 0;
        payload = message.Slice(header, (int)length);
        return true;
    }

    private const string UnknownVersion = "binary framing knows versions 1, 2 and 3";

    private static long ReadLength(int version, ReadOnlySpan<byte> message) => version == 2
        ? BinaryPrimitives.ReadUInt32BigEndian(message[12..])
        : BinaryPrimitives.ReadUInt16BigEndian(message[2..]);

    private static bool Fail(string reason, out string? error)
    {
        error = reason;
        return false;
    }
}
