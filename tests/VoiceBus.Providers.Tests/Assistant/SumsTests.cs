using System.Globalization;
using FsCheck;
using FsCheck.Xunit;
using VoiceBus.Providers.Assistant.Numbers;

namespace VoiceBus.Providers.Tests.Assistant;

public sealed class SumsTests
{
    [Theory]
    [InlineData("What is 12 times 7?", "12 times 7 is 84.")]
    [InlineData("what's twelve times seven", "12 times 7 is 84.")]
    [InlineData("Uh, whats twelve times seven", "12 times 7 is 84.")]
    [InlineData("Thanks, what's two plus two?", "2 plus 2 is 4.")]
    [InlineData("Twelve plus seven.", "12 plus 7 is 19.")]
    [InlineData("What is 15% of 80?", "15 percent of 80 is 12.")]
    [InlineData("how much is fifteen percent of eighty", "15 percent of 80 is 12.")]
    [InlineData("What's 2 plus 3 times 4?", "2 plus 3 times 4 is 14.")]
    [InlineData("(2 + 3) * 4 =", "(2 plus 3) times 4 is 20.")]
    [InlineData("What is ten divided by four?", "10 divided by 4 is 2.5.")]
    [InlineData("What is ten divided by zero?", "Nothing can be divided by zero.")]
    [InlineData("10 divided by 3", "10 divided by 3 is about 3.3333.")]
    [InlineData("three minus ten", "3 minus 10 is minus 7.")]
    [InlineData("What is one hundred and five plus twenty-one?", "105 plus 21 is 126.")]
    [InlineData("What is two million three hundred thousand minus one?", "2300000 minus 1 is 2299999.")]
    [InlineData("1,000 plus 1", "1000 plus 1 is 1001.")]
    [InlineData("three point five times two", "3.5 times 2 is 7.")]
    [InlineData("Can you tell me what is the square root of 144?", "The square root of 144 is 12.")]
    [InlineData("five squared", "5 to the power of 2 is 25.")]
    [InlineData("Add five and seven.", "5 plus 7 is 12.")]
    [InlineData("subtract three from ten", "10 minus 3 is 7.")]
    [InlineData("multiply six by nine", "6 times 9 is 54.")]
    [InlineData("What is the sum of 3 and 4?", "3 plus 4 is 7.")]
    [InlineData("half of ninety", "0.5 times 90 is 45.")]
    [InlineData("三加五等于几？", "3加5等于8。")]
    [InlineData("十二乘以七是多少", "12乘以7等于84。")]
    [InlineData("一百零五减二十等于多少", "105减20等于85。")]
    [InlineData("80的百分之15是多少？", "80乘以15%等于12。")]
    [InlineData("十除以零等于几", "不能除以零。")]
    [InlineData("请问两万三千加一等于多少", "23000加1等于23001。")]
    [InlineData("九的平方根是多少", "根号9等于3。")]
    public async Task Does_sums(string said, string reply) => (await Talk.AskAsync(said)).ShouldBe(reply);

    [Theory]
    [InlineData("How many miles is 10 kilometers?", "10 kilometers is about 6.21 miles.")]
    [InlineData("how many feet are in a mile", "1 mile is 5280 feet.")]
    [InlineData("What is 20 degrees Celsius in Fahrenheit?", "20 degrees Celsius is 68 degrees Fahrenheit.")]
    [InlineData("convert minus 40 fahrenheit to celsius", "Minus 40 degrees Fahrenheit is minus 40 degrees Celsius.")]
    [InlineData("Convert 5 pounds to kilograms.", "5 pounds is about 2.27 kilograms.")]
    [InlineData("how many minutes are two and a half hours", "2.5 hours is 150 minutes.")]
    [InlineData("60 miles per hour in kilometers per hour", "60 miles per hour is about 96.56 kilometers per hour.")]
    [InlineData("how many cups are in two liters", "2 liters is about 8.45 cups.")]
    [InlineData("what is 5 km in m", "5 kilometers is 5000 meters.")]
    [InlineData("20 摄氏度是多少华氏度", "20摄氏度是68华氏度。")]
    [InlineData("十公里等于多少英里？", "10公里是大约6.21英里。")]
    [InlineData("把五公斤换算成磅", "5公斤是大约11.02磅。")]
    public async Task Converts_units(string said, string reply) => (await Talk.AskAsync(said)).ShouldBe(reply);

    [Theory]
    [InlineData("zero", 0)]
    [InlineData("nineteen", 19)]
    [InlineData("forty two", 42)]
    [InlineData("a hundred", 100)]
    [InlineData("one hundred and one", 101)]
    [InlineData("twelve hundred", 1200)]
    [InlineData("nine hundred ninety nine thousand nine hundred ninety nine", 999_999)]
    [InlineData("one million two hundred thousand and three", 1_200_003)]
    [InlineData("two and a half", 2.5)]
    [InlineData("three point one four", 3.14)]
    [InlineData("2 million", 2_000_000)]
    public void Reads_english_numbers(string words, double value) =>
        EnglishNumbers.ToDigits(words).ShouldBe(value.ToString(CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("one two three", "1 2 3")]
    [InlineData("five and seven", "5 and 7")]
    [InlineData("nineteen eighty", "19 80")]
    [InlineData("someone told a tale", "someone told a tale")]
    [InlineData("half an hour", "0.5 hour")]
    public void Keeps_numbers_apart(string words, string written) => EnglishNumbers.ToDigits(words).ShouldBe(written);

    [Theory]
    [InlineData("十", "10")]
    [InlineData("二十五", "25")]
    [InlineData("三百零五", "305")]
    [InlineData("一百五", "150")]
    [InlineData("一万五", "15000")]
    [InlineData("两万三千", "23000")]
    [InlineData("一千零一", "1001")]
    [InlineData("三百万", "3000000")]
    [InlineData("一亿两千万", "120000000")]
    [InlineData("三点一四", "3.14")]
    [InlineData("二零二六年", "2026年")]
    [InlineData("3万", "30000")]
    [InlineData("半小时", "0.5小时")]
    [InlineData("两分半钟", "2.5分钟")]
    [InlineData("一个半小时", "1.5个小时")]
    public void Reads_chinese_numbers(string words, string written) => ChineseNumbers.ToDigits(words).ShouldBe(written);

    [Theory]
    [InlineData("1+2*3", 7)]
    [InlineData("-2^2", -4)]
    [InlineData("2^3^2", 512)]
    [InlineData("50%", 0.5)]
    [InlineData("--3", 3)]
    [InlineData("0.1+0.2", 0.3)]
    [InlineData("r(9+16)", 5)]
    [InlineData("8/2/2", 2)]
    public void Evaluates_with_the_usual_precedence(string sum, double value) => Expression.Evaluate(sum).ShouldBe((decimal)value);

    [Theory]
    [InlineData("1+")]
    [InlineData("")]
    [InlineData("(1")]
    [InlineData("1)")]
    [InlineData("1..2")]
    [InlineData("a")]
    public void Refuses_what_is_no_sum(string sum) => Should.Throw<FormatException>(() => Expression.Evaluate(sum));

    [Fact]
    public void Refuses_to_nest_without_end() => Should.Throw<FormatException>(() => Expression.Evaluate(new string('(', 100_000)));

    [Theory]
    [InlineData("10^100")]
    [InlineData("r(0-1)")]
    [InlineData("0^(0-1)")]
    public void Refuses_what_cannot_be_said(string sum) => Should.Throw<OverflowException>(() => Expression.Evaluate(sum));

    [Property]
    public void Reads_back_every_number_it_writes(PositiveInt number)
    {
        var value = number.Get % 101;

        EnglishNumbers.ToDigits(EnglishNumbers.InWords(value).Replace('-', ' ')).ShouldBe($"{value}");
        ChineseNumbers.ToDigits(ChineseNumbers.InWords(value)).ShouldBe($"{value}");
    }
}
