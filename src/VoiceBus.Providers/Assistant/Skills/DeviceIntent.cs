using System.Globalization;
using System.Text.RegularExpressions;

namespace VoiceBus.Providers.Assistant.Skills;

/// <summary>Of what of the device is spoken.</summary>
internal enum DevicePart
{
    Volume,
    Brightness,
    Battery,
    Network,
}

/// <summary>What is wanted of the device: to set something, to change it by so much, or to be told.</summary>
/// <param name="Part">Of what.</param>
/// <param name="Level">To set, 0 to 100 if it makes sense; null for no level.</param>
/// <param name="Change">To add, negative for less; null for no change.</param>
internal sealed partial record DeviceIntent(DevicePart Part, int? Level, int? Change)
{
    private const int Step = 10;
    private const int Half = 50;
    private const int Full = 100;

    /// <summary>Whether only a question was asked.</summary>
    public bool IsQuestion => Level is null && Change is null;

    /// <summary>Reads the wish off a question; null when it is about something else.</summary>
    public static DeviceIntent? Read(Question question)
    {
        var (words, numeric) = (question.Plain, question.Numeric);
        return question.IsChinese ? Chinese(words, ChineseBit().Replace(numeric, "")) : English(words, numeric);
    }

    private static DeviceIntent? English(string words, string numeric)
    {
        if (EnglishBattery().IsMatch(words))
            return new DeviceIntent(DevicePart.Battery, null, null);
        if (EnglishNetwork().IsMatch(words))
            return new DeviceIntent(DevicePart.Network, null, null);
        var part = EnglishBrightness().IsMatch(words) ? DevicePart.Brightness : DevicePart.Volume;
        if (part == DevicePart.Volume && !EnglishVolume().IsMatch(words))
            return null;
        if (EnglishMute().IsMatch(words))
            return new DeviceIntent(part, 0, null);
        var direction = EnglishLess().IsMatch(words) ? -1 : EnglishMore().IsMatch(words) ? 1 : 0;
        if (EnglishHalf().IsMatch(words))
            return new DeviceIntent(part, Half, null);
        if (Amount().Match(numeric) is { Success: true } amount && EnglishCommand().IsMatch(words))
            return Numbered(part, direction, amount, EnglishAbsolute().IsMatch(numeric));
        return Worded(part, direction, EnglishFull().IsMatch(words), EnglishAsks().IsMatch(words));
    }

    private static DeviceIntent? Chinese(string words, string numeric)
    {
        if (ChineseBattery().IsMatch(words))
            return new DeviceIntent(DevicePart.Battery, null, null);
        if (ChineseNetwork().IsMatch(words))
            return new DeviceIntent(DevicePart.Network, null, null);
        var part = ChineseBrightness().IsMatch(words) ? DevicePart.Brightness : DevicePart.Volume;
        if (part == DevicePart.Volume && !ChineseVolume().IsMatch(words))
            return null;
        if (ChineseMute().IsMatch(words))
            return new DeviceIntent(part, 0, null);
        var direction = ChineseLess().IsMatch(words) ? -1 : ChineseMore().IsMatch(words) ? 1 : 0;
        if (ChineseHalf().IsMatch(words))
            return new DeviceIntent(part, Half, null);
        if (Amount().Match(numeric) is { Success: true } amount)
            return Numbered(part, direction, amount, ChineseAbsolute().IsMatch(numeric));
        return Worded(part, direction, ChineseFull().IsMatch(words), ChineseAsks().IsMatch(words));
    }

    // "down to 20" and "volume 20" name the level, "down 20" and "down by 20" the way there.
    private static DeviceIntent? Numbered(DevicePart part, int direction, Match amount, bool absolute)
    {
        if (!int.TryParse(amount.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return null;
        return direction == 0 || absolute ? new DeviceIntent(part, number, null) : new DeviceIntent(part, null, direction * number);
    }

    private static DeviceIntent? Worded(DevicePart part, int direction, bool full, bool asks)
    {
        if (full)
            return new DeviceIntent(part, direction < 0 ? Step : Full, null);
        if (direction != 0 && !asks)
            return new DeviceIntent(part, null, direction * Step);
        return asks ? new DeviceIntent(part, null, null) : null;
    }

    [GeneratedRegex(@"(?<![\d.])(\d{1,4})(?![\d.]*\d)")]
    private static partial Regex Amount();

    [GeneratedRegex(@"\bbatter(?:y|ies)\b|\bhow (?:much (?:charge|power)|charged)\b")]
    private static partial Regex EnglishBattery();

    [GeneratedRegex(@"\b(?:which|what|how)\b.*\b(?:wi ?fi|wireless|network|signal strength)\b.*$|\bsignal strength\b")]
    private static partial Regex EnglishNetwork();

    [GeneratedRegex(@"\bbrightness\b|\bbrighter\b|\bdimmer\b|\bdim the\b|\b(?:how bright|screen (?:up|down|bright\w*))\b")]
    private static partial Regex EnglishBrightness();

    [GeneratedRegex(@"\bvolume\b(?! of (?:a|an|the)\b)|\b(?:louder|quieter|softer|unmute|mute|how loud)\b|\bturn (?:it|yourself|that|the sound|the speaker|this|sound)?\s?(?:up|down)\b|\bspeak up\b|\bsound (?:up|down)\b")]
    private static partial Regex EnglishVolume();

    [GeneratedRegex(@"(?<!un)\bmute\b|\bsilent mode\b|\b(?:volume|sound) off\b|\bturn (?:the )?(?:volume|sound) (?:all the way down|off)\b")]
    private static partial Regex EnglishMute();

    [GeneratedRegex(@"\b(?:down|lower|decrease|reduce|less|quieter|softer|dim|dimmer|darker|too (?:loud|bright|high)|minimum|min|lowest)\b")]
    private static partial Regex EnglishLess();

    [GeneratedRegex(@"\b(?:up|raise|increase|higher|more|louder|brighter|unmute|too (?:quiet|soft|dark|low|dim)|(?:cannot|can't|can not) (?:hear|see))\b")]
    private static partial Regex EnglishMore();

    [GeneratedRegex(@"\b(?:volume|brightness|turn|set|make|put|change|up|down|louder|quieter|brighter|dimmer|lower|raise|increase|decrease|reduce)\b")]
    private static partial Regex EnglishCommand();

    [GeneratedRegex(@"\b(?:to|at|is|be|=)\s+\d|\b(?:volume|brightness)\s+\d")]
    private static partial Regex EnglishAbsolute();

    [GeneratedRegex(@"\b(?:max|maximum|minimum|min|lowest|highest|full|loudest|brightest|all the way up)\b")]
    private static partial Regex EnglishFull();

    [GeneratedRegex(@"\b(?:half|halfway|middle|medium)\b")]
    private static partial Regex EnglishHalf();

    [GeneratedRegex(@"\bwhat(?: is|s)?\b|\bhow (?:loud|bright|high)\b|\btell me\b|\bcurrent\b")]
    private static partial Regex EnglishAsks();

    [GeneratedRegex("1点|1些|1下|1会儿?")]
    private static partial Regex ChineseBit();

    [GeneratedRegex("电量|电池|(?:还有|剩)多少电")]
    private static partial Regex ChineseBattery();

    [GeneratedRegex("(?:哪个|什么|多强|怎么样|多少).*(?:无线|网络|wifi|信号)|(?:无线|网络|wifi|信号).*(?:哪个|什么|多强|强度|强不强|怎么样|好不好)")]
    private static partial Regex ChineseNetwork();

    [GeneratedRegex("亮度|(?:屏幕?|画面).*[亮暗]|[亮暗](?:一?点|一些)")]
    private static partial Regex ChineseBrightness();

    [GeneratedRegex("音量|静音|(?:大|小|低)声(?:一?点|一些)|声音.*(?:[大小高低响轻]|关|调)")]
    private static partial Regex ChineseVolume();

    [GeneratedRegex("(?<!取消|解除|不要)静音|(?:关掉?|关闭)(?:声音|音量)|(?:声音|音量)(?:关掉?|关闭)")]
    private static partial Regex ChineseMute();

    [GeneratedRegex("[小低暗轻]|降|减|太[大响亮吵高]")]
    private static partial Regex ChineseLess();

    [GeneratedRegex("(?<!多)[大高亮响](?!度)|增|升|加|(?:取消|解除|不要)静音|太[小低暗轻]|听不[清见到]")]
    private static partial Regex ChineseMore();

    [GeneratedRegex(@"(?:到|至|成|为|是)(?:百分之)?\d|(?:音量|亮度|声音)(?:百分之)?\d")]
    private static partial Regex ChineseAbsolute();

    [GeneratedRegex("最")]
    private static partial Regex ChineseFull();

    [GeneratedRegex("一半|中等")]
    private static partial Regex ChineseHalf();

    [GeneratedRegex("多少|多大|多高|多亮|几")]
    private static partial Regex ChineseAsks();
}
