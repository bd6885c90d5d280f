using Microsoft.Extensions.AI;

namespace VoiceBus.Core.Services;

/// <summary>How a model is asked to go on with a reply that another model has begun.</summary>
public static class Continuation
{
    private const string Mark = "voicebus.continuation";

    // The last word again, because it may have been cut in two and a model seldom begins with a space: the overlap shows
    // where the two join. As the user, because not every model takes a system message there, nor a dialogue ending with
    // its own words.
    private const string Instruction =
        "(Your reply was cut off here. Go on exactly where it stops, beginning with its last word again. "
        + "Do not start over and do not mention the interruption.)";

    /// <summary>The dialogue with what was said so far and the instruction to go on.</summary>
    public static IReadOnlyList<ChatMessage> Of(IReadOnlyList<ChatMessage> messages, string saidSoFar) =>
    [
        .. messages,
        Marked(new ChatMessage(ChatRole.Assistant, saidSoFar)),
        Marked(new ChatMessage(ChatRole.User, Instruction)),
    ];

    /// <summary>Whether a message was added to a dialogue by <see cref="Of"/>: nobody really wrote it.</summary>
    public static bool IsPartOf(ChatMessage message) => message.AdditionalProperties?.ContainsKey(Mark) == true;

    private static ChatMessage Marked(ChatMessage message)
    {
        message.AdditionalProperties = new AdditionalPropertiesDictionary { [Mark] = true };
        return message;
    }
}
