namespace VoiceBus.Providers.Recognition;

/// <summary>What a vendor understood of an utterance so far.</summary>
/// <param name="Text">Of the whole utterance, from its beginning.</param>
/// <param name="Heard">How much of the utterance's audio that text is of, as far as the vendor says so; zero where it does not.</param>
/// <param name="IsFinal">Whether nothing will be added to it.</param>
internal readonly record struct Understood(string Text, TimeSpan Heard = default, bool IsFinal = false);
