using System.Net;
using System.Net.Sockets;

namespace VoiceBus.RabbitMq.Tests;

/// <summary>A line to the broker that can be cut, as kill -9 or a pulled plug cuts it: nobody on it can say good-bye.</summary>
internal sealed class CuttableLine : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<TcpClient> _ends = [];
    private readonly Uri _broker;
    private readonly Task _accepting;
    private bool _cut;

    public CuttableLine(Uri broker)
    {
        _broker = broker;
        _listener.Start();
        Url = new UriBuilder(broker) { Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.Uri;
        _accepting = AcceptAsync();
    }

    /// <summary>Where to connect instead of to the broker.</summary>
    public Uri Url { get; }

    /// <summary>Cuts every connection; none can be made any more.</summary>
    public void Cut()
    {
        _listener.Stop();
        lock (_ends)
        {
            if (_cut)
                return;
            _cut = true;
            foreach (var end in _ends)
            {
                end.Client.LingerState = new LingerOption(true, 0);
                end.Dispose();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Cut();
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
                lock (_ends)
                {
                    _ends.AddRange([near, far]);
                    if (_cut)
                        break;
                }
                pumps.AddRange([PumpAsync(near, far), PumpAsync(far, near)]);
            }
        }
        catch (Exception cut) when (cut is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The line was cut.
        }
        await Task.WhenAll(pumps);
    }

    private static async Task PumpAsync(TcpClient from, TcpClient to)
    {
        try
        {
            await from.GetStream().CopyToAsync(to.GetStream());
        }
        catch (Exception cut) when (cut is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The line was cut.
        }
    }
}
