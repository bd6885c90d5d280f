namespace VoiceBus.Core.Speaking;

/// <summary>
/// One step of what is heard of a reply: words with the emotion shown while they are spoken; an emotion alone, which belongs to the
/// sentence before it; or the word that what was not yet spoken must not be.
/// </summary>
/// <param name="Text">Plain text, spoken and shown; empty when there is nothing to say.</param>
/// <param name="Emotion">What is shown with it, or null: the face stays as it is.</param>
public readonly record struct Sentence(string Text, Emotion? Emotion = null)
{
    /// <summary>What was given before it and is not spoken yet was a thought.</summary>
    public static Sentence Retraction { get; } = new("") { Retracts = true };

    /// <summary>Whether it takes back what was given before it.</summary>
    public bool Retracts { get; private init; }

    /// <summary>The same as a model's or an operator's text as a whole, which may hold markup and emoji.</summary>
    public static Sentence Of(string text) =>
        new(SpeakableText.From(text), Emotions.TryFind(text, out var emotion) ? emotion : null);
}
