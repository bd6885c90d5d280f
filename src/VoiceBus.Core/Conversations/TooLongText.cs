namespace VoiceBus.Core.Conversations;

/// <summary>What a device shows whose user typed too much at once.</summary>
internal static class TooLongText
{
    /// <summary>The message, in the language of the text or, where it shows none, of the persona.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="most">Characters that are allowed.</param>
    /// <param name="language">BCP 47 tag the user is expected to speak, or null.</param>
    public static DeviceMessage.Alert Alert(string text, int most, string? language)
    {
        var isChinese = text.AsSpan().IndexOfAnyInRange('\u4e00', '\u9fff') >= 0
            || language?.StartsWith("zh", StringComparison.OrdinalIgnoreCase) == true;
        return isChinese
            ? new DeviceMessage.Alert("太长了", $"这段文字有 {text.Length} 个字符，一次最多 {most} 个，请分几次发送。", "confused")
            : new DeviceMessage.Alert("Too long", $"That text has {text.Length} characters; {most} are the most at once. Please send it in parts.", "confused");
    }
}
