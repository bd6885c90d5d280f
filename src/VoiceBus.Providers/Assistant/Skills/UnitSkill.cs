using System.Globalization;
using System.Text.RegularExpressions;
using VoiceBus.Providers.Assistant.Numbers;

namespace VoiceBus.Providers.Assistant.Skills;

/// <summary>Converts between units: "how many miles is 10 kilometers", "20 摄氏度是多少华氏度".</summary>
internal sealed class UnitSkill : ISkill
{
    private static readonly Regex _english = Mentions(static name => !Words.IsChinese(name), @"\b(?:(?<n>-?\d+(?:\.\d+)?|minus \d+(?:\.\d+)?|an?)\s*)?(?:degrees?\s+)?(?<u>", @")(?!\w|/)");
    private static readonly Regex _chinese = Mentions(static _ => true, @"(?:(?<n>[-负零下]*\d+(?:\.\d+)?)个?)?(?<u>", ")");

    /// <inheritdoc/>
    public Answer? TryAnswer(Question question)
    {
        var found = (question.IsChinese ? _chinese : _english).Matches(question.Numeric);
        var source = found.FirstOrDefault(static mention => mention.Groups["n"].Success);
        if (source is null || !Asks(question))
            return null;
        var from = UnitTable.ByName[source.Groups["u"].Value];
        var to = found.Where(mention => mention != source && !mention.Groups["n"].Success)
            .Select(static mention => UnitTable.ByName[mention.Groups["u"].Value])
            .FirstOrDefault(unit => unit != from && unit.Dimension == from.Dimension);
        return to is null || !TryAmount(source.Groups["n"].Value, out var amount) ? null : Convert(question, amount, from, to);
    }

    private static Answer Convert(Question question, decimal amount, Unit from, Unit to)
    {
        decimal result;
        try
        {
            result = UnitTable.Convert(amount, from, to);
        }
        catch (OverflowException)
        {
            return question.Say("😮 That number is too big for me.", "😮这个数字太大了，我算不了。");
        }

        var left = Spoken.Number(amount, question.IsChinese);
        var right = Spoken.Number(result, question.IsChinese, decimals: 2);
        return question.Say(
            $"{Upper(left)} {(amount == 1 ? from.English : from.Plural)} is {right} {(right == "1" ? to.English : to.Plural)}.",
            $"{left}{from.Chinese}是{right}{to.Chinese}。");
    }

    private static bool Asks(Question question) => question.IsChinese
        ? question.Numeric.Contains('多', StringComparison.Ordinal) || question.Numeric.Contains('几', StringComparison.Ordinal)
            || question.Numeric.Contains('换', StringComparison.Ordinal) || question.Numeric.Contains('转', StringComparison.Ordinal)
        : !question.Numeric.Contains("timer", StringComparison.Ordinal);

    private static bool TryAmount(string words, out decimal amount)
    {
        var negative = words.StartsWith('-') || words.StartsWith("minus", StringComparison.Ordinal) || words[0] is '负' or '零';
        var digits = words.TrimStart('-', '负', '零', '下', 'm', 'i', 'n', 'u', 's', ' ');
        amount = 1;
        if (words is not ("a" or "an") && !decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out amount))
            return false;
        amount = negative ? -amount : amount;
        return true;
    }

    private static string Upper(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    // Longest name first, so that "miles per hour" is not "miles".
    private static Regex Mentions(Func<string, bool> wanted, string before, string after)
    {
        var names = UnitTable.ByName.Keys.Where(wanted).OrderByDescending(static name => name.Length).Select(Regex.Escape);
        return new Regex(before + string.Join('|', names) + after, RegexOptions.CultureInvariant);
    }
}
