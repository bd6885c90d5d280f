using System.Net.WebSockets;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Gateway.Transport;
using VoiceBus.Testing.Providers;

namespace VoiceBus.Server.Tests.Transport;

public sealed class OutboxTests
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(30);

    private readonly RecordedEvents _events = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_send_that_throws_what_no_socket_should_ends_its_connection_and_no_other(bool later)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var sick = new ScriptedSocket(async () =>
        {
            if (later)
                await Task.Yield();
            throw new ArgumentException("The close status description");
        });
        using var sound = new ScriptedSocket(static () => Task.CompletedTask);
        var broken = new Outbox(sick, TimeProvider.System, new ExceptionGuard(_events, "device connection", "a", failed: _ => ended.TrySetResult()));
        var other = new Outbox(sound, TimeProvider.System, new ExceptionGuard(_events, "device connection", "b"));

        broken.TrySend([1]).ShouldBeTrue();
        await ended.Task.WaitAsync(_timeout);
        other.TrySend([1]).ShouldBeTrue();
        other.Close("bye", WebSocketCloseStatus.NormalClosure);
        await sound.Closed.WaitAsync(_timeout);

        _events.Of<DefectCaught>().ShouldHaveSingleItem().SessionId.ShouldBe("a");
    }

    [Fact]
    public async Task A_close_frame_carries_what_fits_of_its_reason()
    {
        using var socket = new ScriptedSocket(static () => Task.CompletedTask);
        var outbox = new Outbox(socket, TimeProvider.System, new ExceptionGuard(_events, "device connection"));

        outbox.Close(new string('维', 60), WebSocketCloseStatus.NormalClosure);

        (await socket.Closed.WaitAsync(_timeout)).ShouldBe(new string('维', 41));
    }

    private sealed class ScriptedSocket(Func<Task> send) : WebSocket
    {
        private readonly TaskCompletionSource<string?> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string?> Closed => _closed.Task;

        public override WebSocketCloseStatus? CloseStatus => null;

        public override string? CloseStatusDescription => null;

        public override WebSocketState State => WebSocketState.Open;

        public override string? SubProtocol => null;

        public override void Abort()
        {
        }

        public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
        {
            _closed.TrySetResult(statusDescription);
            return Task.CompletedTask;
        }

        public override void Dispose()
        {
        }

        public override Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public override Task SendAsync(
            ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) => send();

        public override ValueTask SendAsync(
            ReadOnlyMemory<byte> buffer, WebSocketMessageType messageType, WebSocketMessageFlags messageFlags, CancellationToken cancellationToken) =>
            new(send());
    }
}
