using Microsoft.Extensions.AI;

namespace VoiceBus.Core.ReplyText;

/// <summary>
/// The word that what a reply said so far was a thought: who has not spoken it yet must not. It travels as reasoning without text,
/// which every reader of updates knows to be nothing to say.
/// </summary>
public static class Retraction
{
    private const string Mark = "voicebus.retracts";

    /// <summary>Takes back what the reply said before it.</summary>
    public static AIContent Create() =>
        new TextReasoningContent("") { AdditionalProperties = new AdditionalPropertiesDictionary { [Mark] = true } };

    /// <summary>Whether a content takes back what was said before it.</summary>
    public static bool Is(AIContent content) => content is TextReasoningContent && content.AdditionalProperties?.ContainsKey(Mark) == true;
}
