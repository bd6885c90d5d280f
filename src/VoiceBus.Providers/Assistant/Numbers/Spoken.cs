using System.Globalization;

namespace VoiceBus.Providers.Assistant.Numbers;

/// <summary>Numbers and spans of time as they are said.</summary>
internal static class Spoken
{
    /// <summary>A number with at most the given decimals; says "about" when more were cut.</summary>
    public static string Number(decimal value, bool chinese, int decimals = 4)
    {
        var rounded = Math.Round(value, decimals, MidpointRounding.AwayFromZero);
        if (rounded == 0 && value != 0)
            rounded = Math.Round(value, 12);
        var about = rounded == value ? "" : chinese ? "大约" : "about ";
        var minus = rounded >= 0 ? "" : chinese ? "负" : "minus ";
        return about + minus + Math.Abs(rounded).ToString("0.############", CultureInfo.InvariantCulture);
    }

    /// <summary>A span of time in hours, minutes and seconds.</summary>
    public static string Duration(double seconds, bool chinese)
    {
        var span = TimeSpan.FromSeconds(Math.Max(0, Math.Round(seconds)));
        (int Amount, string English, string Chinese)[] parts =
            [((int)span.TotalHours, "hour", "小时"), (span.Minutes, "minute", "分钟"), (span.Seconds, "second", "秒")];
        var said = parts.Where(static part => part.Amount > 0)
            .Select(part => chinese ? $"{part.Amount}{part.Chinese}" : Count(part.Amount, part.English)).ToArray();
        return said.Length == 0 ? (chinese ? "0秒" : "0 seconds") : string.Join(chinese ? "" : " and ", said);
    }

    private static string Count(int amount, string unit) => amount == 1 ? $"1 {unit}" : $"{amount} {unit}s";
}
