using System.Net.WebSockets;
using VoiceBus.Providers.Connections;
using VoiceBus.Providers.Pcm;
using VoiceBus.Providers.Sound;
using VoiceBus.Providers.Wyoming;

namespace VoiceBus.Providers.Tests.Connections;

/// <summary>What every frame passes costs no memory for each. Alone: the contracts have the pool tell of itself, which costs some.</summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
[Collection(nameof(AllocationTests))]
public sealed class AllocationTests
{
    private const int Allowed = 4 * 1024;

    [Fact]
    public async Task Sending_audio_allocates_nothing_per_frame()
    {
        var context = Vendor.Context();
        await using var socket = new VendorSocket(new Bottomless(), new VendorSocketOptions { Url = new Uri("ws://x/") }, new ProviderErrors(context), context);
        using var stop = new CancellationTokenSource();
        var uplink = new PcmUplink(3200, socket.SendBinaryAsync);
        using var frame = AudioFrame.Rent(960, 16_000);

        Extra(async times =>
        {
            for (var i = 0; i < times; i++)
                await uplink.SendAsync(frame, stop.Token);
        }).ShouldBeLessThan(Allowed);
    }

    [Fact]
    public async Task Receiving_messages_allocates_nothing_for_each()
    {
        var context = Vendor.Context();
        await using var socket = new VendorSocket(new Bottomless(), new VendorSocketOptions { Url = new Uri("ws://x/") }, new ProviderErrors(context), context);
        using var stop = new CancellationTokenSource();
        using var decoder = new PcmDecoder(new PcmFormat(24_000));

        Extra(async times =>
        {
            for (var i = 0; i < times; i++)
            {
                using var message = await socket.ReceiveAsync(TimeSpan.FromSeconds(5), stop.Token);
                decoder.Write(message.Bytes.Span);
                while (decoder.TryRead(out var frame))
                    frame.Dispose();
            }
        }).ShouldBeLessThan(Allowed);
    }

    [Fact]
    public void Writing_audio_as_wyoming_events_allocates_nothing_for_each()
    {
        var (writer, samples) = (new WyomingWriter(), new byte[1920]);
        Extra(times =>
        {
            for (var i = 0; i < times; i++)
                writer.WriteAudio(samples);
            return Task.CompletedTask;
        }).ShouldBeLessThan(Allowed);
    }

    // Everything completes at once, so that one thread's counter tells it all.
    private static long Extra(Func<int, Task> work)
    {
        Bytes(work, 2000);
        return Bytes(work, 2000) - Bytes(work, 200);
    }

    private static long Bytes(Func<int, Task> work, int times)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var working = work(times);
        var after = GC.GetAllocatedBytesForCurrentThread();
        working.IsCompletedSuccessfully.ShouldBeTrue();
        return after - before;
    }

    // Takes everything at once, and has always something to say.
    private sealed class Bottomless : WebSocket
    {
        public override WebSocketCloseStatus? CloseStatus => null;

        public override string? CloseStatusDescription => null;

        public override WebSocketState State => WebSocketState.Open;

        public override string? SubProtocol => null;

        public override void Abort()
        {
        }

        public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => Task.CompletedTask;

        public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => Task.CompletedTask;

        public override void Dispose()
        {
        }

        public override Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
            new(new ValueWebSocketReceiveResult(2880, WebSocketMessageType.Binary, endOfMessage: true));

        public override Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public override ValueTask SendAsync(ReadOnlyMemory<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) =>
            ValueTask.CompletedTask;
    }
}
