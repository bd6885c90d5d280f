using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace VoiceBus.Testing.Vendors.Http;

/// <summary>
/// A vendor on a loopback port: a real server that answers as its vendor does, or as a test has scripted, and remembers what it
/// was asked. Thread-safe.
/// </summary>
public abstract class HttpStandIn : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<BadDay> _script = new();
    private readonly ConcurrentQueue<StandInRequest> _requests = new();
    private readonly Channel<StandInRequest> _arrivals = Channel.CreateUnbounded<StandInRequest>();
    private int _connections;

    /// <summary>Prepares the server; it listens when it is started.</summary>
    protected HttpStandIn()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Use(next => connection =>
        {
            Interlocked.Increment(ref _connections);
            return next(connection);
        })));
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = TimeSpan.Zero);
        _app = builder.Build();
        _app.Run(ServeAsync);
    }

    /// <summary>Its root.</summary>
    public Uri Root => new(_app.Urls.First());

    /// <summary>Everything asked so far, oldest first.</summary>
    public IReadOnlyList<StandInRequest> Requests => [.. _requests];

    /// <summary>Connections made so far.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>What the next requests meet instead of an answer, in order.</summary>
    public void Script(params BadDay[] days)
    {
        foreach (var day in days)
            _script.Enqueue(day);
    }

    /// <summary>Begins to listen.</summary>
    public Task StartAsync() => _app.StartAsync();

    /// <summary>Waits for the next request to arrive.</summary>
    public async Task<StandInRequest> NextRequestAsync(CancellationToken cancellationToken) => await _arrivals.Reader.ReadAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Answers as the vendor does; throws <see cref="VendorRefusalException"/> for what the vendor refuses.</summary>
    protected abstract Task AnswerAsync(HttpContext context, StandInRequest request);

    /// <summary>Whether a request may meet what was scripted; else it is answered as usual.</summary>
    protected virtual bool IsScripted(StandInRequest request) => true;

    /// <summary>Writes a refusal in the vendor's form.</summary>
    protected abstract Task RefuseAsync(HttpContext context, VendorRefusalException refusal);

    private async Task ServeAsync(HttpContext context)
    {
        try
        {
            var request = await StandInRequest.ReadAsync(context);
            await using var gone = context.RequestAborted.UnsafeRegister(static state => ((StandInRequest)state!).Close(), request);
            _requests.Enqueue(request);
            await _arrivals.Writer.WriteAsync(request, context.RequestAborted);
            if (IsScripted(request) && _script.TryDequeue(out var day))
                await day.HappenAsync(context, request);
            else
                await AnswerAsync(context, request);
        }
        catch (VendorRefusalException refusal)
        {
            context.Response.StatusCode = refusal.Status;
            await RefuseAsync(context, refusal);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The client left: seen by the request's Closed.
        }
    }
}
