using VoiceBus.Core.Bus;
using VoiceBus.Core.Services;
using VoiceBus.Speech.Flite;
using VoiceBus.Testing.Speech;

namespace VoiceBus.Speech.Tests.Flite;

public sealed class FliteSynthesizerTests
{
    [Theory]
    [InlineData("Please turn on the light in the kitchen.", "light", "kitchen")]
    [InlineData("The weather is sunny today.", "weather", "today")]
    public async Task WhatIsSpokenIsUnderstood(string text, params string[] keywords)
    {
        var speech = await SpeakAsync(text);
        speech.SampleRate.ShouldBe(16_000);
        var understood = await TestModels.Moonshine.RecognizeAsync(new(speech.Samples), CancellationToken.None);
        foreach (var keyword in keywords)
            WordErrorRate.Words(understood).ShouldContain(keyword, understood);
    }

    [Fact]
    public async Task ManySpeakersAtOnceSayEachTheirOwn()
    {
        string[] words = ["kitchen", "garden", "window", "music"];
        var together = await Task.WhenAll(words.Select(static word => SpeakAsync($"Please go and look for the {word}.")));
        foreach (var (word, speech) in words.Zip(together))
        {
            var understood = await TestModels.Moonshine.RecognizeAsync(new(speech.Samples), CancellationToken.None);
            WordErrorRate.Words(understood).ShouldContain(word, understood);
        }
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

    private static async Task<WavFile> SpeakAsync(string text)
    {
        await using var synthesizer = new FliteSynthesizer();
        return await AudioStreams.CollectAsync(synthesizer.SynthesizeAsync(new SynthesisRequest(text), CancellationToken.None));
    }
}
