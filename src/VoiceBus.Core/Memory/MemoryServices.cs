namespace VoiceBus.Core.Memory;

/// <summary>What all sessions of a process share to remember. Everything here is thread-safe.</summary>
/// <param name="Keeper">What is known of devices.</param>
/// <param name="Summarizer">What is left of turns that leave the context.</param>
/// <param name="Tokens">What a text costs a model.</param>
public sealed record MemoryServices(ConversationMemoryStore Keeper, ISummarizer Summarizer, ITokenCounter Tokens);
