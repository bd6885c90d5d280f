using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace VoiceBus.Testing.Vendors;

/// <summary>
/// A vendor that speaks the OpenAI chat completions protocol on a loopback port: answers as scripted, remembers what it was
/// asked. Without a script it answers "Hello from the fake vendor.".
/// </summary>
public sealed class FakeOpenAiServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<VendorReply> _script = new();
    private readonly Channel<VendorRequest> _arrivals = Channel.CreateUnbounded<VendorRequest>();
    private readonly ConcurrentQueue<VendorRequest> _requests = new();
    private readonly ConcurrentQueue<string> _misses = new();

    private FakeOpenAiServer(WebApplication app)
    {
        _app = app;
        app.MapPost("{**path}", AnswerAsync);
    }

    /// <summary>The address to configure, such as http://127.0.0.1:40000/v1.</summary>
    public Uri Url => new(_app.Urls.First() + "/v1");

    /// <summary>The address without a path.</summary>
    public Uri Origin => new(_app.Urls.First());

    /// <summary>Where it answers; anything else is not found.</summary>
    public string Path { get; set; } = "/v1/chat/completions";

    /// <summary>Paths asked for at which nobody answers, oldest first.</summary>
    public IReadOnlyList<string> Misses => [.. _misses];

    /// <summary>Everything asked so far, oldest first.</summary>
    public IReadOnlyList<VendorRequest> Requests => [.. _requests];

    /// <summary>Starts a vendor.</summary>
    public static async Task<FakeOpenAiServer> StartAsync(params VendorReply[] script)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = TimeSpan.Zero);
        var server = new FakeOpenAiServer(builder.Build());
        server.Script(script);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Adds answers for the next requests, in order.</summary>
    public void Script(params VendorReply[] replies)
    {
        foreach (var reply in replies)
            _script.Enqueue(reply);
    }

    /// <summary>Waits for the next request to arrive.</summary>
    public async Task<VendorRequest> NextRequestAsync(CancellationToken cancellationToken) =>
        await _arrivals.Reader.ReadAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path != Path)
        {
            _misses.Enqueue(context.Request.Path);
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var headers = context.Request.Headers.ToDictionary(
            static header => header.Key, static header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var request = new VendorRequest(context.Request.Path + context.Request.QueryString, body.RootElement.Clone(), headers);
        await using var gone = context.RequestAborted.UnsafeRegister(static state => ((VendorRequest)state!).Close(), request);
        _requests.Enqueue(request);
        await _arrivals.Writer.WriteAsync(request, context.RequestAborted);
        var reply = _script.TryDequeue(out var scripted) ? scripted : VendorReply.Words("Hello ", "from ", "the ", "fake ", "vendor.");
        try
        {
            await reply.WriteAsync(context, request);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The client left: seen by the request's Closed.
        }
    }
}
