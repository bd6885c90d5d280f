using VoiceBus.Core.Memory;

namespace VoiceBus.Core.Tests.Memory;

public sealed class EstimatedTokensTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("Hello there, how are you?", 7)]
    [InlineData("我住在北京", 5)]
    [InlineData("été", 2)]
    public void Latin_counts_by_bytes_and_Chinese_by_characters(string text, int tokens) =>
        new EstimatedTokens().Count(text).ShouldBe(tokens);
}
