using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Services;
using VoiceBus.Testing.Providers;
using VoiceBus.Testing.Speech;

namespace VoiceBus.Core.Tests.Services;

public sealed class AsrAdapterTests : IAsyncDisposable
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(20);
    private readonly FakeTimeProvider _time = new();
    private readonly RecordedEvents _events = new();
    private readonly ProviderScript _first = new();
    private readonly ProviderScript _second = new();
    private readonly ScriptedRecognizer _one;
    private readonly ScriptedRecognizer _two;
    private readonly ProviderEntry<ISpeechRecognizer> _entry;
    private readonly AsrAdapter _adapter;
    private int _malformed;
    private readonly FakeServedCall<RecognitionRequest, AudioPacket, Transcript> _call =
        new(ServiceType.Asr, new RecognitionRequest("en", true));

    public AsrAdapterTests()
    {
        _one = new ScriptedRecognizer(_first, () => "said one");
        _two = new ScriptedRecognizer(_second, () => "said two");
        _entry = Entry("one", _first, _one);
        _adapter = new AsrAdapter(
            ScriptedService.Of(ServiceType.Asr, _time, _entry, Entry("two", _second, _two)), new PcmCodecs(), _events, () => _malformed++);
    }

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
    }

    [Fact]
    public async Task Forwards_transcripts_with_the_providers_name()
    {
        Speak(1, 2);
        _call.Input.TryWrite(AudioPacket.Pause);
        _call.Input.Complete();

        await HandleAsync();

        _call.Replies.ShouldBe([
            new Transcript("…", TranscriptKind.Partial, "one"),
            new Transcript("said one", TranscriptKind.AtPause, "one"),
            new Transcript("said one", TranscriptKind.Final, "one"),
        ]);
        _one.Heard.ShouldBe([1, 2]);
        (_first.OpenStreams, _entry.GetView().Pool.InUse, _entry.GetView().Pool.CurrentSize).ShouldBe((0, 0, 1));
    }

    [Fact]
    public async Task Leaves_partials_out_when_the_caller_has_no_use_for_them()
    {
        var call = new FakeServedCall<RecognitionRequest, AudioPacket, Transcript>(
            ServiceType.Asr, new RecognitionRequest(null, false));
        call.Input.TryWrite(PcmCodecs.Packet(1));
        call.Input.Complete();

        await _adapter.HandleAsync(call, CancellationToken.None);

        call.Replies.ShouldHaveSingleItem().Kind.ShouldBe(TranscriptKind.Final);
    }

    [Fact]
    public async Task The_next_recogniser_hears_the_utterance_from_its_beginning()
    {
        _first.FailInputAfter = 2;
        var handling = HandleAsync();
        Speak(1, 2, 3);
        await _events.NextAsync<ProviderAttempted>();
        Speak(4);
        _call.Input.Complete();

        await handling.WaitAsync(_timeout);

        _two.Heard.ShouldBe([1, 2, 3, 4]);
        _call.Replies[^1].ShouldBe(new Transcript("said two", TranscriptKind.Final, "two"));
    }

    [Fact]
    public async Task A_recogniser_that_breaks_off_after_a_pause_is_replaced_from_the_beginning_pauses_included()
    {
        _first.FailInputAfter = 3;
        var handling = HandleAsync();
        Speak(1, 2);
        _call.Input.TryWrite(AudioPacket.Pause);
        Speak(3, 4);
        await _events.NextAsync<ProviderAttempted>();
        Speak(5);
        _call.Input.Complete();

        await handling.WaitAsync(_timeout);

        _two.Heard.ShouldBe([1, 2, 3, 4, 5]);
        _call.Replies.Where(transcript => transcript.Kind != TranscriptKind.Partial).ShouldBe([
            new Transcript("said one", TranscriptKind.AtPause, "one"),
            new Transcript("said two", TranscriptKind.AtPause, "two"),
            new Transcript("said two", TranscriptKind.Final, "two"),
        ]);
    }

    [Theory]
    [InlineData(ProviderLie.Empty)]
    [InlineData(ProviderLie.Nonsense)]
    public async Task A_recogniser_without_a_result_is_a_bad_response_and_the_next_one_hears_it_all(ProviderLie lie)
    {
        _first.Lie = lie;
        Speak(1, 2);
        _call.Input.Complete();

        await HandleAsync();

        _call.Replies[^1].ShouldBe(new Transcript("said two", TranscriptKind.Final, "two"));
        _events.Of<ProviderAttempted>()[0].Kind.ShouldBe("BadResponse");
    }

    [Fact]
    public async Task What_goes_wrong_after_the_final_transcript_is_nobodys_loss()
    {
        var broken = new BreaksAtTheEnd();
        var adapter = new AsrAdapter(
            ScriptedService.Of(ServiceType.Asr, _time, ScriptedService.Entry<ISpeechRecognizer>(
                ServiceType.Asr, "one", _first, () => broken, _time, _events), Entry("two", _second, _two)),
            new PcmCodecs(), _events);
        _call.Input.Complete();

        await adapter.HandleAsync(_call, CancellationToken.None);

        _call.Replies.ShouldHaveSingleItem().Text.ShouldBe("done");
        _second.Opened.ShouldBe(0);
        _events.Of<ProviderAttempted>().ShouldHaveSingleItem().Outcome.ShouldBe(AttemptOutcomes.Failed);
    }

    [Fact]
    public async Task The_deadline_starts_when_the_audio_ends()
    {
        _first.HoldBeforeReply = true;
        var handling = HandleAsync();
        Speak(1);
        (await _call.NextReplyAsync()).Kind.ShouldBe(TranscriptKind.Partial);
        _time.Advance(TimeSpan.FromSeconds(30));
        handling.IsCompleted.ShouldBeFalse("somebody may speak for long");
        _call.Input.Complete();
        await _first.Held.ReadAsync().AsTask().WaitAsync(_timeout);

        _time.Advance(TimeSpan.FromSeconds(9.9));
        handling.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(0.1));
        await handling.WaitAsync(_timeout);

        (await _call.NextReplyAsync()).Provider.ShouldBe("two");
    }

    [Fact]
    public async Task A_recogniser_that_hangs_is_replaced_while_somebody_still_speaks()
    {
        _first.HoldInputAfter = 2;
        var handling = HandleAsync();
        Speak(1, 2, 3, 4);
        await _first.Held.ReadAsync().AsTask().WaitAsync(_timeout);

        _time.Advance(TimeSpan.FromSeconds(4.9));
        _second.Opened.ShouldBe(0);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        (await _events.NextAsync<ProviderAttempted>()).Kind.ShouldBe("Timeout");
        Speak(5);
        _call.Input.Complete();
        await handling.WaitAsync(_timeout);

        _two.Heard.ShouldBe([1, 2, 3, 4, 5]);
        _call.Replies[^1].ShouldBe(new Transcript("said two", TranscriptKind.Final, "two"));
    }

    [Fact]
    public async Task A_recogniser_that_hung_before_the_end_of_the_audio_gets_no_new_patience_by_it()
    {
        _first.HoldInputAfter = 1;
        var handling = HandleAsync();
        Speak(1, 2);
        await _first.Held.ReadAsync().AsTask().WaitAsync(_timeout);
        _time.Advance(TimeSpan.FromSeconds(3));
        _call.Input.Complete();
        _time.Advance(TimeSpan.FromSeconds(2));

        await handling.WaitAsync(_timeout);

        _call.Replies[^1].Provider.ShouldBe("two");
    }

    [Fact]
    public async Task A_recogniser_that_never_asks_for_audio_is_replaced()
    {
        var deaf = new Deaf();
        var adapter = new AsrAdapter(
            ScriptedService.Of(ServiceType.Asr, _time, ScriptedService.Entry<ISpeechRecognizer>(
                ServiceType.Asr, "one", _first, () => deaf, _time, _events), Entry("two", _second, _two)),
            new PcmCodecs(), _events);
        var handling = adapter.HandleAsync(_call, CancellationToken.None);
        Speak(1);
        await deaf.Asked.WaitAsync(_timeout);

        _time.Advance(TimeSpan.FromSeconds(5));
        (await _events.NextAsync<ProviderAttempted>()).Kind.ShouldBe("Timeout");
        _call.Input.Complete();
        await handling.WaitAsync(_timeout);

        _two.Heard.ShouldBe([1]);
    }

    [Fact]
    public async Task Latency_is_measured_from_the_end_of_the_audio()
    {
        _first.HoldBeforeReply = true;
        var handling = HandleAsync();
        Speak(1);
        await _call.NextReplyAsync();
        _time.Advance(TimeSpan.FromSeconds(5));
        _call.Input.Complete();
        await _first.Held.ReadAsync().AsTask().WaitAsync(_timeout);
        _time.Advance(TimeSpan.FromMilliseconds(150));
        _first.Release();
        await handling.WaitAsync(_timeout);

        _entry.GetView().Figures.MedianLatencyMs.ShouldBe(150);
    }

    [Fact]
    public async Task A_caller_who_hangs_up_while_speaking_ends_everything()
    {
        using var leaving = new CancellationTokenSource();
        var handling = _adapter.HandleAsync(_call, leaving.Token);
        Speak(1);
        await _call.NextReplyAsync();

        await leaving.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(handling.WaitAsync(_timeout));
        (_first.OpenStreams, _first.Instances, _second.Opened).ShouldBe((0, 0, 0));
    }

    [Fact]
    public async Task Packets_that_cannot_be_decoded_are_left_out_and_counted()
    {
        Speak(1);
        _call.Input.TryWrite(AudioPacket.Copy([1, 2, 3]));
        Speak(2);
        _call.Input.Complete();

        await HandleAsync();

        _one.Heard.ShouldBe([1, 2]);
        _malformed.ShouldBe(1);
    }

    [Fact]
    public async Task Whatever_becomes_of_a_call_its_decoder_is_let_go()
    {
        var codecs = new CountedCodecs();
        var adapter = new AsrAdapter(ScriptedService.Of(ServiceType.Asr, _time, _entry), codecs, _events);
        _first.HoldBeforeReply = true;
        using var leaving = new CancellationTokenSource();
        var left = adapter.HandleAsync(_call, leaving.Token);
        _call.Input.Complete();
        await _first.Held.ReadAsync().AsTask().WaitAsync(_timeout);
        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(left.WaitAsync(_timeout));

        (codecs.Made, codecs.Open).ShouldBe((1, 0));
    }

    [Fact]
    public async Task A_format_nobody_can_decode_is_the_callers_mistake()
    {
        var codecs = new CountedCodecs { Unable = new NotSupportedException("no such rate") };
        var adapter = new AsrAdapter(ScriptedService.Of(ServiceType.Asr, _time, _entry), codecs, _events);
        var failure = await Should.ThrowAsync<CallFailedException>(adapter.HandleAsync(_call, CancellationToken.None));
        (failure.Kind, failure.Message).ShouldBe((FailureKind.BadRequest, "no such rate"));
    }

    private ProviderEntry<ISpeechRecognizer> Entry(string name, ProviderScript script, ScriptedRecognizer recognizer) =>
        ScriptedService.Entry<ISpeechRecognizer>(ServiceType.Asr, name, script, () => recognizer, _time, _events);

    private Task HandleAsync() => _adapter.HandleAsync(_call, CancellationToken.None);

    private void Speak(params short[] frames)
    {
        foreach (var sample in frames)
            _call.Input.TryWrite(PcmCodecs.Packet(sample));
    }

    private sealed class Deaf : ISpeechRecognizer
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Asked => _asked.Task;

        public async IAsyncEnumerable<Transcript> RecognizeAsync(
            RecognitionRequest request, IAsyncEnumerable<AudioFrame> audio, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            _asked.SetResult();
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
            yield break;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class BreaksAtTheEnd : ISpeechRecognizer, IAsyncEnumerable<Transcript>
    {
        public IAsyncEnumerable<Transcript> RecognizeAsync(
            RecognitionRequest request, IAsyncEnumerable<AudioFrame> audio, CancellationToken cancellationToken) => this;

        public IAsyncEnumerator<Transcript> GetAsyncEnumerator(CancellationToken cancellationToken) => new Stream();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private sealed class Stream : IAsyncEnumerator<Transcript>
        {
            public Transcript Current { get; } = new("done", TranscriptKind.Final);

            public ValueTask<bool> MoveNextAsync() => ValueTask.FromResult(true);

            public ValueTask DisposeAsync() => ValueTask.FromException(new IOException("bad exit"));
        }
    }
}
