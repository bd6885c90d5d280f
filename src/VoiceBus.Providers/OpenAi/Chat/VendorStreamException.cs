namespace VoiceBus.Providers.OpenAi.Chat;

/// <summary>A vendor's stream did not keep to its protocol.</summary>
/// <param name="message">What it did, as the rest of a sentence that begins with the provider's name.</param>
internal sealed class VendorStreamException(string message) : IOException(message);
