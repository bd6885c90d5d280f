namespace VoiceBus.Core.Listening;

/// <summary>Who decides where an utterance begins and ends (protocol.md 3).</summary>
public enum ListeningMode
{
    /// <summary>The server hears the end of speech; the microphone rests while the device speaks.</summary>
    Auto,

    /// <summary>Push to talk: the device says start and stop.</summary>
    Manual,

    /// <summary>The microphone never rests; speaking over the device takes the floor.</summary>
    Realtime,
}
