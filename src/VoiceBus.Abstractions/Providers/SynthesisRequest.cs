namespace VoiceBus;

/// <summary>Opens a tts call: one sentence to speak.</summary>
/// <param name="Text">Speakable text: no markdown, no emoji.</param>
/// <param name="Voice">A voice of the provider, or null for its default for the text's language.</param>
/// <param name="Language">BCP 47 tag of the text, or null: the provider tells by the text.</param>
public sealed record SynthesisRequest(string Text, string? Voice = null, string? Language = null)
{
    /// <summary>The name of the provider to ask first; null, or one there is not: in the service's order.</summary>
    public string? Provider { get; init; }

    /// <summary>How fast to speak, 0.5 to 2 times as fast as the voice does by itself; null leaves it. A provider may not be able to.</summary>
    public double? Speed { get; init; }

    /// <summary>How high to speak, 0.5 to 2 times as high as the voice does by itself; null leaves it. A provider may not be able to.</summary>
    public double? Pitch { get; init; }

    /// <summary>How loud to speak, 0 to 2 times as loud as the voice does by itself; null leaves it. A provider may not be able to.</summary>
    public double? Volume { get; init; }

    /// <summary>The feeling to speak with, one English word such as <c>happy</c>; null leaves it. A provider may not be able to.</summary>
    public string? Emotion { get; init; }

    /// <summary>How the caller wants the speech coded. The adapter's concern: a provider may speak at any rate.</summary>
    public AudioFormat Format { get; init; } = AudioFormat.DefaultDownlink;
}
