using VoiceBus.Core.Bus;

namespace VoiceBus.EndToEnd.Tests.Screenplays;

/// <summary>Recognisers fail. Each stage is a class of its own: what waits for deadlines can wait side by side.</summary>
public sealed class AsrFailoverTests() : FailoverScreenplay(ServiceType.Asr)
{
    public static TheoryData<string> Failures() => WaysOf(ServiceType.Asr);

    [Theory]
    [MemberData(nameof(Failures))]
    public Task The_device_gets_the_whole_answer_when_the_primary_fails(string how) => TheSpareAnswersAsync(how);

    [Theory]
    [InlineData("is cut")]
    [InlineData("hangs")]
    [InlineData("hangs over the audio")]
    [InlineData("takes the audio by drops")]
    [InlineData("says 429")]
    [InlineData("says 500")]
    [InlineData("lies: nonsense")]
    public Task The_device_gets_one_apology_when_everybody_fails(string how) => OneApologyIsSaidAsync(how);

    [Fact]
    public Task Killing_the_primary_under_twenty_running_calls_costs_each_at_most_one_retry() => EachCallIsRetriedAtMostOnceAsync();
}

/// <summary>Models fail. Each stage is a class of its own: what waits for deadlines can wait side by side.</summary>
public sealed class LlmFailoverTests() : FailoverScreenplay(ServiceType.Llm)
{
    public static TheoryData<string> Failures() => WaysOf(ServiceType.Llm);

    [Theory]
    [MemberData(nameof(Failures))]
    public Task The_device_gets_the_whole_answer_when_the_primary_fails(string how) => TheSpareAnswersAsync(how);

    [Theory]
    [InlineData("is cut")]
    [InlineData("drips midway")]
    [InlineData("says 429")]
    [InlineData("says 500 midway")]
    [InlineData("lies: nothing")]
    [InlineData("hangs midway")]
    [InlineData("is cut midway")]
    public Task The_device_gets_one_apology_when_everybody_fails(string how) => OneApologyIsSaidAsync(how);

    [Fact]
    public Task Killing_the_primary_under_twenty_running_calls_costs_each_at_most_one_retry() => EachCallIsRetriedAtMostOnceAsync();
}

/// <summary>Voices fail. Each stage is a class of its own: what waits for deadlines can wait side by side.</summary>
public sealed class TtsFailoverTests() : FailoverScreenplay(ServiceType.Tts)
{
    public static TheoryData<string> Failures() => WaysOf(ServiceType.Tts);

    [Theory]
    [MemberData(nameof(Failures))]
    public Task The_device_gets_the_whole_answer_when_the_primary_fails(string how) => TheSpareAnswersAsync(how);

    [Theory]
    [InlineData("is cut")]
    [InlineData("drips midway")]
    [InlineData("says 429")]
    [InlineData("says 500")]
    [InlineData("lies: nothing")]
    [InlineData("is cut midway")]
    [InlineData("hangs midway")]
    public Task The_device_gets_one_apology_when_everybody_fails(string how) => OneApologyIsSaidAsync(how);

    [Fact]
    public Task Killing_the_primary_under_twenty_running_calls_costs_each_at_most_one_retry() => EachCallIsRetriedAtMostOnceAsync();
}
