using System.Text;
using VoiceBus.Providers.Connections;
using VoiceBus.Providers.Pcm;

namespace VoiceBus.Providers.Doubao;

/// <summary>
/// One sentence on a connection: a connection has one session at a time, and an id is never used again. It cannot be cancelled once
/// its text is complete: who leaves drops the connection. Not thread-safe.
/// </summary>
internal sealed class DoubaoSession
{
    private readonly VendorSocket _socket;
    private readonly DoubaoErrors _errors;
    private readonly DoubaoWriter _writer = new(gzip: false);
    private readonly string _id;
    private readonly byte[] _idBytes;

    /// <summary>A session that has not begun.</summary>
    public DoubaoSession(VendorSocket socket, DoubaoErrors errors, TimeProvider time)
    {
        (_socket, _errors) = (socket, errors);
        _id = Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
        _idBytes = Encoding.UTF8.GetBytes(_id);
    }

    /// <summary>Begins a connection; once, before its first session.</summary>
    public async Task ConnectAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        await _socket.SendBinaryAsync(_writer.Event(DoubaoTtsProtocol.StartConnection, null, DoubaoTtsProtocol.Nothing), cancellationToken);
        await UntilAsync(DoubaoTtsProtocol.ConnectionStarted, timeout, cancellationToken);
    }

    /// <summary>Begins the session; text that comes before the vendor has accepted it is refused.</summary>
    public async Task StartAsync(ReadOnlyMemory<byte> parameters, TimeSpan timeout, CancellationToken cancellationToken)
    {
        await _socket.SendBinaryAsync(_writer.Event(DoubaoTtsProtocol.StartSession, _id, parameters.Span), cancellationToken);
        await UntilAsync(DoubaoTtsProtocol.SessionStarted, timeout, cancellationToken);
    }

    /// <summary>Gives the text, all of it.</summary>
    public async Task SpeakAsync(string text, CancellationToken cancellationToken)
    {
        await _socket.SendBinaryAsync(_writer.Event(DoubaoTtsProtocol.TaskRequest, _id, DoubaoTtsProtocol.Text(text).Span), cancellationToken);
        await _socket.SendBinaryAsync(_writer.Event(DoubaoTtsProtocol.FinishSession, _id, DoubaoTtsProtocol.Nothing), cancellationToken);
    }

    /// <summary>Waits for audio; the caller disposes it.</summary>
    /// <returns>None when the sentence is over.</returns>
    public async ValueTask<VendorAudio> NextAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        while (true)
        {
            var message = await _socket.ReceiveAsync(timeout, cancellationToken);
            var kept = false;
            try
            {
                var frame = Read(message);
                if (frame.Event == DoubaoTtsProtocol.SessionFinished && IsOurs(frame))
                    return default;
                if (frame.Event == DoubaoTtsProtocol.Audio && IsOurs(frame))
                {
                    kept = true;
                    return new VendorAudio(message, frame.Payload);
                }
            }
            finally
            {
                if (!kept)
                    message.Dispose();
            }
        }
    }

    private async Task UntilAsync(int number, TimeSpan timeout, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var message = await _socket.ReceiveAsync(timeout, cancellationToken);
            if (Read(message).Event == number)
                return;
        }
    }

    private DoubaoFrame Read(VendorMessage message)
    {
        if (message.IsClose)
            throw _socket.ClosedFailure();
        if (message.IsText)
            throw _errors.Fail(FailureKind.BadResponse, true, "refused the connection in words: check url", Encoding.UTF8.GetString(message.Bytes.Span));
        if (!DoubaoFrame.TryRead(message.Bytes, out var frame) || (frame.Event == DoubaoTtsProtocol.Audio && frame.Id.IsEmpty))
            throw _errors.Malformed("a message without the binary protocol's header or lengths");
        if (frame.Type == DoubaoMessageType.Error)
            throw _errors.Failed(frame.Code, Encoding.UTF8.GetString(frame.Payload.Span), LogId);
        var ends = frame.Event is DoubaoTtsProtocol.SessionFinished or DoubaoTtsProtocol.SessionFailed && IsOurs(frame);
        if (!ends && frame.Event != DoubaoTtsProtocol.ConnectionFailed)
            return frame;
        var (code, said) = DoubaoTtsProtocol.Status(frame.Payload);
        return frame.Event == DoubaoTtsProtocol.SessionFinished && code is DoubaoErrors.Success or 0 ? frame : throw _errors.Failed(code, said, LogId);
    }

    private string? LogId => _socket.Headers.TryGetValue("X-Tt-Logid", out var ids) ? ids.FirstOrDefault() : null;

    // What a session before this one left behind on the connection is nobody's.
    private bool IsOurs(DoubaoFrame frame) => frame.Id.Span.SequenceEqual(_idBytes);
}
