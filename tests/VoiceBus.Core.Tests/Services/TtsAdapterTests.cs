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

    private async Task<FakeServedCall<SynthesisRequest, NoInput, AudioPacket>> HandleAsync(string text, int frames = 3)
    {
        var call = new FakeServedCall<SynthesisRequest, NoInput, AudioPacket>(ServiceType.Tts, new SynthesisRequest(text));
        using var adapter = new TtsAdapter(
            ScriptedService.Of(ServiceType.Tts, _time, Entry("one", _first, frames), Entry("two", _second, frames)), _codecs);
        await adapter.HandleAsync(call, CancellationToken.None);
        return call;
    }

    private ProviderEntry<ISpeechSynthesizer> Entry(string name, ProviderScript script, int frames) =>
        ScriptedService.Entry<ISpeechSynthesizer>(
            ServiceType.Tts, name, script, () => new ScriptedSynthesizer(script, frames), _time);
}
