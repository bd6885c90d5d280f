using VoiceBus.Core.Speaking;

namespace VoiceBus.Core.Tests.Speaking;

public sealed class EmotionsTests
{
    [Fact]
    public void Knows_the_21_names()
    {
        Emotions.Names.Count.ShouldBe(21);
        Emotions.Names.ShouldBeUnique();
        Emotions.Names.ShouldAllBe(static name => Emotions.Named(name).Name == name && Emotions.Named(name).Emoji.Length > 0);
    }

    [Theory]
    [InlineData("🙂 Hello", "happy", "🙂")]
    [InlineData("Oh no 😢 and 😂", "sad", "😢")]
    [InlineData("I love it ❤️", "loving", "❤")]
    [InlineData("🚗 then 😎", "cool", "😎")]
    [InlineData("哇😲", "surprised", "😲")]
    public void Finds_the_first_emoji_that_is_an_emotion(string text, string name, string emoji)
    {
        Emotions.TryFind(text, out var emotion).ShouldBeTrue();
        emotion.ShouldBe(new Emotion(name, emoji));
    }

    [Theory]
    [InlineData("no emoji")]
    [InlineData("🚗 only a car")]
    [InlineData("")]
    public void Finds_nothing_where_nothing_is_felt(string text) => Emotions.TryFind(text, out _).ShouldBeFalse();

    [Fact]
    public void Shows_neutral_for_a_name_nobody_knows() => Emotions.Named("grumpy").ShouldBe(new Emotion("neutral", "😐"));
}
