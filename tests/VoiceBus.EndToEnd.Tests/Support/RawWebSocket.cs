using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace VoiceBus.EndToEnd.Tests.Support;

/// <summary>A WebSocket of bytes: sends frames no library would, and sees how the TCP connection ends.</summary>
internal sealed class RawWebSocket : IDisposable
{
    private static readonly byte[] _mask = [0x11, 0x22, 0x33, 0x44];

    private readonly TcpClient _client = new() { NoDelay = true };
    private Stream _stream = Stream.Null;

    /// <summary>Opens a device's socket.</summary>
    public static async Task<RawWebSocket> ConnectAsync(Uri server, CancellationToken ct, string path = "/xiaozhi/v1/", params string[] headers)
    {
        var raw = new RawWebSocket();
        await raw._client.ConnectAsync(server.Host, server.Port, ct);
        raw._stream = raw._client.GetStream();
        var extra = string.Concat(headers.Select(static header => $"{header}\r\n"));
        await raw._stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET {path} HTTP/1.1\r\nHost: {server.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n{extra}"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"), ct);
        var answer = new StringBuilder();
        var one = new byte[1];
        while (!answer.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await raw._stream.ReadAsync(one, ct) == 1)
            answer.Append((char)one[0]);
        answer.ToString().ShouldStartWith("HTTP/1.1 101");
        return raw;
    }

    public Task SendTextAsync(string text, CancellationToken ct) => SendAsync(0x81, Encoding.UTF8.GetBytes(text), ct);

    public Task SendBinaryAsync(byte[] payload, CancellationToken ct) => SendAsync(0x82, payload, ct);

    /// <summary>Sends a close frame with a code, or without one.</summary>
    public Task SendCloseAsync(int? code, CancellationToken ct) =>
        SendAsync(0x88, code is { } given ? [(byte)(given >> 8), (byte)given] : [], ct);

    /// <summary>Sends a frame whose first byte is given.</summary>
    public async Task SendAsync(byte first, byte[] payload, CancellationToken ct)
    {
        payload.Length.ShouldBeLessThan(65536);
        byte[] length = payload.Length < 126 ? [(byte)(0x80 | payload.Length)] : [0x80 | 126, (byte)(payload.Length >> 8), (byte)payload.Length];
        await _stream.WriteAsync((byte[])[first, .. length, .. _mask, .. payload.Select(static (value, at) => (byte)(value ^ _mask[at % 4]))], ct);
    }

    /// <summary>Reads the next frame: its first byte and its content.</summary>
    public async Task<(byte First, byte[] Payload)> ReadAsync(CancellationToken ct)
    {
        var head = new byte[2];
        await _stream.ReadExactlyAsync(head, ct);
        var length = head[1] & 0x7f;
        if (length >= 126)
        {
            var size = new byte[length == 126 ? 2 : 8];
            await _stream.ReadExactlyAsync(size, ct);
            length = length == 126 ? BinaryPrimitives.ReadUInt16BigEndian(size) : (int)BinaryPrimitives.ReadUInt64BigEndian(size);
        }

        var payload = new byte[length];
        await _stream.ReadExactlyAsync(payload, ct);
        return (head[0], payload);
    }

    /// <summary>Reads text frames until one holds the words.</summary>
    public async Task UntilAsync(string words, CancellationToken ct)
    {
        while (true)
        {
            var (first, payload) = await ReadAsync(ct);
            if (first == 0x81 && Encoding.UTF8.GetString(payload).Contains(words, StringComparison.Ordinal))
                return;
        }
    }

    /// <summary>Reads until the server's close frame and the end of the stream after it.</summary>
    /// <returns>The code, and whether the stream ended in order and not by a reset.</returns>
    public async Task<(int Code, bool InOrder)> UntilEndAsync(CancellationToken ct)
    {
        byte[] payload;
        byte first;
        do
            (first, payload) = await ReadAsync(ct);
        while (first != 0x88);
        var code = payload.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(payload) : 0;
        try
        {
            return (code, await _stream.ReadAsync(new byte[1], ct) == 0);
        }
        catch (IOException)
        {
            return (code, false);
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        _client.Dispose();
    }
}
