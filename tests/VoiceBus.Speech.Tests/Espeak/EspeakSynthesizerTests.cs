using VoiceBus.Core.Bus;
using VoiceBus.Core.Services;
using VoiceBus.Speech.Espeak;
using VoiceBus.Testing.Speech;

namespace VoiceBus.Speech.Tests.Espeak;

public sealed class EspeakSynthesizerTests
{
    private readonly List<int> _children = [];

    [Theory]
    [InlineData("Please turn on the light in the kitchen.", "light", "kitchen")]
    [InlineData("Please remember to buy some milk tomorrow.", "milk", "tomorrow")]
    [InlineData("What time is it in London?", "time", "london")]
    public async Task WhatIsSpokenIsUnderstood(string text, params string[] keywords)
    {
        var speech = await SpeakAsync(new SynthesisRequest(text));
        speech.SampleRate.ShouldBe(22_050);
        var understood = await TestModels.Moonshine.RecognizeAsync(new(AudioStreams.Resample(speech, 16_000).Samples), CancellationToken.None);
        foreach (var keyword in keywords)
            WordErrorRate.Words(understood).ShouldContain(keyword, understood);
        AllEnded();
    }

    [Fact]
    public async Task FramesAreShortAndStreamed()
    {
        var synthesizer = Synthesizer();
        var frames = 0;
        await foreach (var frame in synthesizer.SynthesizeAsync(new SynthesisRequest(LongText), CancellationToken.None))
        {
            frame.Duration.ShouldBeLessThanOrEqualTo(TimeSpan.FromMilliseconds(60));
            frame.IsPause.ShouldBeFalse();
            frame.Dispose();
            frames++;
        }
        frames.ShouldBeGreaterThan(100);
    }

    [Fact]
    public async Task LeavingInTheMiddleEndsTheChild()
    {
        await foreach (var frame in Synthesizer().SynthesizeAsync(new SynthesisRequest(LongText), CancellationToken.None))
        {
            frame.Dispose();
            Directory.Exists($"/proc/{_children.ShouldHaveSingleItem()}").ShouldBeTrue();
            break;
        }
        AllEnded();
    }

    [Fact]
    public async Task CancellingInTheMiddleEndsTheChild()
    {
        using var bargeIn = new CancellationTokenSource();
        var speaking = SpeakAsync(bargeIn.Token);
        await Should.ThrowAsync<OperationCanceledException>(speaking);
        AllEnded();

        async Task SpeakAsync(CancellationToken cancellationToken)
        {
            await foreach (var frame in Synthesizer().SynthesizeAsync(new SynthesisRequest(LongText), cancellationToken))
            {
                frame.Dispose();
                await bargeIn.CancelAsync();
            }
        }
    }

    [Theory]
    [InlineData("Hello there", null, null, "en-us")]
    [InlineData("你好,今天天气怎么样?", null, null, "cmn")]
    [InlineData("こんにちは", null, null, "ja")]
    [InlineData("안녕하세요", null, null, "ko")]
    [InlineData("Hello", null, "zh-CN", "cmn")]
    [InlineData("Hello", null, "en-GB", "en-gb")]
    [InlineData("Hello", null, "en", "en-us")]
    [InlineData("Guten Tag", null, "de-DE", "de")]
    [InlineData("Hello", "en-us+f3", "de", "en-us+f3")]
    public void TheTextsLanguageChoosesTheVoice(string text, string? voice, string? language, string expected) =>
        EspeakVoice.Choose(text, voice, language).ShouldBe(expected);

    [Theory]
    [InlineData("-f")]
    [InlineData("../../etc/passwd")]
    [InlineData("a b")]
    public void AVoiceThatIsNoNameIsRefused(string voice) =>
        Should.Throw<ProviderException>(() => EspeakVoice.Choose("Hello", voice, null)).Kind.ShouldBe(FailureKind.BadRequest);

    [Fact]
    public async Task ChineseIsSpoken()
    {
        var speech = await SpeakAsync(new SynthesisRequest("你好,很高兴见到你。"));
        speech.Duration.TotalSeconds.ShouldBeInRange(1, 6);
        AllEnded();
    }

    [Fact]
    public async Task NothingToSayIsNoAudioAndNoChild()
    {
        (await SpeakAsync(new SynthesisRequest("... !"))).Samples.ShouldBeEmpty();
        _children.ShouldBeEmpty();
    }

    [Fact]
    public async Task PhonemeCodesInTheTextAreNotObeyed()
    {
        var spelled = await SpeakAsync(new SynthesisRequest("[[h@l'oU]] yes"));
        var plain = await SpeakAsync(new SynthesisRequest("[ [h@l'oU]] yes"));
        spelled.Samples.ShouldBe(plain.Samples);
    }

    [Fact]
    public async Task AnUnknownVoiceIsAFailureWithItsReason()
    {
        var failure = await Should.ThrowAsync<ProviderException>(SpeakAsync(new SynthesisRequest("Hello", "nosuchvoice")));
        failure.Kind.ShouldBe(FailureKind.Unavailable);
        failure.Message.ShouldContain("voice does not exist");
        AllEnded();
    }

    [Fact]
    public async Task AMissingProgramNamesItsPackage()
    {
        var synthesizer = new EspeakSynthesizer(new EspeakOptions { Executable = "no-such-espeak" }, TimeProvider.System);
        var failure = await Should.ThrowAsync<ProviderException>(
            AudioStreams.CollectAsync(synthesizer.SynthesizeAsync(new SynthesisRequest("Hello"), CancellationToken.None)));
        failure.Kind.ShouldBe(FailureKind.Unavailable);
        failure.Message.ShouldContain("Debian package espeak-ng");
    }

    [Fact]
    public async Task AProgramThatWritesNoWavIsABadResponse()
    {
        var synthesizer = new EspeakSynthesizer(new EspeakOptions { Executable = "echo" }, TimeProvider.System);
        var failure = await Should.ThrowAsync<ProviderException>(
            AudioStreams.CollectAsync(synthesizer.SynthesizeAsync(new SynthesisRequest("Hello"), CancellationToken.None)));
        failure.Kind.ShouldBe(FailureKind.BadResponse);
    }

    private static string LongText => string.Join(' ', Enumerable.Repeat("This sentence is long and goes on and on.", 12));

    private EspeakSynthesizer Synthesizer() => new(new EspeakOptions(), TimeProvider.System) { Started = _children.Add };

    private Task<WavFile> SpeakAsync(SynthesisRequest request) =>
        AudioStreams.CollectAsync(Synthesizer().SynthesizeAsync(request, CancellationToken.None));

    // A zombie would still be there: gone means reaped.
    private void AllEnded() => _children.ShouldAllBe(static child => !Directory.Exists($"/proc/{child}"));
}
