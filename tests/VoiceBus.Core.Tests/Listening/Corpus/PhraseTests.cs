using VoiceBus.Core.Listening;
using Xunit.Abstractions;

namespace VoiceBus.Core.Tests.Listening.Corpus;

/// <summary>How often a pause is taken for the end that is none, and the other way round (phrases.txt).</summary>
public sealed class PhraseTests(ITestOutputHelper output)
{
    private static readonly (string Text, bool Finished)[] _phrases = Read();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void No_more_than_one_phrase_in_twenty_is_judged_wrongly_either_way(bool chinese)
    {
        var cut = new List<string>();
        var late = new List<string>();
        var (finished, open) = (0, 0);
        foreach (var (text, isFinished) in _phrases.Where(phrase => IsChinese(phrase.Text) == chinese))
        {
            foreach (var end in chinese ? new[] { "", "。", "？", "！" } : ["", ".", "?"])
            {
                if (end.Length > 0 && !char.IsLetterOrDigit(text[^1]))
                    continue;
                finished += isFinished ? 1 : 0;
                open += isFinished ? 0 : 1;
                if (EndOfSpeech.IsComplete(text + end) != isFinished)
                    (isFinished ? late : cut).Add(text + end);
            }
        }

        var language = chinese ? "Chinese" : "English";
        output.WriteLine($"{language}: cut off {100.0 * cut.Count / open:0.0} % of {open} that go on: {string.Join(" | ", cut)}");
        output.WriteLine($"{language}: waited for {100.0 * late.Count / finished:0.0} % of {finished} that are finished: {string.Join(" | ", late)}");
        (20 * cut.Count).ShouldBeLessThanOrEqualTo(open, string.Join(" | ", cut));
        (20 * late.Count).ShouldBeLessThanOrEqualTo(finished, string.Join(" | ", late));
    }

    private static bool IsChinese(string text) => text.AsSpan().IndexOfAnyInRange('\u4e00', '\u9fff') >= 0;

    private static (string, bool)[] Read()
    {
        using var reader = new StreamReader(typeof(PhraseTests).Assembly.GetManifestResourceStream("phrases.txt")!);
        return [.. reader.ReadToEnd().Split('\n').Where(static line => line.StartsWith("+ ") || line.StartsWith("- ")).Select(static line => (line[2..].Trim(), line[0] == '+'))];
    }
}
