namespace VoiceBus.Core.Memory;

/// <summary>Who speaks: the character given to the model and the voice given to the device. Immutable.</summary>
public sealed record Persona
{
    /// <summary>Name of the persona of the configuration, which no stored one may have.</summary>
    public const string DefaultName = "default";

    /// <summary>What people and models call it, in lower case.</summary>
    public string Name { get; init; } = DefaultName;

    /// <summary>The system prompt.</summary>
    public string Prompt { get; init; } =
        "You are a friendly voice assistant heard through a small device. Answer in the language of the user, in one to three " +
        "short sentences of plain spoken text: no lists, no markdown, no links. You may begin with one emoji that shows how you feel. " +
        "Use the tools you are given instead of guessing, and say honestly when you cannot do something.";

    /// <summary>Name of the recogniser to ask first, or null: in the service's order. One there is not counts as null.</summary>
    public string? Asr { get; init; }

    /// <summary>Name of the model to ask first, or null, in the same way.</summary>
    public string? Llm { get; init; }

    /// <summary>Name of the voice's provider to ask first, or null, in the same way.</summary>
    public string? Tts { get; init; }

    /// <summary>How fast it speaks, 0.5 to 2 times as fast as the voice does by itself, or null.</summary>
    public double? Speed { get; init; }

    /// <summary>Silence that ends an utterance which reads like a finished sentence, or null: the configuration's.</summary>
    public TimeSpan? EndSilence { get; init; }

    /// <summary>Silence that ends any utterance, or null: the configuration's.</summary>
    public TimeSpan? MaxEndSilence { get; init; }

    /// <summary>A voice of the tts provider, or null for its default.</summary>
    public string? Voice { get; init; }

    /// <summary>BCP 47 tag the user is expected to speak, or null.</summary>
    public string? Language { get; init; }

    /// <summary>What is said when a device begins to listen and was not spoken with lately; null or empty for nothing.</summary>
    public string? Greeting { get; init; }

    /// <summary>Names of the tools the persona may use, <c>*</c> for any run of characters; null for all, empty for none.</summary>
    public IReadOnlyList<string>? AllowedTools { get; init; }
}
