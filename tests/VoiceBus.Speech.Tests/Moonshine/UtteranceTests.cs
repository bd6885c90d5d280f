using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Services;
using VoiceBus.Speech.Moonshine;

namespace VoiceBus.Speech.Tests.Moonshine;

/// <summary>What is decoded when; the model is the test's.</summary>
public sealed class UtteranceTests : IDisposable
{
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(20));
    private readonly Channel<AudioFrame> _input = Channel.CreateUnbounded<AudioFrame>();
    private readonly ScriptedSegmentDecoder _decoder = new();
    private readonly FakeTimeProvider _time = new();

    private CancellationToken Limit => _limit.Token;

    public void Dispose() => _limit.Dispose();

    [Fact]
    public async Task WhatWasUnderstoodAtThePauseIsFinalWhenNothingFollows()
    {
        await using var transcripts = Start();
        var atPause = NextAsync(transcripts);
        Say(1.0);
        Pause();
        (await _decoder.NextAsync(Limit)).Answer("Hello.");
        (await atPause).ShouldBe(new Transcript("Hello.", TranscriptKind.AtPause));
        _input.Writer.Complete();
        (await NextAsync(transcripts)).ShouldBe(new Transcript("Hello.", TranscriptKind.Final));
        (await transcripts.MoveNextAsync()).ShouldBeFalse();
        _decoder.Count.ShouldBe(1);
    }

    [Fact]
    public async Task TheEndMayComeWhileTheEarlyDecodeRuns()
    {
        await using var transcripts = Start();
        Say(1.0);
        Pause();
        var final = NextAsync(transcripts);
        _input.Writer.Complete();
        (await _decoder.NextAsync(Limit)).Answer("Hello.");
        (await final).Text.ShouldBe("Hello.");
        _decoder.Count.ShouldBe(1);
    }

    [Fact]
    public async Task AudioAfterThePauseIsReadAtOnceAndTheEarlyDecodeDropped()
    {
        await using var transcripts = Start();
        var final = NextAsync(transcripts);
        Say(1.0);
        Pause();
        var early = await _decoder.NextAsync(Limit);
        early.Samples.ShouldBe(16_000);

        // The early decode never answers: only its cancellation ends it.
        Say(0.5);
        _input.Writer.Complete();
        var whole = await _decoder.NextAsync(Limit);
        early.Token.IsCancellationRequested.ShouldBeTrue();
        whole.Samples.ShouldBe(24_000);
        whole.Answer("Hello there.");
        (await final).ShouldBe(new Transcript("Hello there.", TranscriptKind.Final));
    }

    [Fact]
    public async Task ASecondMarkerWithoutNewAudioDecodesNothing()
    {
        await using var transcripts = Start();
        var first = NextAsync(transcripts);
        Say(1.0);
        Pause();
        Pause();
        (await _decoder.NextAsync(Limit)).Answer("Hello.");
        await first;
        _input.Writer.Complete();
        (await NextAsync(transcripts)).Text.ShouldBe("Hello.");
        _decoder.Count.ShouldBe(1);
    }

    [Fact]
    public async Task APauseInALongUtteranceSettlesWhatWasSaid()
    {
        await using var transcripts = Start();
        var final = NextAsync(transcripts);
        Say(12.0);
        Pause();
        var settled = await _decoder.NextAsync(Limit);
        Say(3.0);
        _input.Writer.Complete();
        var rest = await _decoder.NextAsync(Limit);
        settled.Token.IsCancellationRequested.ShouldBeFalse();
        rest.Samples.ShouldBe(48_000);
        rest.Answer("Two.");
        settled.Answer("One.");
        (await final).ShouldBe(new Transcript("One. Two.", TranscriptKind.Final));
    }

    [Fact]
    public async Task EndlessSpeechIsCutAtAQuietPlace()
    {
        await using var transcripts = Start();
        var final = NextAsync(transcripts);
        Say(17.0);
        Say(0.3, amplitude: 3);
        Say(15.0);
        _input.Writer.Complete();
        var first = await _decoder.NextAsync(Limit);
        first.Samples.ShouldBeInRange((int)(17.0 * 16_000), (int)(17.3 * 16_000));
        var second = await _decoder.NextAsync(Limit);
        (first.Samples + second.Samples).ShouldBe(516_800);
        second.Answer("Two.");
        first.Answer("One.");
        (await final).Text.ShouldBe("One. Two.");
    }

    [Fact]
    public async Task TooLittleAudioIsNothing()
    {
        await using var transcripts = Start();
        Say(0.1);
        Pause();
        _input.Writer.Complete();
        (await NextAsync(transcripts)).ShouldBe(new Transcript("", TranscriptKind.Final));
        _decoder.Count.ShouldBe(0);
    }

    [Fact]
    public async Task PartialsComeFirstAfter700MsThenNoOftenerThanThreeTimesTheirCost()
    {
        await using var transcripts = Start(wantPartials: true);
        var partial = NextAsync(transcripts);
        Say(0.6);
        Say(0.1);
        var first = await _decoder.NextAsync(Limit);
        first.Optional.ShouldBeTrue();
        first.Samples.ShouldBe(11_200);
        _time.Advance(TimeSpan.FromSeconds(0.4));
        first.Answer("Hel");
        (await partial).ShouldBe(new Transcript("Hel", TranscriptKind.Partial));

        // Three times 0.4 s after the first began, at 0.7 s: 1.9 s.
        partial = NextAsync(transcripts);
        Say(1.3);
        var second = await _decoder.NextAsync(Limit);
        second.Samples.ShouldBe(30_400);
        second.Answer("Hello");
        (await partial).Text.ShouldBe("Hello");
    }

    [Fact]
    public async Task APartialGivesWayToThePause()
    {
        await using var transcripts = Start(wantPartials: true);
        var next = NextAsync(transcripts);
        Say(1.0);
        var partial = await _decoder.NextAsync(Limit);
        Pause();
        var early = await _decoder.NextAsync(Limit);
        partial.Token.IsCancellationRequested.ShouldBeTrue();
        early.Answer("Hello.");
        (await next).ShouldBe(new Transcript("Hello.", TranscriptKind.AtPause));
    }

    [Fact]
    public async Task ABusyModelMakesNoPartial()
    {
        await using var transcripts = Start(wantPartials: true);
        var final = NextAsync(transcripts);
        Say(1.0);
        (await _decoder.NextAsync(Limit)).Answer(null);
        _input.Writer.Complete();
        (await _decoder.NextAsync(Limit)).Answer("Hello.");
        (await final).Kind.ShouldBe(TranscriptKind.Final);
    }

    [Fact]
    public async Task AFailureOfTheModelEndsTheCall()
    {
        await using var transcripts = Start();
        var next = NextAsync(transcripts);
        Say(1.0);
        Pause();
        var failure = new ProviderException(ServiceType.Asr, "moonshine", FailureKind.Internal, true, "broken");
        (await _decoder.NextAsync(Limit)).Fail(failure);
        (await Should.ThrowAsync<ProviderException>(next)).ShouldBeSameAs(failure);
    }

    [Fact]
    public async Task CancellationStopsTheDecodeAndTheCall()
    {
        using var hangUp = CancellationTokenSource.CreateLinkedTokenSource(Limit);
        await using var transcripts = Start(cancellationToken: hangUp.Token);
        var next = NextAsync(transcripts);
        Say(1.0);
        Pause();
        var early = await _decoder.NextAsync(Limit);
        await hangUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(next);
        early.Token.IsCancellationRequested.ShouldBeTrue();
        Limit.IsCancellationRequested.ShouldBeFalse();
    }

    [Fact]
    public async Task LeavingEarlyEndsTheDecodeAndTheReading()
    {
        var transcripts = Start(wantPartials: true);
        var next = NextAsync(transcripts);
        Say(1.0);
        (await _decoder.NextAsync(Limit)).Answer("Hello");
        await next;
        Say(2.0);
        Pause();
        await transcripts.DisposeAsync().AsTask().WaitAsync(Limit);
        _input.Writer.Complete();
    }

    [Fact]
    public async Task AnotherLanguageIsRefusedSoThatAnotherProviderMayTry()
    {
        await using var transcripts = Start(language: "zh-CN");
        var failure = await Should.ThrowAsync<ProviderException>(NextAsync(transcripts));
        (failure.Kind, failure.Retryable).ShouldBe((FailureKind.BadRequest, true));
    }

    [Fact]
    public async Task AnotherRateIsRefused()
    {
        await using var transcripts = Start();
        _input.Writer.TryWrite(AudioFrame.Copy(new short[480], 8_000));
        (await Should.ThrowAsync<ProviderException>(NextAsync(transcripts))).Kind.ShouldBe(FailureKind.BadRequest);
    }

    private IAsyncEnumerator<Transcript> Start(bool wantPartials = false, string? language = null, CancellationToken? cancellationToken = null)
    {
        var token = cancellationToken ?? Limit;
        return new MoonshineRecognizer(_decoder, new MoonshineOptions(), _time)
            .RecognizeAsync(new RecognitionRequest(language, wantPartials), _input.Reader.ReadAllAsync(Limit), token)
            .GetAsyncEnumerator(token);
    }

    private static async Task<Transcript> NextAsync(IAsyncEnumerator<Transcript> transcripts)
    {
        (await transcripts.MoveNextAsync()).ShouldBeTrue();
        return transcripts.Current;
    }

    private void Say(double seconds, short amplitude = 5_000)
    {
        var samples = new short[(int)Math.Round(seconds * 16_000)];
        for (var i = 0; i < samples.Length; i++)
            samples[i] = i % 40 < 20 ? amplitude : (short)-amplitude;
        // Frames of 100 ms.
        for (var start = 0; start < samples.Length; start += 1_600)
            _input.Writer.TryWrite(AudioFrame.Copy(samples.AsSpan(start, Math.Min(1_600, samples.Length - start)), 16_000));
    }

    private void Pause() => _input.Writer.TryWrite(AudioFrame.Pause);
}
