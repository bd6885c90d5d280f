namespace VoiceBus.Protocol;

/// <summary>Who ends a user's utterance (protocol.md 3).</summary>
public enum ListenMode
{
    /// <summary>The server finds the end of speech; the microphone is off while the server speaks.</summary>
    Auto,

    /// <summary>Push to talk: the device says <c>listen stop</c>.</summary>
    Manual,

    /// <summary>The microphone never stops, speaking over the server interrupts it.</summary>
    Realtime,
}
