using System.Runtime.CompilerServices;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Pools;
using VoiceBus.Core.Services;
using VoiceBus.Testing.Speech;

namespace VoiceBus.Core.Tests.Services;

/// <summary>Ten times the frames must not cost more memory than a handful of growing lists.</summary>
public sealed class FramePathAllocationTests
{
    private const long Allowed = 32 * 1024;

    [Fact]
    public void Tts_allocates_nothing_per_frame()
    {
        using var adapter = new TtsAdapter(Service<ISpeechSynthesizer>(ServiceType.Tts, new Voice()), new PcmCodecs());
        Extra(frames => adapter.HandleAsync(
            new Sink<SynthesisRequest, NoInput, AudioPacket>(
                ServiceType.Tts, new SynthesisRequest($"{frames}"), 0, static packet => packet.Dispose()), CancellationToken.None))
            .ShouldBeLessThan(Allowed);
    }

    [Fact]
    public void Asr_allocates_nothing_per_frame()
    {
        var adapter = new AsrAdapter(Service<ISpeechRecognizer>(ServiceType.Asr, new Ears()), new PcmCodecs(), NullEventSink.Instance);
        Extra(frames => adapter.HandleAsync(
            new Sink<RecognitionRequest, AudioPacket, Transcript>(
                ServiceType.Asr, new RecognitionRequest(null, false), frames, static _ => { }), CancellationToken.None))
            .ShouldBeLessThan(Allowed);
    }

    // Both utterances are longer than the tape, whose pooled buffers are bounded by its length, not by the frames.
    // Everything completes synchronously, so that one thread's counter tells it all.
    private static long Extra(Func<int, Task> handle)
    {
        Bytes(handle, 10_000);
        return Bytes(handle, 10_000) - Bytes(handle, 1000);
    }

    private static long Bytes(Func<int, Task> handle, int frames)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var handling = handle(frames);
        var after = GC.GetAllocatedBytesForCurrentThread();
        handling.IsCompletedSuccessfully.ShouldBeTrue();
        return after - before;
    }

    private static Failover<T> Service<T>(ServiceType service, T provider)
        where T : class
    {
        var pool = new ProviderPool<T>(
            "one", _ => Task.FromResult(provider), new PoolOptions { MinSize = 1 }, TimeProvider.System, NullEventSink.Instance);
        pool.LeaseAsync("warm-up", TimeSpan.FromSeconds(20), CancellationToken.None).AsTask().GetAwaiter().GetResult()
            .DisposeAsync().AsTask().GetAwaiter().GetResult();
        var entry = new ProviderEntry<T>(
            service, "one", "scripted", pool, new BreakerOptions(), TimeProvider.System, NullEventSink.Instance);
        return new Failover<T>(
            service, new ServiceConfiguration<T>(true, [entry], ServiceDeadlines.For(service)), TimeProvider.System);
    }

    private sealed class Voice : ISpeechSynthesizer
    {
        public async IAsyncEnumerable<AudioFrame> SynthesizeAsync(
            SynthesisRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var frames = int.Parse(request.Text);
            for (var i = 0; i < frames; i++)
                yield return AudioFrame.Rent(960, 24_000);
            await Task.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Ears : ISpeechRecognizer
    {
        public async IAsyncEnumerable<Transcript> RecognizeAsync(
            RecognitionRequest request,
            IAsyncEnumerable<AudioFrame> audio,
            [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (var frame in audio.WithCancellation(cancellationToken))
                frame.Dispose();
            yield return new Transcript("yes", TranscriptKind.Final);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Sink<TRequest, TInput, TReply>(ServiceType type, TRequest request, int inputs, Action<TReply> release)
        : IServedCall<TRequest, TInput, TReply>
        where TRequest : notnull
        where TInput : struct
    {
        public EventMessage Message { get; } = new()
        {
            Id = "c",
            CallId = "c",
            Type = type,
            SessionId = "s",
            TurnId = "t",
            CreatedAt = DateTimeOffset.UnixEpoch,
        };

        public TRequest Request { get; } = request;

        public async IAsyncEnumerable<TInput> Inputs([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            for (var i = 0; i < inputs; i++)
                yield return Unsafe.BitCast<AudioPacket, TInput>(AudioPacket.Rent(960 * sizeof(short)));
            await Task.CompletedTask;
        }

        public ValueTask ReplyAsync(TReply reply, CancellationToken cancellationToken)
        {
            release(reply);
            return ValueTask.CompletedTask;
        }
    }
}
