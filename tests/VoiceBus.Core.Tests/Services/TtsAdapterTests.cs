using Microsoft.Extensions.Time.Testing;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Services;
using VoiceBus.Testing.Providers;
using VoiceBus.Testing.Speech;

namespace VoiceBus.Core.Tests.Services;

public sealed class TtsAdapterTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly ProviderScript _first = new();
    private readonly ProviderScript _second = new();
    private readonly CountedCodecs _codecs = new();

    [Fact]
    public async Task Streams_the_frames_in_order()
    {
        var call = await HandleAsync("Hello.");

        call.Replies.Select(static packet => PcmCodecs.Samples(packet)[0]).ShouldBe([(short)1, (short)2, (short)3]);
        (_first.OpenStreams, _second.Opened).ShouldBe((0, 0));
    }

    [Fact]
    public async Task Another_voice_takes_over_before_the_first_frame()
    {
        _first.FailBeforeReply = new IOException("down");
        (await HandleAsync("Hello.")).Replies.Count.ShouldBe(3);
        _second.Opened.ShouldBe(1);
    }

    [Fact]
    public async Task Silence_is_a_failure_unless_there_was_nothing_to_say()
    {
        (await Should.ThrowAsync<ProviderException>(() => HandleAsync("Hello.", frames: 0))).Kind.ShouldBe(FailureKind.BadResponse);
        (await HandleAsync("…!", frames: 0)).Replies.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_caller_chooses_the_format_and_the_last_packet_is_padded()
    {
        var wanted = new AudioFormat(AudioCodec.Pcm, 24_000, 100);
        var call = new FakeServedCall<SynthesisRequest, NoInput, AudioPacket>(ServiceType.Tts, new SynthesisRequest("Hello.") { Format = wanted });
        using var adapter = Adapter();
        await adapter.HandleAsync(call, CancellationToken.None);

        var samples = call.Replies.SelectMany(static packet => PcmCodecs.Samples(packet).ToArray()).ToArray();
        samples.Length.ShouldBe(2 * wanted.SamplesPerFrame);
        samples.ShouldBe([.. Enumerable.Range(0, 3 * ScriptedSynthesizer.FrameSamples).Select(static i => (short)(1 + (i / ScriptedSynthesizer.FrameSamples))), .. new short[480]]);
    }

    [Fact]
    public async Task Whatever_becomes_of_a_call_its_encoder_is_given_back()
    {
        using (var adapter = Adapter())
        {
            await adapter.HandleAsync(Call("One."), CancellationToken.None);
            _first.FailBeforeReply = _second.FailBeforeReply = new IOException("down");
            await Should.ThrowAsync<ProviderException>(adapter.HandleAsync(Call("Two."), CancellationToken.None));
            _first.FailBeforeReply = _second.FailBeforeReply = null;
            _first.HoldBeforeReply = true;
            using var leaving = new CancellationTokenSource();
            var left = adapter.HandleAsync(Call("Three."), leaving.Token);
            await _first.Held.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));
            await leaving.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(left.WaitAsync(TimeSpan.FromSeconds(20)));

            (_codecs.Made, _codecs.Open).ShouldBe((1, 1), "the next call uses it again");
        }
        _codecs.Open.ShouldBe(0);
    }

    [Fact]
    public async Task A_format_nobody_can_encode_is_the_callers_mistake()
    {
        _codecs.Unable = new NotSupportedException("opus cannot code 11025 Hz");
        using var adapter = Adapter();
        var failure = await Should.ThrowAsync<CallFailedException>(adapter.HandleAsync(Call("Hello."), CancellationToken.None));
        (failure.Kind, failure.Message).ShouldBe((FailureKind.BadRequest, "opus cannot code 11025 Hz"));
        _first.Opened.ShouldBe(0);
    }

    [Fact]
    public void Who_was_given_up_and_speaks_still_changes_nothing()
    {
        using var encoders = new SpeechEncoders(_codecs);
        using var speech = new PartialSpeech(new SynthesisRequest("Hello."), encoders);
        using var frame = AudioFrame.Copy(new short[ScriptedSynthesizer.FrameSamples], 24_000);
        var given = new CancellationToken(canceled: true);
        Should.Throw<OperationCanceledException>(() => speech.Add(frame, given));
        speech.TryTake(out _, CancellationToken.None).ShouldBeFalse();
        speech.Add(frame, CancellationToken.None);
        Should.Throw<OperationCanceledException>(() => speech.TryTake(out _, given));
        speech.TryTake(out var packet, CancellationToken.None).ShouldBeTrue("it waited for the next one");
        packet.Dispose();

        speech.Dispose();
        Should.Throw<ObjectDisposedException>(() => speech.Add(frame, CancellationToken.None));
    }

    private static FakeServedCall<SynthesisRequest, NoInput, AudioPacket> Call(string text) => new(ServiceType.Tts, new SynthesisRequest(text));

    private async Task<FakeServedCall<SynthesisRequest, NoInput, AudioPacket>> HandleAsync(string text, int frames = 3)
    {
        var call = Call(text);
        using var adapter = Adapter(frames);
        await adapter.HandleAsync(call, CancellationToken.None);
        return call;
    }

    private TtsAdapter Adapter(int frames = 3) => new(
        ScriptedService.Of(ServiceType.Tts, _time, Entry("one", _first, frames), Entry("two", _second, frames)), _codecs);

    private ProviderEntry<ISpeechSynthesizer> Entry(string name, ProviderScript script, int frames) =>
        ScriptedService.Entry<ISpeechSynthesizer>(
            ServiceType.Tts, name, script, () => new ScriptedSynthesizer(script, frames), _time);
}
