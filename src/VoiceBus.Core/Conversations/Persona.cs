namespace VoiceBus.Core.Conversations;

/// <summary>Who speaks: the character given to the model and the voice given to the device.</summary>
public sealed record Persona
{
    /// <summary>The system prompt.</summary>
    public string Prompt { get; init; } =
        "You are a friendly voice assistant heard through a small device. Answer in the language of the user, in one to three " +
        "short sentences of plain spoken text: no lists, no markdown, no links. You may begin with one emoji that shows how you feel. " +
        "Use the tools you are given instead of guessing, and say honestly when you cannot do something.";

    /// <summary>A voice of the tts provider, or null for its default.</summary>
    public string? Voice { get; init; }

    /// <summary>BCP 47 tag the user is expected to speak, or null.</summary>
    public string? Language { get; init; }
}
