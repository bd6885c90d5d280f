using System.Diagnostics;
using Microsoft.ML.Tokenizers;
using VoiceBus.Providers.Tokens;

namespace VoiceBus.Providers.Tests.Tokens;

public sealed class TiktokenCounterTests
{
    [Fact]
    public async Task Tokens_are_those_of_the_vocabulary_once_it_is_read()
    {
        var counter = new TiktokenCounter();
        counter.Count("Hello there.").ShouldBeGreaterThan(0);
        await counter.Ready.WaitAsync(TimeSpan.FromSeconds(60));
        counter.Count("").ShouldBe(0);
        counter.Count("hello world").ShouldBe(2);
        counter.Count("antidisestablishmentarianism").ShouldBeInRange(3, 8);
        counter.Count("我住在北京。").ShouldBeInRange(2, 6);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("我")]
    [InlineData(".")]
    [InlineData(" ")]
    [InlineData("😀")]
    [InlineData("q0Z")]
    public async Task However_a_text_is_made_counting_it_takes_no_time_worth_speaking_of(string letter)
    {
        var counter = new TiktokenCounter();
        await counter.Ready.WaitAsync(TimeSpan.FromSeconds(60));
        counter.Count(string.Concat(Enumerable.Repeat(letter, 100)));
        foreach (var length in new[] { 8_000, 1_000_000 })
        {
            var text = string.Concat(Enumerable.Repeat(letter, length / letter.Length));
            var from = Stopwatch.GetTimestamp();
            counter.Count(text).ShouldBeGreaterThan(0);
            // Counted at once, 8000 letters take 45 ms and a million 11 minutes.
            Stopwatch.GetElapsedTime(from).ShouldBeLessThan(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public async Task In_pieces_a_text_costs_about_what_it_costs_at_once()
    {
        var counter = new TiktokenCounter();
        await counter.Ready.WaitAsync(TimeSpan.FromSeconds(60));
        var text = string.Concat(Enumerable.Repeat("The quick brown fox jumps over the lazy dog. ", 100));
        var atOnce = TiktokenTokenizer.CreateForEncoding("o200k_base").CountTokens(text);
        counter.Count(text).ShouldBeInRange(atOnce, atOnce + (text.Length / 500) + 1);
    }
}
