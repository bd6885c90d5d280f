using System.Text.Json;

namespace VoiceBus.Core.Sessions;

/// <summary>Where commands for a session are put; thread-safe, never waits.</summary>
public interface ISessionInbox
{
    /// <summary>Puts a command in. False when the session is over or its inbox is full.</summary>
    bool Post(SessionCommand command);
}

/// <summary>Something a session is told to do by somebody other than its device.</summary>
public abstract record SessionCommand
{
    /// <summary>Speak a text.</summary>
    public sealed record Say(string Text) : SessionCommand
    {
        /// <summary>What the device shows meanwhile; null shows the text.</summary>
        public string? Subtitle { get; init; }

        /// <summary>When it is said.</summary>
        public SayPriority Priority { get; init; }
    }

    /// <summary>Fall silent at once.</summary>
    public sealed record Interrupt : SessionCommand;

    /// <summary>Forget what was said so far.</summary>
    public sealed record Forget : SessionCommand;

    /// <summary>End the session as soon as nobody speaks and nobody is being heard.</summary>
    /// <param name="Reason">Why, in words.</param>
    /// <param name="Cause">Why, for the device.</param>
    public sealed record Leave(string Reason, CloseCause Cause = CloseCause.Normal) : SessionCommand;

    /// <summary>End the session and close its socket.</summary>
    /// <param name="Reason">Why, in words.</param>
    /// <param name="Cause">Why, for the device.</param>
    public sealed record Close(string Reason, CloseCause Cause = CloseCause.Normal) : SessionCommand;

    /// <summary>Look again at what the device is to be told at its time: somebody else has changed it.</summary>
    public sealed record AlarmsChanged : SessionCommand;

    /// <summary>Let the device start again.</summary>
    public sealed record Reboot : SessionCommand;

    /// <summary>Let the device show something and ring for it.</summary>
    /// <param name="Status">The status line.</param>
    /// <param name="Text">What to show.</param>
    /// <param name="Emotion">The face to make.</param>
    public sealed record Alert(string Status, string Text, string Emotion) : SessionCommand;

    /// <summary>Pass content on to the device's own program.</summary>
    /// <param name="Payload">A JSON object.</param>
    public sealed record Custom(JsonElement Payload) : SessionCommand;
}
