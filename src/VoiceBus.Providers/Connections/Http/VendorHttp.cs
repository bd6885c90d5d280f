using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Providers.Connections.Http;

/// <summary>The warm connections to vendors spoken to over HTTP: one instance per process. Thread-safe.</summary>
internal sealed class VendorHttp : IDisposable
{
    private readonly SocketsHttpHandler _connections;

    /// <summary>Connects to nobody yet.</summary>
    /// <param name="time">The clock of all deadlines.</param>
    /// <param name="events">Notified of defects.</param>
    public VendorHttp(TimeProvider time, IEventSink events)
    {
        Time = time;
        Guard = new ExceptionGuard(events, "vendor connections");
        _connections = VendorConnections.Create(time, Guard);
        Client = new HttpMessageInvoker(_connections, disposeHandler: false);
    }

    /// <summary>
    /// How long the rest of an answer that was left early is read, for the connection's sake; zero hangs up at once. Set before the first
    /// request.
    /// </summary>
    public TimeSpan DrainTimeout
    {
        init => _connections.ResponseDrainTimeout = value;
    }

    /// <summary>The clock of all deadlines.</summary>
    public TimeProvider Time { get; }

    /// <summary>Deals with what callbacks throw.</summary>
    public ExceptionGuard Guard { get; }

    /// <summary>Sends requests; answers are there with their headers.</summary>
    public HttpMessageInvoker Client { get; }

    /// <summary>What the connections of a provider need.</summary>
    public VendorContext Context(ServiceType service, string provider) => new(service, provider, Time, Guard);

    /// <inheritdoc/>
    public void Dispose()
    {
        Client.Dispose();
        _connections.Dispose();
    }
}
