namespace VoiceBus.Providers.Assistant.Numbers;

/// <summary>
/// Evaluates a sum written in symbols: + - * / ^ ( ) %, and "r" before a number for its square root. The usual precedence;
/// decimal arithmetic, so that 0.1 + 0.2 is 0.3.
/// </summary>
internal sealed class Expression
{
    private const int MaxDepth = 32;

    private readonly string _text;
    private int _at;
    private int _depth;

    private Expression(string text) => _text = text;

    /// <summary>Evaluates a sum.</summary>
    /// <exception cref="FormatException">It is no sum.</exception>
    /// <exception cref="DivideByZeroException">It divides by zero.</exception>
    /// <exception cref="OverflowException">The result is too large, or no real number.</exception>
    public static decimal Evaluate(string text)
    {
        var expression = new Expression(text.Replace(" ", "", StringComparison.Ordinal));
        var value = expression.Sum();
        return expression._at == expression._text.Length ? value : throw expression.Unexpected();
    }

    private char Next => _at < _text.Length ? _text[_at] : '\0';

    private decimal Sum()
    {
        var value = Product();
        while (Next is '+' or '-')
            value = _text[_at++] == '+' ? value + Product() : value - Product();
        return value;
    }

    private decimal Product()
    {
        var value = Signed();
        while (Next is '*' or '/')
            value = _text[_at++] == '*' ? value * Signed() : value / Signed();
        return value;
    }

    // The sign binds looser than the power: -2^2 is -4.
    private decimal Signed()
    {
        var negative = false;
        for (; Next is '-' or '+'; _at++)
            negative ^= Next == '-';
        return negative ? -Power() : Power();
    }

    private decimal Power()
    {
        if (++_depth > MaxDepth)
            throw new FormatException("The sum is nested too deeply.");
        var value = Percent();
        if (Next == '^')
        {
            _at++;
            value = Real(Math.Pow((double)value, (double)Signed()));
        }

        _depth--;
        return value;
    }

    private decimal Percent()
    {
        var value = Atom();
        for (; Next == '%'; _at++)
            value /= 100;
        return value;
    }

    private decimal Atom()
    {
        switch (Next)
        {
            case 'r':
                _at++;
                return Real(Math.Sqrt((double)Power()));
            case '(':
                _at++;
                var inside = Sum();
                return Next == ')' ? Past(inside) : throw Unexpected();
            default:
                return Number();
        }
    }

    private decimal Past(decimal value)
    {
        _at++;
        return value;
    }

    private decimal Number()
    {
        var start = _at;
        while (char.IsAsciiDigit(Next) || Next == '.')
            _at++;
        return decimal.TryParse(_text.AsSpan(start, _at - start), System.Globalization.CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Unexpected();
    }

    // Twelve digits survive a double: more would show its noise.
    private static decimal Real(double value) =>
        double.IsFinite(value) ? Math.Round((decimal)value, Math.Abs(value) < 1e6 ? 10 : 4) : throw new OverflowException("Not a real number.");

    private FormatException Unexpected() =>
        new(_at < _text.Length ? $"Unexpected '{_text[_at]}' at {_at + 1}." : "The sum ends too early.");
}
