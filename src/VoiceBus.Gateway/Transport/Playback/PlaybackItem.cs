using VoiceBus.Core.Audio;

namespace VoiceBus.Gateway.Transport;

/// <summary>One entry of a speech's queue: a packet, or the words of the sentence that begins or ends here.</summary>
internal readonly record struct PlaybackItem(PlaybackItemKind Kind, AudioPacket Packet, string? Text);

internal enum PlaybackItemKind
{
    SentenceStart,
    Packet,
    SentenceEnd,
}
