namespace VoiceBus.Providers.OpenAi.Chat;

/// <summary>What is kept with a message's parts because a vendor wants it back as it gave it.</summary>
internal static class WireNames
{
    /// <summary>Of a tool call, as JSON text: Gemini's signature of the thought behind it, without which it refuses the next request.</summary>
    public const string ExtraContent = "extra_content";

    /// <summary>Of a thought: the member of the message in which it came.</summary>
    public const string ThoughtMember = "voicebus.thought_member";
}
