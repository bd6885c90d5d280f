using System.Text.RegularExpressions;

namespace VoiceBus.Providers.Assistant.Numbers;

/// <summary>Writes a spoken sum in symbols; expects plain words with numbers as digits.</summary>
internal static partial class SpokenSum
{
    private const string N = @"(\(?-?\d+(?:\.\d+)?%?\)?)";

    private static readonly (Regex Words, string Symbols)[] _english =
    [
        (new($"^add {N} (?:and|to|with) {N}$"), "$1+$2"),
        (new($"^subtract {N} from {N}$"), "$2-$1"),
        (new($"^multiply {N} (?:by|and|with) {N}$"), "$1*$2"),
        (new($"^divide {N} by {N}$"), "$1/$2"),
        (new($"^(?:the )?sum of {N} and {N}$"), "$1+$2"),
        (new($"^(?:the )?product of {N} and {N}$"), "$1*$2"),
        (new($"^(?:the )?difference (?:between|of) {N} and {N}$"), "$1-$2"),
        (new(@"\bopen (?:parenthesis|parentheses|bracket)\b"), "("),
        (new(@"\bclosed? (?:parenthesis|parentheses|bracket)\b"), ")"),
        (new(@"(?:the )?square root of"), "r"),
        (new(@"\bsquared\b"), "^2"),
        (new(@"\bcubed\b"), "^3"),
        (new(@"\b(?:raised )?to the power of\b"), "^"),
        (new(@"\bhalf of\b"), "0.5*"),
        (new(@"\b0\.5 of\b"), "0.5*"),
        (new(@"\s*\b(?:percent|per cent)\b"), "%"),
        (new(@"%\s*of\b"), "%*"),
        (new(@"\b(?:multiplied by|times|x)\b"), "*"),
        (new(@"\b(?:divided by|over)\b"), "/"),
        (new(@"\b(?:plus|added to)\b"), "+"),
        (new(@"\b(?:minus|negative|take away|less)\b"), "-"),
    ];

    private static readonly (Regex Words, string Symbols)[] _chinese =
    [
        (new(@"(\d+(?:\.\d+)?)的%%(\d+(?:\.\d+)?)"), "$1*$2%"),
        (new(@"%%(\d+(?:\.\d+)?)"), "$1%"),
        (new(@"(\d+(?:\.\d+)?)的平方根"), "r$1"),
        (new("根号"), "r"),
        (new(@"的平方"), "^2"),
        (new(@"的立方"), "^3"),
        (new(@"的(\d+)次方"), "^$1"),
        (new(@"(\d+(?:\.\d+)?%?)的(\d+(?:\.\d+)?%)"), "$1*$2"),
        (new(@"(\d+(?:\.\d+)?)的一半"), "$1*0.5"),
        (new("加上|加"), "+"),
        (new("减去|减|负"), "-"),
        (new("乘以|乘上|乘"), "*"),
        (new("除以"), "/"),
    ];

    /// <summary>The sum in symbols, or null when the words are no sum.</summary>
    public static string? ToSymbols(string words, bool chinese)
    {
        var sum = chinese ? ChineseFrame().Replace(words, "") : EnglishEnd().Replace(EnglishStart().Replace(words, ""), "");
        foreach (var (pattern, symbols) in chinese ? _chinese : _english)
            sum = pattern.Replace(sum, symbols);
        return Symbols().IsMatch(sum) && Operator().IsMatch(sum) ? sum.Trim() : null;
    }

    /// <summary>A sum in symbols as it is said.</summary>
    public static string Say(string symbols, bool chinese)
    {
        var said = OneSpace().Replace(Operation().Replace(symbols, match => " " + Word(match.Value[0], chinese) + " "), " ").Trim();
        return chinese ? said.Replace(" ", "", StringComparison.Ordinal) : said.Replace(" percent times ", " percent of ", StringComparison.Ordinal);
    }

    private static string Word(char symbol, bool chinese) => symbol switch
    {
        '+' => chinese ? "加" : "plus",
        '-' => chinese ? "减" : "minus",
        '*' => chinese ? "乘以" : "times",
        '/' => chinese ? "除以" : "divided by",
        '^' => chinese ? "的幂" : "to the power of",
        'r' => chinese ? "根号" : "the square root of",
        '%' => chinese ? "%" : "percent",
        _ => symbol.ToString(),
    };

    [GeneratedRegex(
        @"^(?:(?:hey|ok|okay|so|and|now|well|hello|hi|thanks|thank you|please|then|can you|could you|would you|will you|do you know|tell me|me|calculate|compute|work out|solve|what is|what are|what does|how much is|how much are|how many is)\s+)+")]
    private static partial Regex EnglishStart();

    [GeneratedRegex(@"(?:\s*=\s*|\s+(?:equals?|equal to|makes?|is|be|please|for me))+$")]
    private static partial Regex EnglishEnd();

    [GeneratedRegex("^(?:你好|请问|请|帮我|你知道|那么|那|告诉我|计算|算一下|算算|算1下|算|1下)+|(?:等于几|等于多少|是多少|是几|得几|得多少|等于|多少|=|呢|吗|啊|呀|几)+$")]
    private static partial Regex ChineseFrame();

    [GeneratedRegex(@"^[\d.+\-*/^()%r\s]+$")]
    private static partial Regex Symbols();

    // A lone "-5" is a number, no sum.
    [GeneratedRegex(@"[\d)%][\s]*[+\-*/^]|r|\d%\s*$")]
    private static partial Regex Operator();

    [GeneratedRegex(@"[+\-*/^r%]")]
    private static partial Regex Operation();

    [GeneratedRegex(@"\s+")]
    private static partial Regex OneSpace();
}
