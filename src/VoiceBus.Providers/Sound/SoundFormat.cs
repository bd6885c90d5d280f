namespace VoiceBus.Providers.Sound;

/// <summary>How a vendor codes the sound it sends.</summary>
public enum SoundFormat
{
    /// <summary>By its first bytes: WAV, MP3 or Ogg Opus; anything else is PCM where its rate is known.</summary>
    Auto,

    /// <summary>Signed 16-bit little-endian mono samples without a header.</summary>
    Pcm,

    /// <summary>WAV of any PCM.</summary>
    Wav,

    /// <summary>MP3.</summary>
    Mp3,

    /// <summary>Opus in Ogg.</summary>
    Opus,
}
