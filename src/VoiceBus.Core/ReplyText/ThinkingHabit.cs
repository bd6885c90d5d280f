namespace VoiceBus.Core.ReplyText;

/// <summary>
/// What is known of one model's way to think in its text. Some servers open the thought in their prompt, so that the reply begins
/// inside of it and only its end is written. One per provider; thread-safe.
/// </summary>
public sealed class ThinkingHabit
{
    private volatile bool _beginsThinking;

    /// <summary>Whether the last reply with words began inside of a thought: the next one is held until the thought ends.</summary>
    public bool BeginsThinking
    {
        get => _beginsThinking;
        set => _beginsThinking = value;
    }
}
