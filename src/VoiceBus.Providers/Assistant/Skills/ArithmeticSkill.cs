using VoiceBus.Providers.Assistant.Numbers;

namespace VoiceBus.Providers.Assistant.Skills;

/// <summary>Does sums.</summary>
internal sealed class ArithmeticSkill : ISkill
{
    /// <inheritdoc/>
    public Answer? TryAnswer(Question question)
    {
        if (SpokenSum.ToSymbols(question.Numeric, question.IsChinese) is not { } sum)
            return null;
        try
        {
            var result = Spoken.Number(Expression.Evaluate(sum), question.IsChinese);
            var said = SpokenSum.Say(sum, question.IsChinese);
            return question.Say($"{char.ToUpperInvariant(said[0])}{said[1..]} is {result}.", $"{said}等于{result}。");
        }
        catch (DivideByZeroException)
        {
            return question.Say("🤔 Nothing can be divided by zero.", "🤔不能除以零。");
        }
        catch (OverflowException)
        {
            return question.Say("😮 I cannot work that out: the result is no number I can say.", "😮这个结果我算不出来。");
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
