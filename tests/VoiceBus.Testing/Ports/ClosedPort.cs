using System.Net;
using System.Net.Sockets;

namespace VoiceBus.Testing.Ports;

/// <summary>A port of 127.0.0.1 that refuses everybody, and that nobody else can take as long as this is not disposed of.</summary>
public sealed class ClosedPort : IDisposable
{
    private readonly Socket _held = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    /// <summary>Takes one. Bound and not listened on, it is refused by the system.</summary>
    public ClosedPort() => _held.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    /// <summary>Its number.</summary>
    public int Number => ((IPEndPoint)_held.LocalEndPoint!).Port;

    /// <inheritdoc/>
    public void Dispose() => _held.Dispose();
}
