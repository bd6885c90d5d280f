namespace VoiceBus.Core.Audio;

/// <summary>Makes encoders and decoders; thread-safe.</summary>
public interface IAudioCodecs
{
    /// <summary>A decoder for packets of the given format.</summary>
    /// <exception cref="NotSupportedException">The codec or rate cannot be decoded; the message says which can.</exception>
    IFrameDecoder CreateDecoder(AudioFormat format);

    /// <summary>An encoder for packets of the given format.</summary>
    /// <exception cref="NotSupportedException">The codec, rate or frame length cannot be encoded; the message says which can.</exception>
    IFrameEncoder CreateEncoder(AudioFormat format);
}
