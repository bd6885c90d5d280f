using Microsoft.Extensions.AI;

namespace VoiceBus.Providers.OpenAi.Chat;

/// <summary>Why answers end, in the words of many vendors. Pure.</summary>
internal static class FinishReasons
{
    /// <summary>The reason in our words; null when there is none.</summary>
    public static ChatFinishReason? Read(string? written) => written?.ToUpperInvariant() switch
    {
        null => null,
        "LENGTH" or "MAX_TOKENS" or "MAX_LENGTH" or "MODEL_LENGTH" or "MAX_OUTPUT" => ChatFinishReason.Length,
        "CONTENT_FILTER" or "SAFETY" or "SENSITIVE" or "RECITATION" or "PROHIBITED_CONTENT" or "BLOCKLIST" => ChatFinishReason.ContentFilter,
        _ => ChatFinishReason.Stop,
    };

    /// <summary>Whether the reason says that the vendor broke off by itself.</summary>
    public static bool IsFailure(string? written) => written?.ToUpperInvariant() is
        "ERROR" or "NETWORK_ERROR" or "ABORT" or "CANCELLED" or "INSUFFICIENT_SYSTEM_RESOURCE" or "MALFORMED_FUNCTION_CALL";
}
