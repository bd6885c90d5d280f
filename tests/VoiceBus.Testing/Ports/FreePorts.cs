using System.Net;
using System.Net.Sockets;

namespace VoiceBus.Testing.Ports;

/// <summary>
/// Ports of 127.0.0.1 for programs that must be told one, and may be stopped and started again in their place. They are of a
/// range the system gives to nobody by itself: neither a server on port 0 nor the near end of a connection takes one meanwhile,
/// and whoever tries to reach a stopped program does not meet himself.
/// </summary>
public static class FreePorts
{
    private const int First = 15_000;
    private const int Count = 15_000;

    private static readonly Lock _gate = new();
    private static readonly HashSet<int> _taken = [];

    /// <summary>So many ports that nobody listens on and this process was not given before.</summary>
    /// <exception cref="InvalidOperationException">There are none.</exception>
    public static int[] Take(int count)
    {
        lock (_gate)
        {
            // Not from the first on: other processes look for ports as well.
            var from = Random.Shared.Next(Count);
            int[] free = [.. Enumerable.Range(0, Count).Select(n => First + ((from + n) % Count)).Where(static port => !_taken.Contains(port) && IsFree(port)).Take(count)];
            _taken.UnionWith(free);
            return free.Length == count ? free : throw new InvalidOperationException("No port is free.");
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
