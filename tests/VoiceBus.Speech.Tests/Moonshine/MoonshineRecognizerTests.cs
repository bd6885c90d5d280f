using VoiceBus.Core.Audio;
using VoiceBus.Core.Services;
using VoiceBus.Testing.Speech;

namespace VoiceBus.Speech.Tests.Moonshine;

/// <summary>The real model on real speech.</summary>
public sealed class MoonshineRecognizerTests
{
    private static readonly RecognitionRequest _english = new("en-US", WantPartials: false);

    public static TheoryData<string> Novel => [.. RecordedSpeech.Novel.Select(recording => recording.Name[^4..])];

    public static TheoryData<string> Cards => [.. RecordedSpeech.Cards.Select(recording => recording.Name)];

    [Theory]
    [MemberData(nameof(Novel))]
    public async Task UnderstandsANovelReadAloud(string name)
    {
        var recording = RecordedSpeech.Named(name);
        var text = await RecognizeAsync(recording.Audio.Samples);
        WordErrorRate.Of(recording.Words, text).ShouldBeLessThan(0.15, $"said: {recording.Words}; understood: {text}");
    }

    [Theory]
    [MemberData(nameof(Cards))]
    public async Task UnderstandsShortPhrases(string name)
    {
        var recording = RecordedSpeech.Named(name);
        var text = await RecognizeAsync(recording.Audio.Samples);
        WordErrorRate.Of(recording.Words, text).ShouldBeLessThan(0.51, $"said: {recording.Words}; understood: {text}");
    }

    [Fact]
    public async Task UnderstandsACommand()
    {
        var text = await RecognizeAsync(RecordedSpeech.GoForward.Audio.Samples);
        foreach (var word in new[] { "go", "forward", "10" })
            WordErrorRate.Words(text.Replace("ten", "10", StringComparison.OrdinalIgnoreCase)).ShouldContain(word, text);
    }

    [Fact]
    public async Task HearsNothingInSilence() => (await RecognizeAsync(new short[32_000])).ShouldBeEmpty();

    [Fact]
    public async Task HearsNothingInAClick() => (await RecognizeAsync(RecordedSpeech.GoForward.Audio.Samples[16_000..18_000])).ShouldBeEmpty();

    [Fact]
    public async Task AnUtteranceWithoutAudioIsEmpty() => (await RecognizeAsync([])).ShouldBeEmpty();

    private static async Task<string> RecognizeAsync(short[] samples)
    {
        await using var recognizer = TestModels.Recognizer();
        var transcripts = new List<Transcript>();
        await foreach (var transcript in recognizer.RecognizeAsync(_english, AudioStreams.Frames(samples), CancellationToken.None))
            transcripts.Add(transcript);
        transcripts.ShouldHaveSingleItem().Kind.ShouldBe(TranscriptKind.Final);
        return transcripts[0].Text;
    }
}
