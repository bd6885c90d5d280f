using Microsoft.Extensions.Time.Testing;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Services;
using VoiceBus.Testing.Providers;
using VoiceBus.Testing.Speech;

namespace VoiceBus.Core.Tests.Services;

/// <summary>A voice breaks off in the middle of a sentence and another one goes on.</summary>
public sealed class TtsFailoverTests : IDisposable
{
    private const string Sentence = "seven ships sailed slowly over every wide ocean";
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(20);
    private readonly FakeTimeProvider _time = new();
    private readonly RecordedEvents _events = new();
    private readonly ProviderScript _first = new();
    private readonly ProviderScript _second = new();
    private readonly TtsAdapter _adapter;

    public TtsFailoverTests() =>
        _adapter = new TtsAdapter(
            ScriptedService.Of(ServiceType.Tts, _time, Entry("one", _first, 24_000), Entry("two", _second, 16_000)), new PcmCodecs());

    public void Dispose() => _adapter.Dispose();

    [Fact]
    public async Task The_next_voice_speaks_the_rest_from_a_word_boundary_at_its_own_rate()
    {
        // The voice takes 60 ms a letter: 48 frames of this sentence.
        for (var i = 0; i < 10; i++)
            await HandleAsync();
        _first.After = 24;
        _first.FailAfterReply = new IOException("cut");

        var packets = await HandleAsync();

        _second.Asked.ShouldBe(["slowly over every wide ocean"]);
        // Frame n of either voice is all n; the second one's are brought to the rate of the first one's.
        packets.Select(static packet => (int)PcmCodecs.Samples(packet)[ScriptedSynthesizer.FrameSamples / 2])
            .ShouldBe([.. Enumerable.Range(1, 24), .. Enumerable.Range(1, 48)]);
        packets.ForEach(static packet => PcmCodecs.Samples(packet).Length.ShouldBe(ScriptedSynthesizer.FrameSamples));
    }

    [Fact]
    public async Task The_whole_sentence_is_spoken_again_when_nothing_of_it_had_left()
    {
        _first.FailBeforeReply = new IOException("cut");

        await HandleAsync();

        _second.Asked.ShouldBe([Sentence]);
    }

    [Fact]
    public async Task Nothing_is_repeated_when_it_broke_off_after_the_last_word()
    {
        for (var i = 0; i < 10; i++)
            await HandleAsync();
        _first.After = 48;
        _first.FailAfterReply = new IOException("bad exit");

        (await HandleAsync("ships seven")).Count.ShouldBe(48);

        _second.Opened.ShouldBe(0);
        _events.Of<ProviderAttempted>().Select(@event => @event.Outcome).TakeLast(2)
            .ShouldBe([AttemptOutcomes.Failed, AttemptOutcomes.Ok], "the second one had nothing left to say");
    }

    [Fact]
    public async Task A_stall_in_the_middle_is_noticed()
    {
        _first.After = 5;
        _first.HoldAfterReply = true;
        var call = Call(Sentence);
        var handling = _adapter.HandleAsync(call, CancellationToken.None);
        await _first.Held.ReadAsync().AsTask().WaitAsync(_timeout);

        _time.Advance(TimeSpan.FromSeconds(5));
        await handling.WaitAsync(_timeout);

        call.Replies.Count.ShouldBe(5 + 48);
        _events.Of<ProviderAttempted>()[0].Kind.ShouldBe("Timeout");
    }

    [Fact]
    public async Task Speech_that_waits_to_be_played_is_nobodys_delay()
    {
        using var call = new SlowCaller(new SynthesisRequest(Sentence));
        var handling = _adapter.HandleAsync(call, CancellationToken.None);
        for (var i = 0; i < 48; i++)
        {
            await call.Waiting.WaitAsync().WaitAsync(_timeout);
            _time.Advance(TimeSpan.FromSeconds(10));
            call.Room.Release();
        }
        await handling.WaitAsync(_timeout);

        _events.Of<ProviderAttempted>().ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            @event => @event.Outcome.ShouldBe(AttemptOutcomes.Ok), @event => @event.TotalMs.ShouldBe(480_000));
    }

    [Theory]
    [InlineData(ProviderLie.Empty)]
    [InlineData(ProviderLie.Nonsense)]
    public async Task A_voice_that_gives_no_sound_is_a_bad_response(ProviderLie lie)
    {
        _first.Lie = lie;

        (await HandleAsync()).Count.ShouldBe(48);

        _events.Of<ProviderAttempted>().Select(@event => $"{@event.Provider} {@event.Outcome} {@event.Kind}")
            .ShouldBe(["one failed BadResponse", "two ok "]);
    }

    private static FakeServedCall<SynthesisRequest, NoInput, AudioPacket> Call(string text) =>
        new(ServiceType.Tts, new SynthesisRequest(text));

    private async Task<List<AudioPacket>> HandleAsync(string text = Sentence)
    {
        var call = Call(text);
        await _adapter.HandleAsync(call, CancellationToken.None);
        return call.Replies;
    }

    private ProviderEntry<ISpeechSynthesizer> Entry(string name, ProviderScript script, int rate) =>
        ScriptedService.Entry<ISpeechSynthesizer>(
            ServiceType.Tts, name, script, () => new ScriptedSynthesizer(script, 48, rate), _time, _events);

    /// <summary>Takes each frame only when the test says so.</summary>
    private sealed class SlowCaller(SynthesisRequest request) : IServedCall<SynthesisRequest, NoInput, AudioPacket>, IDisposable
    {
        public SemaphoreSlim Waiting { get; } = new(0);

        public SemaphoreSlim Room { get; } = new(0);

        public EventMessage Message { get; } = Call("").Message;

        public SynthesisRequest Request => request;

        public IAsyncEnumerable<NoInput> Inputs(CancellationToken cancellationToken) => throw new NotSupportedException();

        public async ValueTask ReplyAsync(AudioPacket reply, CancellationToken cancellationToken)
        {
            reply.Dispose();
            var room = Room.WaitAsync(cancellationToken);
            await Task.Yield();
            Waiting.Release();
            await room;
        }

        public void Dispose()
        {
            Waiting.Dispose();
            Room.Dispose();
        }
    }
}
