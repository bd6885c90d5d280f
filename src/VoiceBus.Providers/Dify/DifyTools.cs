namespace VoiceBus.Providers.Dify;

/// <summary>When tools are listed in what is asked.</summary>
public enum DifyTools
{
    /// <summary>In the first turn of a conversation, and when they have changed.</summary>
    First,

    /// <summary>In every turn, for apps that remember few.</summary>
    Every,

    /// <summary>Never: the app uses no tools of devices.</summary>
    Off,
}
