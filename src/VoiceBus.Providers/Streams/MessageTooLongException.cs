namespace VoiceBus.Providers.Streams;

/// <summary>A peer sent more than is accepted.</summary>
/// <param name="message">What was too long, such as "a message of more than 8 bytes".</param>
internal sealed class MessageTooLongException(string message) : IOException(message);
