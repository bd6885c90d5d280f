using System.Net;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Gateway.Access;

namespace VoiceBus.Gateway.Limits;

/// <summary>
/// Counts the connections of all listeners, WebSockets among them. Kestrel's own limits are fixed at start, count upgraded
/// connections apart, and look at a connection only when a thread has time for it: until then a flood has used up the handles.
/// Thread-safe.
/// </summary>
/// <param name="limits">The limits in force now.</param>
/// <param name="events">Notified of who is refused.</param>
public sealed class ConnectionLimit(Func<LimitSettings> limits, IEventSink events)
{
    private readonly int? _ofHandles = HandleLimit.Connections;
    private int _open;

    /// <summary>Connections open now.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Connections that may be; null when nothing limits them.</summary>
    public int? Most => limits().Connections ?? _ofHandles;

    /// <summary>Whether one more may be open; then <see cref="Leave"/> must be called when its handle is free again.</summary>
    public bool TryEnter(EndPoint? from)
    {
        var open = Interlocked.Increment(ref _open);
        if (Most is not { } most || open <= most)
            return true;
        Leave();
        events.Emit(new LimitReached(
            LimitNames.Connections, ClientAddress.SenderOf((from as IPEndPoint)?.Address), $"{most} connections are open, which is the most"));
        return false;
    }

    /// <summary>A connection is closed.</summary>
    public void Leave() => Interlocked.Decrement(ref _open);
}
