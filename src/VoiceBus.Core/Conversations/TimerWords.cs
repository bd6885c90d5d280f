namespace VoiceBus.Core.Conversations;

/// <summary>What is said when a timer rings.</summary>
internal static class TimerWords
{
    /// <summary>The words, in the language of the timer's own.</summary>
    public static string For(TimerRing ring)
    {
        var chinese = $"{ring.Name}{ring.Message}".AsSpan().IndexOfAnyInRange('\u4e00', '\u9fff') >= 0;
        if (!string.IsNullOrWhiteSpace(ring.Message))
            return chinese ? $"提醒你：{ring.Message}。" : $"Here is your reminder: {ring.Message}.";
        var plain = string.IsNullOrWhiteSpace(ring.Name) || string.Equals(ring.Name, "timer", StringComparison.OrdinalIgnoreCase);
        if (chinese)
            return $"时间到，{ring.Name}响了。";
        return plain ? "Your timer is done." : $"Your {ring.Name} timer is done.";
    }
}
