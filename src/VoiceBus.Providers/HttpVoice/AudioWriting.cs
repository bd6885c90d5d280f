namespace VoiceBus.Providers.HttpVoice;

/// <summary>How JSON holds sound.</summary>
public enum AudioWriting
{
    /// <summary>An address (also a data URL) where it looks like one, else base64.</summary>
    Auto,

    /// <summary>Base64.</summary>
    Base64,

    /// <summary>Two hexadecimal digits a byte.</summary>
    Hex,

    /// <summary>The address to fetch it from, which may be relative to the one asked.</summary>
    Url,
}
