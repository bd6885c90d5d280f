using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;
using VoiceBus.Core.Speaking;

namespace VoiceBus.Core.Tests.Issues;

/// <summary>F18 (S20, S21b): a sentence of any script is spoken when it ends, not when the paragraph does.</summary>
public sealed class F18StopsOfEveryScriptTests
{
    [Theory]
    [InlineData("मैं ठीक हूँ।")]
    [InlineData("राम राम॥")]
    [InlineData("كيف حالك؟")]
    [InlineData("میں ٹھیک ہوں۔")]
    [InlineData("ሰላም።")]
    [InlineData("မင်္ဂလာပါ။")]
    [InlineData("你好。")]
    [InlineData("そうです｡")]
    public async Task A_stop_that_shortens_no_words_is_a_stop_at_once(string text)
    {
        using var enough = new CancellationTokenSource();
        await using var sentences = Sentences.Cut(Hanging(text, enough.Token), null, new FakeTimeProvider(), enough.Token).GetAsyncEnumerator();

        (await sentences.MoveNextAsync()).ShouldBeTrue();
        sentences.Current.Text.ShouldBe(text);
        await enough.CancelAsync();
    }

    [Fact]
    public async Task Thai_is_cut_at_blanks()
    {
        const string Clause = "วันนี้อากาศดีมากเลยครับ";
        using var enough = new CancellationTokenSource();
        await using var sentences = Sentences.Cut(Hanging(Clause + " ", enough.Token), "th", new FakeTimeProvider(), enough.Token).GetAsyncEnumerator();

        (await sentences.MoveNextAsync()).ShouldBeTrue();
        sentences.Current.Text.ShouldBe(Clause);
        await enough.CancelAsync();
    }

    private static async IAsyncEnumerable<ReplyPart> Hanging(string text, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return new ReplyPart(text);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
    }
}
