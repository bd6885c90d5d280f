using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace VoiceBus.Chaos.Measuring;

/// <summary>A line to the broker that counts what passes: bytes, messages published, messages delivered, acknowledgements.</summary>
internal sealed class CountingLine : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Uri _broker;
    private readonly Task _accepting;
    private readonly List<TcpClient> _ends = [];
    private long _bytes;
    private long _published;
    private long _acknowledged;

    public CountingLine(Uri broker)
    {
        _broker = broker;
        _listener.Start();
        Url = new UriBuilder(broker) { Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.Uri;
        _accepting = AcceptAsync();
    }

    /// <summary>Where to connect instead of to the broker.</summary>
    public Uri Url { get; }

    /// <summary>Bytes in both directions, messages published to the broker, acknowledged to it.</summary>
    public (long Bytes, long Published, long Acknowledged) Counts =>
        (Interlocked.Read(ref _bytes), Interlocked.Read(ref _published), Interlocked.Read(ref _acknowledged));

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        foreach (var end in _ends)
            end.Dispose();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        var pumps = new List<Task>();
        try
        {
            while (true)
            {
                var near = await _listener.AcceptTcpClientAsync();
                var far = new TcpClient { NoDelay = true };
                near.NoDelay = true;
                await far.ConnectAsync(_broker.Host, _broker.Port);
                _ends.AddRange([near, far]);
                pumps.AddRange([PumpAsync(near, far, toBroker: true), PumpAsync(far, near, toBroker: false)]);
            }
        }
        catch (Exception over) when (over is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            await Task.WhenAll(pumps);
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to, bool toBroker)
    {
        var frames = new AmqpFrames(toBroker);
        var buffer = new byte[64 << 10];
        try
        {
            while (await from.GetStream().ReadAsync(buffer) is > 0 and var read)
            {
                Interlocked.Add(ref _bytes, read);
                var (published, acknowledged) = frames.Count(buffer.AsSpan(0, read));
                Interlocked.Add(ref _published, published);
                Interlocked.Add(ref _acknowledged, acknowledged);
                await to.GetStream().WriteAsync(buffer.AsMemory(0, read));
            }
        }
        catch (Exception over) when (over is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The line is taken away.
        }
    }

    /// <summary>Finds the methods in a stream of AMQP 0-9-1 frames: type, channel, length, content, end mark.</summary>
    private sealed class AmqpFrames(bool toBroker)
    {
        private const int Head = 7;
        private const int Greeting = 8;
        private readonly byte[] _start = new byte[Head + 4];
        private int _have;
        private long _skip = toBroker ? Greeting : 0;

        public (int Published, int Acknowledged) Count(ReadOnlySpan<byte> bytes)
        {
            var (published, acknowledged) = (0, 0);
            foreach (var next in bytes)
            {
                if (_skip > 0)
                {
                    _skip--;
                    continue;
                }
                _start[_have++] = next;
                if (_have < Head)
                    continue;
                var length = BinaryPrimitives.ReadInt32BigEndian(_start.AsSpan(3));
                if (_have < Head + Math.Min(4, length))
                    continue;
                if (_start[0] == 1 && length >= 4 && toBroker && BinaryPrimitives.ReadInt16BigEndian(_start.AsSpan(Head)) == 60)
                {
                    var method = BinaryPrimitives.ReadInt16BigEndian(_start.AsSpan(Head + 2));
                    published += method == 40 ? 1 : 0;
                    acknowledged += method == 80 ? 1 : 0;
                }
                _skip = length - Math.Min(4, length) + 1;
                _have = 0;
            }
            return (published, acknowledged);
        }
    }
}
