using VoiceBus.Core.Bus;
using VoiceBus.Core.Listening;
using VoiceBus.Core.Services;
using VoiceBus.Speech.Models;
using VoiceBus.Speech.Silero;
using VoiceBus.Testing.Speech;

namespace VoiceBus.Speech.Tests.Silero;

public sealed class SileroVoiceDetectorTests : IDisposable
{
    private readonly SileroDetectorFactory _factory = new(TestModels.Folder);

    public void Dispose() => _factory.Dispose();

    [Fact]
    public void HearsSpeech()
    {
        foreach (var recording in RecordedSpeech.Novel)
        {
            var probabilities = Detect(recording.Audio.Samples);
            Share(probabilities).ShouldBeGreaterThan(0.6, recording.Name);
        }
    }

    [Fact]
    public void HearsNoSpeechInSilenceNoiseTonesOrClicks()
    {
        var random = new Random(1);
        short[] noise = [.. Enumerable.Range(0, 48_000).Select(_ => (short)random.Next(-3_000, 3_000))];
        short[] tone = [.. Enumerable.Range(0, 48_000).Select(static i => (short)(8_000 * Math.Sin(i * 0.17)))];
        short[] clicks = [.. Enumerable.Range(0, 48_000).Select(static i => (short)(i % 8_000 < 20 ? 20_000 : 0))];
        foreach (var samples in new[] { new short[48_000], noise, tone, clicks })
            Share(Detect(samples)).ShouldBeLessThan(0.05);
    }

    [Fact]
    public void StreamsDoNotDisturbEachOther()
    {
        var speech = RecordedSpeech.GoForward.Audio.Samples;
        var alone = Detect(speech);
        using var first = _factory.Create();
        using var second = _factory.Create();
        var mixed = new List<float>();
        foreach (var window in Windows(speech))
        {
            mixed.Add(first.Detect(window));
            second.Detect(new short[IVoiceDetector.WindowSamples]);
        }
        mixed.ShouldBe(alone);
    }

    [Fact]
    public async Task ManyStreamsAtOnceHearTheSame()
    {
        var speech = RecordedSpeech.GoForward.Audio.Samples;
        var alone = Detect(speech);
        var together = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Detect(speech))));
        together.ShouldAllBe(probabilities => probabilities.SequenceEqual(alone));
    }

    [Fact]
    public void ResetForgetsTheStream()
    {
        var speech = RecordedSpeech.GoForward.Audio.Samples;
        using var detector = _factory.Create();
        var first = Windows(speech).Select(window => detector.Detect(window)).ToList();
        detector.Reset();
        Windows(speech).Select(window => detector.Detect(window)).ToList().ShouldBe(first);
    }

    [Fact]
    public void AWindowAllocatesNothing()
    {
        using var detector = _factory.Create();
        var window = RecordedSpeech.GoForward.Audio.Samples.AsSpan(8_000, IVoiceDetector.WindowSamples);
        detector.Detect(window);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 50; i++)
            detector.Detect(window);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void AMissingModelSaysWhatToDo()
    {
        using var factory = new SileroDetectorFactory(new ModelFolder("/nowhere/models"));
        var failure = Should.Throw<ProviderException>(() => factory.Create());
        failure.Kind.ShouldBe(FailureKind.Unavailable);
        failure.Message.ShouldBe("models/silero/silero_vad_v6.onnx is missing: run ./voicebus setup");
    }

    [Fact]
    public void AWindowOfAnotherLengthIsRefused()
    {
        using var detector = _factory.Create();
        Should.Throw<ArgumentException>(() => detector.Detect(new short[480]));
    }

    private static double Share(List<float> probabilities) =>
        probabilities.Count(static probability => probability > 0.5) / (double)probabilities.Count;

    private static IEnumerable<short[]> Windows(short[] samples) =>
        samples.Chunk(IVoiceDetector.WindowSamples).Where(static window => window.Length == IVoiceDetector.WindowSamples);

    private List<float> Detect(short[] samples)
    {
        using var detector = _factory.Create();
        return [.. Windows(samples).Select(window => detector.Detect(window))];
    }
}
