using System.Globalization;

namespace VoiceBus.Providers.Assistant.Numbers;

/// <summary>Writes English number words as digits: "twenty five" is 25, "two and a half" is 2.5.</summary>
internal static class EnglishNumbers
{
    private static readonly string[] _small =
    [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
        "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ];

    private static readonly string[] _tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

    private static readonly Dictionary<string, int> _values = _small.Index().Select(static w => (w.Item, w.Index))
        .Concat(_tens.Index().Select(static w => (w.Item, (w.Index + 2) * 10)))
        .ToDictionary(static w => w.Item1, static w => w.Item2);

    private static readonly Dictionary<string, decimal> _scales = new()
    {
        ["thousand"] = 1_000,
        ["million"] = 1_000_000,
        ["billion"] = 1_000_000_000,
    };

    /// <summary>The text with every number word written as digits; expects lower case and single spaces.</summary>
    public static string ToDigits(string text)
    {
        var words = text.Split(' ');
        var written = new List<string>(words.Length);
        for (var at = 0; at < words.Length;)
        {
            var number = new Reader(words, at);
            if (number.TryRead(out var value))
                written.Add(value.ToString("0.############", CultureInfo.InvariantCulture));
            else
                written.Add(words[at]);
            at = Math.Max(number.Next, at + 1);
        }

        return string.Join(' ', written);
    }

    /// <summary>A number up to 100 in words.</summary>
    public static string InWords(int value) => value switch
    {
        100 => "one hundred",
        < 20 => _small[value],
        _ when value % 10 == 0 => _tens[(value / 10) - 2],
        _ => $"{_tens[(value / 10) - 2]}-{_small[value % 10]}",
    };

    private sealed class Reader(string[] words, int at)
    {
        private decimal _total;
        private decimal _current;
        private decimal _room = 1000;
        private bool _any;

        public int Next { get; private set; } = at;

        private string Word => Peek(0);

        public bool TryRead(out decimal value)
        {
            if (Word == "half" && Peek(1) is "a" or "an")
            {
                Next += 2;
                value = 0.5m;
                return true;
            }

            while (Next < words.Length && TryTake())
            {
                _any = true;
            }

            value = _total + _current;
            if (_any)
                value += Fraction();
            return _any;
        }

        private bool TryTake()
        {
            if (_values.TryGetValue(Word, out var small) && small < _room && (small > 0 || !_any))
                return Take(small, small >= 20 ? 10 : 0);
            if (!_any && Peek(1) is "hundred" or "thousand" or "million" or "billion" && TryStart(out var start))
                return Take(start, 0);
            if (Word == "hundred" && _current is > 0 and < 100)
                return Set(_current * 100, room: 100);
            if (_scales.TryGetValue(Word, out var scale) && _current > 0)
            {
                _total += _current * scale;
                return Set(0, room: 1000);
            }

            return TryTakeAnd();
        }

        // "a hundred", "2 million".
        private bool TryStart(out decimal start)
        {
            start = 1;
            return Word == "a" || decimal.TryParse(Word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out start);
        }

        private bool TryTakeAnd()
        {
            if (!_any || Word != "and" || _room < 100 || !_values.TryGetValue(Peek(1), out var next) || next == 0)
                return false;
            Next++;
            return true;
        }

        private bool Take(decimal amount, decimal room)
        {
            _current += amount;
            return Set(_current, room);
        }

        private bool Set(decimal current, decimal room)
        {
            _current = current;
            _room = room;
            Next++;
            return true;
        }

        private decimal Fraction()
        {
            if (Word == "and" && Peek(1) == "a" && Peek(2) == "half")
            {
                Next += 3;
                return 0.5m;
            }

            if (Word != "point" || !_values.ContainsKey(Peek(1)))
                return 0;
            Next++;
            decimal fraction = 0;
            for (decimal digit = 0.1m; _values.TryGetValue(Word, out var value) && value < 10 && digit > 0.0000001m; digit /= 10, Next++)
                fraction += value * digit;
            return fraction;
        }

        private string Peek(int ahead) => Next + ahead < words.Length ? words[Next + ahead] : "";
    }
}
