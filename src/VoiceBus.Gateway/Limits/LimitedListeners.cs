using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace VoiceBus.Gateway.Limits;

/// <summary>
/// Listens as Kestrel's own transport does; a connection over the limit is let go before the next one is accepted, so that there
/// is never more than one of them. Thread-safe.
/// </summary>
public sealed class LimitedListeners(IOptions<SocketTransportOptions> options, ILoggerFactory loggers, ConnectionLimit limit)
    : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private const int UnreadBytes = 64 * 1024;

    private readonly SocketTransportFactory _sockets = new(options, loggers);

    /// <summary>Bounds what each connection may hold unread: of a device that is held back the rest waits in its own memory.</summary>
    public static void Configure(KestrelServerOptions kestrel) => kestrel.Limits.MaxRequestBufferSize = UnreadBytes;

    /// <inheritdoc/>
    public bool CanBind(EndPoint endpoint) => _sockets.CanBind(endpoint);

    /// <inheritdoc/>
    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new Listener(await _sockets.BindAsync(endpoint, cancellationToken), limit);

    private sealed class Listener(IConnectionListener sockets, ConnectionLimit limit) : IConnectionListener
    {
        public EndPoint EndPoint => sockets.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (await sockets.AcceptAsync(cancellationToken) is { } connection)
            {
                if (limit.TryEnter(connection.RemoteEndPoint))
                    return new CountedConnection(connection, limit);
                connection.Abort(new ConnectionAbortedException("There are too many connections."));
                await connection.DisposeAsync();
            }

            return null;
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => sockets.UnbindAsync(cancellationToken);

        public ValueTask DisposeAsync() => sockets.DisposeAsync();
    }
}
