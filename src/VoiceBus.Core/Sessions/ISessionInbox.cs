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
    /// <summary>Speak a text as soon as the floor is free.</summary>
    public sealed record Say(string Text) : SessionCommand;

    /// <summary>Fall silent at once.</summary>
    public sealed record Interrupt : SessionCommand;

    /// <summary>Forget what was said so far.</summary>
    public sealed record Forget : SessionCommand;

    /// <summary>End the session and close its socket.</summary>
    public sealed record Close(string Reason) : SessionCommand;
}
