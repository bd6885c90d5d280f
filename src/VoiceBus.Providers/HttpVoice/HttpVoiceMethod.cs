namespace VoiceBus.Providers.HttpVoice;

/// <summary>How a server is asked.</summary>
public enum HttpVoiceMethod
{
    /// <summary>GET, without a body.</summary>
    Get,

    /// <summary>POST.</summary>
    Post,

    /// <summary>PUT.</summary>
    Put,
}
