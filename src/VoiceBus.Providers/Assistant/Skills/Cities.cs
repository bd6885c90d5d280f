namespace VoiceBus.Providers.Assistant.Skills;

/// <summary>A city whose time people ask for.</summary>
internal sealed record City(string English, string Chinese, string Zone);

/// <summary>Large cities and their time zones.</summary>
internal static class Cities
{
    private static readonly City[] _all =
    [
        new("London", "伦敦", "Europe/London"), new("Paris", "巴黎", "Europe/Paris"), new("Berlin", "柏林", "Europe/Berlin"),
        new("Madrid", "马德里", "Europe/Madrid"), new("Rome", "罗马", "Europe/Rome"), new("Vienna", "维也纳", "Europe/Vienna"),
        new("Moscow", "莫斯科", "Europe/Moscow"), new("Istanbul", "伊斯坦布尔", "Europe/Istanbul"), new("Cairo", "开罗", "Africa/Cairo"),
        new("Lagos", "拉各斯", "Africa/Lagos"), new("Dubai", "迪拜", "Asia/Dubai"), new("Mumbai", "孟买", "Asia/Kolkata"),
        new("Delhi", "德里", "Asia/Kolkata"), new("Singapore", "新加坡", "Asia/Singapore"), new("Hong Kong", "香港", "Asia/Hong_Kong"),
        new("Beijing", "北京", "Asia/Shanghai"), new("Shanghai", "上海", "Asia/Shanghai"), new("Taipei", "台北", "Asia/Taipei"),
        new("Tokyo", "东京", "Asia/Tokyo"), new("Seoul", "首尔", "Asia/Seoul"), new("Sydney", "悉尼", "Australia/Sydney"),
        new("New York", "纽约", "America/New_York"), new("Chicago", "芝加哥", "America/Chicago"), new("Denver", "丹佛", "America/Denver"),
        new("Los Angeles", "洛杉矶", "America/Los_Angeles"), new("San Francisco", "旧金山", "America/Los_Angeles"),
        new("Toronto", "多伦多", "America/Toronto"), new("Sao Paulo", "圣保罗", "America/Sao_Paulo"),
    ];

    /// <summary>The city named in plain words, or null.</summary>
    public static City? Find(string plain) => Array.Find(_all, city =>
        plain.Contains(city.Chinese, StringComparison.Ordinal) || $" {plain} ".Contains($" {city.English} ", StringComparison.OrdinalIgnoreCase));
}
