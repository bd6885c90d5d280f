namespace VoiceBus;

/// <summary>How the bytes of an audio packet are coded on the device's socket.</summary>
public enum AudioCodec
{
    /// <summary>One Opus packet (RFC 6716) per WebSocket message.</summary>
    Opus,

    /// <summary>Signed 16-bit little-endian samples (protocol.md 2.1, the <c>pcm</c> extension).</summary>
    Pcm,
}
