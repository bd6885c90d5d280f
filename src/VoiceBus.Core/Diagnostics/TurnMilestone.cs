namespace VoiceBus.Core.Diagnostics;

/// <summary>The moments of a turn, in the order in which they come when nothing goes wrong.</summary>
public enum TurnMilestone
{
    /// <summary>The last voice of the user was heard; where the time of a spoken turn begins.</summary>
    LastVoice,

    /// <summary>The silence was long enough, or the button was released.</summary>
    EndOfSpeech,

    /// <summary>The words are known.</summary>
    Transcript,

    /// <summary>The model's first word.</summary>
    FirstToken,

    /// <summary>The first piece that can be spoken.</summary>
    FirstSentence,

    /// <summary>The first sound of the voice.</summary>
    FirstTtsByte,

    /// <summary>The first packet was given to the device's socket.</summary>
    FirstFrameSent,

    /// <summary>The last packet was given to the device's socket.</summary>
    LastFrameSent,

    /// <summary>The turn was told to fall silent.</summary>
    Interrupted,

    /// <summary><c>tts stop</c>.</summary>
    Stop,
}
