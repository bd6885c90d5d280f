using System.Net.WebSockets;
using VoiceBus.Core.Audio;
using VoiceBus.Protocol;

namespace VoiceBus.AspNetCore.Warmup;

/// <summary>A device that speaks, types, and interrupts each answer as soon as it hears it.</summary>
/// <param name="socket">To the server; disposed by the caller.</param>
/// <param name="codecs">Makes its encoder.</param>
/// <param name="time">The clock.</param>
internal sealed class WarmupDevice(WebSocket socket, IAudioCodecs codecs, TimeProvider time)
{
    private const int SilentPackets = 40;

    private readonly byte[] _buffer = new byte[1 << 14];
    private string _session = "";

    /// <summary>Says hello.</summary>
    public async Task GreetAsync(CancellationToken cancellationToken)
    {
        await SendAsync(ClientMessages.Hello(1, DeviceFeatures.None, AudioParams.DeviceDefault), cancellationToken);
        while (_session.Length == 0)
            if (await ReceiveAsync(cancellationToken) is ServerMessage.Hello hello)
                _session = hello.SessionId;
    }

    /// <summary>Speaks, falls silent, and hears the answer begin.</summary>
    /// <param name="words">16 kHz mono samples.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether it was understood.</returns>
    public async Task<bool> SpeakAsync(ReadOnlyMemory<short> words, CancellationToken cancellationToken)
    {
        await SendAsync(ClientMessages.ListenStart(_session, ListenMode.Auto), cancellationToken);
        using var microphone = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var speaking = StreamAsync(words, microphone.Token);
        var understood = await HearAnswerAsync(cancellationToken);
        await microphone.CancelAsync();
        await speaking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return understood;
    }

    /// <summary>Types, and hears the answer begin.</summary>
    public async Task TypeAsync(string text, CancellationToken cancellationToken)
    {
        await SendAsync(ClientMessages.ListenDetect(_session, text), cancellationToken);
        await HearAnswerAsync(cancellationToken);
    }

    /// <summary>Hangs up.</summary>
    public Task LeaveAsync(CancellationToken cancellationToken) =>
        socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);

    private async Task<bool> HearAnswerAsync(CancellationToken cancellationToken)
    {
        var (understood, heard) = (false, false);
        while (true)
        {
            switch (await ReceiveAsync(cancellationToken))
            {
                case ServerMessage.Stt:
                    understood = true;
                    break;
                case null when !heard:
                    heard = true;
                    await SendAsync(ClientMessages.Abort(_session, null), cancellationToken);
                    break;
                case ServerMessage.TtsStop:
                    return understood;
            }
        }
    }

    /// <returns>The message; null for audio.</returns>
    private async Task<ServerMessage?> ReceiveAsync(CancellationToken cancellationToken)
    {
        var length = 0;
        while (true)
        {
            var part = await socket.ReceiveAsync(_buffer.AsMemory(length), cancellationToken);
            if (part.MessageType == WebSocketMessageType.Close)
                throw new IOException("The server hung up.");
            length += part.Count;
            if (part.EndOfMessage)
                return part.MessageType == WebSocketMessageType.Binary ? null : ServerMessageReader.Read(_buffer.AsSpan(0, length));
        }
    }

    // The words come at once and fit into the inbox. While models are loaded it may run over all the same: then they come again.
    private async Task StreamAsync(ReadOnlyMemory<short> words, CancellationToken cancellationToken)
    {
        using var encoder = codecs.CreateEncoder(AudioFormat.DefaultUplink);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(encoder.Format.FrameDuration), time);
        var frame = new short[encoder.Format.SamplesPerFrame];
        for (var at = 0; ; at = at < words.Length + (SilentPackets * frame.Length) ? at + frame.Length : 0)
        {
            if (at >= words.Length)
                await pace.WaitForNextTickAsync(cancellationToken);
            var said = words.Span[Math.Min(at, words.Length)..Math.Min(at + frame.Length, words.Length)];
            said.CopyTo(frame);
            frame.AsSpan(said.Length).Clear();
            using var packet = encoder.Encode(frame);
            await SendAsync(packet.Bytes, WebSocketMessageType.Binary, cancellationToken);
        }
    }

    private ValueTask SendAsync(byte[] message, CancellationToken cancellationToken) =>
        SendAsync(message, WebSocketMessageType.Text, cancellationToken);

    private ValueTask SendAsync(ReadOnlyMemory<byte> message, WebSocketMessageType type, CancellationToken cancellationToken) =>
        socket.SendAsync(message, type, endOfMessage: true, cancellationToken);
}
