using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using VoiceBus.Core.Facts;
using VoiceBus.Server.Access;

namespace VoiceBus.Server.Limits;

/// <summary>
/// Counts the connections of all listeners, WebSockets among them, and lets go at once what is over the limit. Kestrel's own
/// limits are fixed at start and count upgraded connections apart, which together would be twice as many. Thread-safe.
/// </summary>
/// <param name="limits">The limits in force now.</param>
/// <param name="facts">Told of who is refused.</param>
internal sealed class ConnectionLimit(Func<LimitSettings> limits, IFactTeller facts)
{
    private const int UnreadBytes = 64 * 1024;

    private readonly int? _ofHandles = HandleLimit.Connections;
    private int _open;

    /// <summary>Connections open now.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Connections that may be; null when nothing limits them.</summary>
    public int? Most => limits().Connections ?? _ofHandles;

    /// <summary>Counts the connections of every listener, and bounds what each of them may hold unread.</summary>
    public static void Use(KestrelServerOptions kestrel)
    {
        // Of a device that is held back this much waits in our memory, the rest in its own.
        kestrel.Limits.MaxRequestBufferSize = UnreadBytes;
        kestrel.ConfigureEndpointDefaults(listen =>
        {
            var limit = listen.ApplicationServices.GetRequiredService<ConnectionLimit>();
            listen.Use(next => connection => limit.RunAsync(connection, next));
        });
    }

    private async Task RunAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        try
        {
            var open = Interlocked.Increment(ref _open);
            if (Most is { } most && open > most)
            {
                facts.Tell(new LimitReached(
                    LimitNames.Connections, ClientAddress.SenderOf((connection.RemoteEndPoint as IPEndPoint)?.Address), $"{most} connections are open, which is the most"));
                connection.Abort();
                return;
            }

            await next(connection);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }
}
