using Microsoft.Extensions.AI;

namespace VoiceBus.Core.Services;

/// <summary>
/// Tells what the user said just now from the whole of a message, which may begin with a question that was never answered. For models
/// that keep a dialogue of their own, or that answer one question only.
/// </summary>
public static class NewestWords
{
    private const string Mark = "voicebus.newest";

    /// <summary>The words the user said last; the whole text where nothing was joined.</summary>
    public static string Of(ChatMessage message) =>
        message.AdditionalProperties?.TryGetValue(Mark, out var newest) == true && newest?.ToString() is { Length: > 0 } words ? words : message.Text;

    /// <summary>Marks the last words of a message.</summary>
    public static ChatMessage Set(ChatMessage message, string words)
    {
        (message.AdditionalProperties ??= [])[Mark] = words;
        return message;
    }
}
