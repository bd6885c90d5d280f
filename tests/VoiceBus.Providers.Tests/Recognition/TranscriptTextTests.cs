using VoiceBus.Providers.Recognition;

namespace VoiceBus.Providers.Tests.Recognition;

public sealed class TranscriptTextTests
{
    [Theory]
    [InlineData("", "one", "one")]
    [InlineData("one", "", "one")]
    [InlineData("One.", "Two.", "One. Two.")]
    [InlineData("一。", "二。", "一。二。")]
    [InlineData("打开", "VoiceBus", "打开VoiceBus")]
    [InlineData("Hallo ", "Welt", "Hallo Welt")]
    [InlineData("하나.", "둘.", "하나. 둘.")]
    [InlineData("はい", "いいえ", "はいいいえ")]
    public void Sentences_are_joined_as_their_script_is_written(string before, string after, string whole) =>
        TranscriptText.Join(before, after).ShouldBe(whole);
}
