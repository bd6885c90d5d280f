using VoiceBus.Core.Bus;
using VoiceBus.Core.Services;
using VoiceBus.Speech.Espeak;
using VoiceBus.Testing.Speech;

namespace VoiceBus.Speech.Tests.Espeak;

public sealed class EspeakSynthesizerTests
{
    private readonly List<int> _children = [];

    [Fact]
    public async Task WhatIsSpokenIsUnderstood()
    {
        // A recogniser this small mishears some words of any voice: most of them is what counts.
        string[] sentences = ["Please turn on the light in the kitchen.", "Please remember to buy some milk tomorrow.", "What time is it in London?"];
        var understood = new List<string>();
        foreach (var sentence in sentences)
        {
            var speech = await SpeakAsync(new SynthesisRequest(sentence));
            speech.SampleRate.ShouldBe(22_050);
            understood.Add(await TestModels.Moonshine.RecognizeAsync(new(AudioStreams.Resample(speech, 16_000).Samples), CancellationToken.None));
        }

        WordErrorRate.Of(string.Join(' ', sentences), string.Join(' ', understood)).ShouldBeLessThan(0.4, string.Join('\n', understood));
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

    [Fact]
    public async Task ChineseIsSpoken()
    {
        var speech = await SpeakAsync(new SynthesisRequest("你好,很高兴见到你。"));
        speech.Duration.TotalSeconds.ShouldBeInRange(1, 6);
        AllEnded();
    }

    [Fact]
    public async Task AnEnglishWordInChineseIsJoinedWithoutAHole()
    {
        var speech = await SpeakAsync(new SynthesisRequest("请连接WiFi网络"));
        speech.SampleRate.ShouldBe(22_050);
        LongestSilence(speech).ShouldBeLessThan(TimeSpan.FromMilliseconds(150));
        AllEnded();
    }

    [Fact]
    public async Task EachSentenceClosesItsPipes()
    {
        await SpeakAsync(new SynthesisRequest("Warm up."));
        var before = Pipes();
        for (var i = 0; i < 30; i++)
            await SpeakAsync(new SynthesisRequest("One more."));
        Pipes().ShouldBeLessThan(before + 25, "two a sentence leaked; other tests may have some open");
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

    private static int Pipes() =>
        new DirectoryInfo("/proc/self/fd").GetFiles().Count(static handle => handle.LinkTarget?.StartsWith("pipe:", StringComparison.Ordinal) == true);

    // Between the first and the last sound.
    private static TimeSpan LongestSilence(WavFile speech)
    {
        var loud = speech.Samples.Select(static (sample, at) => (sample, at)).Where(static one => Math.Abs((int)one.sample) > 300).Select(static one => one.at).ToArray();
        return TimeSpan.FromSeconds(loud.Zip(loud.Skip(1), static (a, b) => b - a).Max() / (double)speech.SampleRate);
    }

    private static string LongText => string.Join(' ', Enumerable.Repeat("This sentence is long and goes on and on.", 12));

    private EspeakSynthesizer Synthesizer() => new(new EspeakOptions(), TimeProvider.System) { Started = _children.Add };

    private Task<WavFile> SpeakAsync(SynthesisRequest request) =>
        AudioStreams.CollectAsync(Synthesizer().SynthesizeAsync(request, CancellationToken.None));

    // A zombie would still be there: gone means reaped.
    private void AllEnded() => _children.ShouldAllBe(static child => !Directory.Exists($"/proc/{child}"));
}
