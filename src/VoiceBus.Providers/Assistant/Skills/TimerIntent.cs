using System.Text.RegularExpressions;

namespace VoiceBus.Providers.Assistant.Skills;

/// <summary>What is wanted of the timers.</summary>
internal enum TimerIntentKind
{
    /// <summary>A new timer or reminder.</summary>
    Set,

    /// <summary>One or all to end.</summary>
    Cancel,

    /// <summary>To hear what is left.</summary>
    List,
}

/// <summary>A wish about timers, read from words.</summary>
internal sealed partial record TimerIntent(TimerIntentKind Kind, string Name, double? Seconds = null, string Message = "", bool All = false)
{
    /// <summary>Reads the wish, or null when the words are about something else.</summary>
    public static TimerIntent? Read(Question question) => question.IsChinese ? ReadChinese(question) : ReadEnglish(question);

    /// <summary>A new timer for the time named in the question.</summary>
    public static TimerIntent New(Question question, string name = "", string message = "")
    {
        if (Durations.Find(question.Numeric, question.IsChinese) is not { } span)
            return new TimerIntent(TimerIntentKind.Set, name, null, message);
        if (name.Length == 0)
            name = message.Length > 0 ? message : Numbers.Spoken.Duration(span.Seconds, question.IsChinese).TrimEnd('s');
        return new TimerIntent(TimerIntentKind.Set, name, span.Seconds, message);
    }

    /// <summary>Whether a timer is named by its length only, so that the name need not be said.</summary>
    public static bool IsPlain(string name) => name.Length == 0 || Digit().IsMatch(name);

    /// <summary>How the timer of that name is called.</summary>
    public static string Spoken(string name) => name.EndsWith("timer", StringComparison.OrdinalIgnoreCase) ? name : name + " timer";

    /// <summary>How the timer of that name is called in Chinese.</summary>
    public static string SpokenChinese(string name) => name.EndsWith('器') ? name : name + "计时器";

    private static TimerIntent? ReadEnglish(Question question)
    {
        var words = question.Numeric;
        if (EnglishCancel().IsMatch(words))
            return new TimerIntent(TimerIntentKind.Cancel, EnglishName(words), All: EnglishAll().IsMatch(words));
        if (EnglishList().IsMatch(words))
            return new TimerIntent(TimerIntentKind.List, EnglishName(words));
        if (EnglishRemind().IsMatch(words))
            return New(question, message: EnglishMessage(Without(words, question)));
        return EnglishSet().IsMatch(words) ? New(question, EnglishName(Without(words, question))) : null;
    }

    private static TimerIntent? ReadChinese(Question question)
    {
        var words = question.Numeric;
        var timer = ChineseTimer().IsMatch(words);
        if (timer && ChineseCancel().IsMatch(words))
            return new TimerIntent(TimerIntentKind.Cancel, ChineseName(words), All: ChineseAll().IsMatch(words));
        if (ChineseList().IsMatch(words))
            return new TimerIntent(TimerIntentKind.List, ChineseName(words));
        if (ChineseRemind().Match(words) is { Success: true })
            return New(question, message: ChineseMessage(Without(words, question)));
        return timer && ChineseSet().IsMatch(words) ? New(question, ChineseName(Without(words, question))) : null;
    }

    private static string Without(string words, Question question) =>
        Durations.Find(words, question.IsChinese) is { } span ? words.Remove(span.Start, span.Length).Insert(span.Start, question.In(" ", "")) : words;

    private static string EnglishName(string words)
    {
        var called = EnglishCalled().Match(words);
        if (called.Success)
            return called.Groups[1].Value.Trim();
        var before = EnglishBefore().Match(words);
        var name = before.Success ? EnglishFiller().Replace(before.Groups[1].Value, "").Trim() : "";
        return Spaces().Replace(name, " ");
    }

    // "to call mom in" -> "call mom"; my and me are the speaker's, not ours.
    internal static string EnglishMessage(string words)
    {
        var rest = EnglishRemind().Replace(Spaces().Replace(words, " "), "").Trim();
        rest = Edges().Replace(rest, "").Trim();
        rest = My().Replace(rest, "your");
        return Me().Replace(rest, "you");
    }

    private static string ChineseName(string words)
    {
        var match = ChineseBefore().Match(words);
        return match.Success ? ChineseFiller().Replace(match.Groups[1].Value, "") : "";
    }

    internal static string ChineseMessage(string words) =>
        ChineseRemindWords().Replace(words, "").Replace("我", "你", StringComparison.Ordinal);

    [GeneratedRegex(@"\d")]
    private static partial Regex Digit();

    [GeneratedRegex(@"\b(?:cancel|stop|delete|remove|clear|turn off|end|kill)\b.*\b(?:timers?|reminders?|alarms?)\b")]
    private static partial Regex EnglishCancel();

    [GeneratedRegex(@"\b(?:all|every|timers|reminders|alarms)\b")]
    private static partial Regex EnglishAll();

    [GeneratedRegex(@"\bhow (?:long|much time|much longer|many minutes|many seconds)\b.*\b(?:left|remain\w*|timer)\b|\b(?:what|which|list|show|any|how many)\b.*\b(?:timers|reminders)\b|\btime(?:r)? (?:is )?left\b|\btimer status\b")]
    private static partial Regex EnglishList();

    [GeneratedRegex(@"^.*?\b(?:remind me|wake me(?: up)?|give me a reminder|set a reminder)\b")]
    private static partial Regex EnglishRemind();

    [GeneratedRegex(@"\b(?:set|start|make|create|begin|need|want|give me|put on)\b.*\b(?:timer|alarm|countdown)\b|\btimer (?:for|of)\b|^(?:a )?\d+ (?:\w+ )?(?:minute|second|hour) timer\b")]
    private static partial Regex EnglishSet();

    [GeneratedRegex(@"\b(?:timer|alarm)s?\b.*?\b(?:called|named|(?:for|on) (?:the|my))\s+([a-z' ]+?)(?=\s+(?:for|in|please|has|is|timer)\b|$)")]
    private static partial Regex EnglishCalled();

    [GeneratedRegex(@"^(.*?)\b(?:timer|reminder|alarm|countdown)s?\b")]
    private static partial Regex EnglishBefore();

    [GeneratedRegex(@"\b(?:please|can|could|would|you|i|we|need|want|to|set|start|make|create|begin|give|me|put|on|up|cancel|stop|delete|remove|clear|turn|off|end|kill|a|an|the|my|another|new|all|every|of|for|how|long|much|many|time|longer|minutes|seconds|left|is|are|does|do|have|what|which|list|show|any|there|running|remains?|remaining|in|and|ok|okay|hey|now|about|active|until|rings)\b")]
    private static partial Regex EnglishFiller();

    [GeneratedRegex(@"^(?:(?:in|to|that|about|of|and|for|after|from now|i (?:have|need) to)\b\s*)+|(?:\s*\b(?:in|please|from now|after|for)\b)+$")]
    private static partial Regex Edges();

    [GeneratedRegex(@"\bmy\b")]
    private static partial Regex My();

    [GeneratedRegex(@"\b(?:me|i)\b")]
    private static partial Regex Me();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex("计时器?|定时器?|闹钟|倒计时|提醒")]
    private static partial Regex ChineseTimer();

    [GeneratedRegex("取消|停止|关掉|关闭|删除|删掉|停掉")]
    private static partial Regex ChineseCancel();

    [GeneratedRegex("所有|全部|都")]
    private static partial Regex ChineseAll();

    [GeneratedRegex("(?:还剩|还有|剩下)(?:多久|多长时间|多少时间|几分钟|多少分钟)|有(?:哪些|几个|什么|多少个?)(?:计时器|定时器|闹钟|提醒)")]
    private static partial Regex ChineseList();

    [GeneratedRegex("提醒我|叫我|叫醒我")]
    private static partial Regex ChineseRemind();

    [GeneratedRegex("设|定|开始|来|加|创建|计时|开|需要|帮我")]
    private static partial Regex ChineseSet();

    [GeneratedRegex("^(.*?)(?:计时器|定时器|闹钟|倒计时|提醒)")]
    private static partial Regex ChineseBefore();

    [GeneratedRegex("请|帮我|我|给|要|想|设置|设定|设|定|创建|开始|加|来|开|需要|取消|停止|关掉|关闭|删除|删掉|停掉|所有的?|全部|那个|这个|把|1?个|一个|的|还剩|还有|多久|多长时间|有哪些|有几个|有什么|名为|叫做?|能|可以|你")]
    private static partial Regex ChineseFiller();

    [GeneratedRegex("请|麻烦|你好|帮我|能不能|可以|记得|(?:过|在)?(?:以后|之后|后)|提醒我(?:要|该|去)?(?=.)|提醒我|叫醒我|叫我|[吧吗呢啊]$")]
    private static partial Regex ChineseRemindWords();
}
