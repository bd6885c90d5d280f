using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Providers.OpenAi;

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
        // Who is interrupted hangs up, instead of listening to the rest for the connection's sake.
        _connections.ResponseDrainTimeout = TimeSpan.Zero;
        Client = new HttpMessageInvoker(_connections, disposeHandler: false);
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
