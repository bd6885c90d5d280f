using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;

namespace VoiceBus.Speech.Espeak;

/// <summary>
/// Puts into characters what espeak-ng's Mandarin voice says in English ("percent", "plus") or leaves out (the point of a decimal,
/// a currency). Whole numbers it reads itself.
/// </summary>
internal static partial class MandarinText
{
    private const string Digits = "零一二三四五六七八九";
    private static readonly SearchValues<char> _special = SearchValues.Create("0123456789%+=×÷&℃°㎡");

    private static readonly (string Sign, string Word)[] _signs =
    [
        ("+", "加"), ("=", "等于"), ("×", "乘"), ("÷", "除以"), ("&", "和"), ("℃", "摄氏度"), ("°", "度"), ("㎡", "平方米"), ("%", "百分比"),
    ];

    /// <summary>The same as it is said.</summary>
    public static string Spell(string text)
    {
        if (!text.AsSpan().ContainsAny(_special))
            return text;
        text = Year().Replace(text, static year => OneByOne(year.ValueSpan));
        text = Clock().Replace(text, static clock => clock.Groups[2].Value == "00" ? $"{clock.Groups[1]}点" : $"{clock.Groups[1]}点{clock.Groups[2]}分");
        text = Currency().Replace(text, static sum => sum.Groups[2].Value + Unit(sum.Groups[1].Value));
        text = Percent().Replace(text, "百分之$1");
        text = Fraction().Replace(text, static fraction => $"点{OneByOne(fraction.Groups[1].ValueSpan)}");
        text = Range().Replace(text, "到");
        text = Minus().Replace(text, "负");
        foreach (var (sign, word) in _signs)
            text = text.Replace(sign, word, StringComparison.Ordinal);
        return text;
    }

    private static string Unit(string currency) => currency switch
    {
        "$" => "美元",
        "€" => "欧元",
        _ => "元",
    };

    private static string OneByOne(ReadOnlySpan<char> digits)
    {
        Span<char> words = stackalloc char[digits.Length];
        for (var i = 0; i < digits.Length; i++)
            words[i] = Digits[CharUnicodeInfo.GetDecimalDigitValue(digits[i])];
        return new string(words);
    }

    [GeneratedRegex("(?<![0-9])[0-9]{4}(?=年)")]
    private static partial Regex Year();

    [GeneratedRegex("(?<![0-9:：])([0-9]{1,2})[:：]([0-9]{2})(?![0-9:：])")]
    private static partial Regex Clock();

    [GeneratedRegex("([¥￥$€]) ?([0-9]+(?:[.,][0-9]+)*)")]
    private static partial Regex Currency();

    [GeneratedRegex("([0-9]+(?:[.][0-9]+)?) ?%")]
    private static partial Regex Percent();

    // A number with two points is a version or an address.
    [GeneratedRegex("(?<=(?<![0-9.])[0-9]+)[.]([0-9]{1,12})(?![0-9]|[.][0-9])")]
    private static partial Regex Fraction();

    [GeneratedRegex("(?<=[0-9]) ?[~～] ?(?=[0-9])")]
    private static partial Regex Range();

    [GeneratedRegex("(?<![0-9A-Za-z])[-−](?=[0-9])")]
    private static partial Regex Minus();
}
