using System.Globalization;
using System.Text.RegularExpressions;

namespace VoiceBus.Providers.Assistant.Numbers;

/// <summary>Writes Chinese numerals as digits: 二十五 is 25, 一百五 is 150, 两个半小时 is 2.5个小时.</summary>
internal static partial class ChineseNumbers
{
    private const string Digits = "零一二三四五六七八九";

    /// <summary>The text with every numeral written as digits.</summary>
    public static string ToDigits(string text)
    {
        // The hundred in "percent" is no number.
        var written = Numeral().Replace(text.Replace("百分之", "%%", StringComparison.Ordinal), static match => Read(match.Value));
        written = DigitsWithScale().Replace(written, static match => Format(
            decimal.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) * Scale(match.Groups[2].Value[0])));
        written = AndAHalf().Replace(written, "$1.5$2");
        return Half().Replace(written, "0.5");
    }

    /// <summary>A number from 0 to 100 in words.</summary>
    public static string InWords(int value) => value switch
    {
        100 => "一百",
        < 10 => Digits[value].ToString(),
        < 20 => "十" + (value == 10 ? "" : Digits[value - 10]),
        _ => $"{Digits[value / 10]}十{(value % 10 == 0 ? "" : Digits[value % 10])}",
    };

    private static string Read(string numeral)
    {
        var point = numeral.IndexOf('点', StringComparison.Ordinal);
        var whole = point < 0 ? numeral : numeral[..point];
        var fraction = point < 0 ? "" : "." + string.Concat(numeral[(point + 1)..].Select(Digit));
        if (whole.Length > 1 && whole.All(static c => Digit(c) >= 0))
            return string.Concat(whole.Select(Digit)) + fraction;
        return Format(Whole(whole)) + fraction;
    }

    private static decimal Whole(string numeral)
    {
        decimal total = 0, section = 0, digit = 0, last = 1;
        foreach (var c in numeral)
        {
            var scale = Scale(c);
            if (scale == 1)
            {
                digit = Digit(c);
                last = digit == 0 ? 1 : last;
            }
            else if (scale >= 10_000)
            {
                total = scale == 10_000 ? total + ((section + digit) * scale) : (total + section + digit) * scale;
                section = digit = 0;
                last = scale;
            }
            else
            {
                section += (digit == 0 ? 1 : digit) * scale;
                digit = 0;
                last = scale;
            }
        }

        // 一百五 is 150, 一百零五 is 105.
        return total + section + (last >= 100 ? digit * last / 10 : digit);
    }

    private static int Digit(char c) => c switch
    {
        '〇' => 0,
        '两' => 2,
        _ => Digits.IndexOf(c, StringComparison.Ordinal),
    };

    private static decimal Scale(char c) => c switch
    {
        '十' => 10,
        '百' => 100,
        '千' => 1_000,
        '万' => 10_000,
        '亿' => 100_000_000,
        _ => 1,
    };

    private static string Format(decimal value) => value.ToString("0.############", CultureInfo.InvariantCulture);

    // At most twelve characters: longer ones are no number anybody means, and must not overflow.
    [GeneratedRegex("[零〇一二两三四五六七八九十][零〇一二两三四五六七八九十百千万亿]{0,11}(?:点[零〇一二三四五六七八九]{1,8})?")]
    private static partial Regex Numeral();

    [GeneratedRegex(@"(\d{1,9}(?:\.\d{1,6})?)([万亿])")]
    private static partial Regex DigitsWithScale();

    [GeneratedRegex("(\\d+)(个|分钟?|小时)半(?=小时|钟头|分|钟|个|后|以后|之后|的|$)")]
    private static partial Regex AndAHalf();

    [GeneratedRegex("半(?=个?小时|个?钟头|分钟|天)")]
    private static partial Regex Half();
}
