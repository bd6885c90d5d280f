using VoiceBus.Core.Audio;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Services;
using VoiceBus.Speech.Moonshine;
using VoiceBus.Testing.Providers;
using VoiceBus.Testing.Speech;

namespace VoiceBus.Speech.Tests.Moonshine;

/// <summary>The real model: several at once, long speech.</summary>
public sealed class MoonshineModelTests
{
    [Fact]
    public async Task ManyAtOnceUnderstandTheSameAsOneAlone()
    {
        var recordings = RecordedSpeech.Cards;
        var alone = new List<string>();
        foreach (var recording in recordings)
            alone.Add(await TestModels.Moonshine.RecognizeAsync(new SampleBuffer(recording.Audio.Samples), CancellationToken.None));
        var together = await Task.WhenAll(recordings.Concat(recordings).Select(
            static recording => TestModels.Moonshine.RecognizeAsync(new SampleBuffer(recording.Audio.Samples), CancellationToken.None)));
        together.ShouldBe(alone.Concat(alone));
        alone.ShouldAllBe(static text => text.Length > 5);
    }

    [Fact]
    public async Task SpeechLongerThanASegmentIsUnderstoodToItsEnd()
    {
        // Longer than a segment, with a pause of 0.3 s between the sentences but no marker.
        var sentences = RecordedSpeech.Novel;
        short[] samples = [.. sentences.SelectMany(static sentence => sentence.Audio.Samples.Concat(new short[4_800]))];
        (samples.Length / 16_000).ShouldBeGreaterThan(21);
        await using var recognizer = TestModels.Recognizer();
        var text = "";
        await foreach (var transcript in recognizer.RecognizeAsync(new RecognitionRequest("en", false), AudioStreams.Frames(samples), CancellationToken.None))
            text = transcript.Text;
        WordErrorRate.Of(string.Join(' ', sentences.Select(static sentence => sentence.Words)), text).ShouldBeLessThan(0.2, text);
    }

    [Fact]
    public async Task PartialsGrowIntoTheFinal()
    {
        var recording = RecordedSpeech.Named("0870");
        await using var recognizer = TestModels.Recognizer();
        var transcripts = new List<Transcript>();
        var frames = StepByStep(recording.Audio.Samples, transcripts);
        await foreach (var transcript in recognizer.RecognizeAsync(new RecognitionRequest("en", true), frames, CancellationToken.None))
            transcripts.Add(transcript);
        transcripts[^1].Kind.ShouldBe(TranscriptKind.Final);
        transcripts.Count(static transcript => transcript.Kind == TranscriptKind.Partial).ShouldBeGreaterThan(0);
        WordErrorRate.Of(recording.Words, transcripts[^1].Text).ShouldBeLessThan(0.15);
    }

    [Fact]
    public async Task TheModelStaysUntilTheDecodesUnderWayHaveEnded()
    {
        var model = MoonshineModel.Load(TestModels.Folder, new MoonshineOptions { Concurrency = 1 }, NullEventSink.Instance);
        var recording = RecordedSpeech.Named("0870");
        Task<string>[] decodes = [.. Enumerable.Range(0, 3).Select(_ => model.RecognizeAsync(new SampleBuffer(recording.Audio.Samples), CancellationToken.None))];

        model.Dispose();

        foreach (var decode in decodes)
            WordErrorRate.Of(recording.Words, await decode).ShouldBeLessThan(0.15);
        await Should.ThrowAsync<ObjectDisposedException>(model.RecognizeAsync(new SampleBuffer(recording.Audio.Samples), CancellationToken.None));
    }

    // The second half comes only after something was understood of the first.
    private static async IAsyncEnumerable<AudioFrame> StepByStep(short[] samples, List<Transcript> transcripts)
    {
        await foreach (var frame in AudioStreams.Frames(samples[..(samples.Length / 2)]))
            yield return frame;
        await Eventually.TrueAsync(() => transcripts.Count > 0);
        await foreach (var frame in AudioStreams.Frames(samples[(samples.Length / 2)..]))
            yield return frame;
    }
}
