using VoiceBus.Core.Bus;
using VoiceBus.Core.Services;
using VoiceBus.Speech.Flite;
using VoiceBus.Testing.Speech;

namespace VoiceBus.Speech.Tests.Flite;

public sealed class FliteSynthesizerTests
{
    [Fact]
    public async Task WhatIsSpokenIsUnderstood()
    {
        // A recogniser this small mishears some words of any voice: most of them is what counts.
        string[] sentences = ["Please turn on the light in the kitchen.", "The weather is sunny today.", "Please remember to buy some milk tomorrow."];
        var understood = new List<string>();
        foreach (var sentence in sentences)
        {
            var speech = await SpeakAsync(sentence);
            speech.SampleRate.ShouldBe(16_000);
            understood.Add(await TestModels.Moonshine.RecognizeAsync(new(speech.Samples), CancellationToken.None));
        }

        WordErrorRate.Of(string.Join(' ', sentences), string.Join(' ', understood)).ShouldBeLessThan(0.4, string.Join('\n', understood));
    }

    [Fact]
    public async Task ManySpeakersAtOnceSayEachTheirOwn()
    {
        string[] sentences = ["The kitchen is warm.", "Please water the garden tomorrow morning.", "Open a window, will you?", "Play some music for me now, and louder."];
        var alone = new List<WavFile>();
        foreach (var sentence in sentences)
            alone.Add(await SpeakAsync(sentence));
        var together = await Task.WhenAll(sentences.Select(SpeakAsync));

        foreach (var (one, among) in alone.Zip(together))
            Likeness(among, one).ShouldBeGreaterThan(0.95);
        Likeness(together[0], alone[1]).ShouldBeLessThan(0.9, "they differ");
    }

    [Fact]
    public async Task CancellationEndsItAtTheNextFrame()
    {
        using var bargeIn = new CancellationTokenSource();
        await using var synthesizer = new FliteSynthesizer();
        var frames = 0;
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var frame in synthesizer.SynthesizeAsync(new SynthesisRequest("A sentence of some length."), bargeIn.Token))
            {
                frame.Dispose();
                if (++frames == 2)
                    await bargeIn.CancelAsync();
            }
        });
        frames.ShouldBe(2);
    }

    [Theory]
    [InlineData("你好", null, null)]
    [InlineData("Guten Tag", "de", null)]
    [InlineData("Hello", null, "kal")]
    public async Task WhatItCannotSpeakIsLeftToAnother(string text, string? language, string? voice)
    {
        await using var synthesizer = new FliteSynthesizer();
        var failure = await Should.ThrowAsync<ProviderException>(
            AudioStreams.CollectAsync(synthesizer.SynthesizeAsync(new SynthesisRequest(text, voice, language), CancellationToken.None)));
        (failure.Kind, failure.Retryable).ShouldBe((FailureKind.BadRequest, true));
    }

    [Fact]
    public async Task NothingToSayIsNoAudio() => (await SpeakAsync("...")).Samples.ShouldBeEmpty();

    // Of the loudness in steps of 10 ms, from -1 to 1: the noise flite adds is never the same.
    private static double Likeness(WavFile a, WavFile b)
    {
        var (x, y) = (Loudness(a), Loudness(b));
        if (Math.Abs(x.Length - y.Length) > 1)
            return 0;
        var (meanX, meanY) = (x.Average(), y.Average());
        var together = x.Zip(y, (i, j) => (i - meanX) * (j - meanY)).Sum();
        return together / Math.Sqrt(x.Sum(i => (i - meanX) * (i - meanX)) * y.Sum(j => (j - meanY) * (j - meanY)));
    }

    private static double[] Loudness(WavFile speech) =>
        [.. speech.Samples.Chunk(speech.SampleRate / 100).Select(static step => Math.Log(1 + step.Average(static sample => Math.Abs((double)sample))))];

    private static async Task<WavFile> SpeakAsync(string text)
    {
        await using var synthesizer = new FliteSynthesizer();
        return await AudioStreams.CollectAsync(synthesizer.SynthesizeAsync(new SynthesisRequest(text), CancellationToken.None));
    }
}
