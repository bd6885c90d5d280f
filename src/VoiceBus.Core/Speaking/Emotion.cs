namespace VoiceBus.Core.Speaking;

/// <summary>A feeling the device can show.</summary>
/// <param name="Name">One of <see cref="Emotions.Names"/>.</param>
/// <param name="Emoji">The emoji that shows it.</param>
public readonly record struct Emotion(string Name, string Emoji);
