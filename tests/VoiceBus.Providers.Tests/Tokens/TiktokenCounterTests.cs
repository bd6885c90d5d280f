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
}
