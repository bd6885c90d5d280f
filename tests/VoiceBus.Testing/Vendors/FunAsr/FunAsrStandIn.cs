using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using VoiceBus.Testing.Vendors.WebSockets;

namespace VoiceBus.Testing.Vendors.FunAsr;

/// <summary>
/// Stands in for a FunASR server of any kind: hears voice in any sample that is not zero, ends a segment after 800 ms of silence as the
/// servers do, and understands the texts it was given, one a segment. Made after modelscope/FunASR 3c58cb56 and before
/// (<c>runtime/websocket/bin</c>, <c>runtime/python/websocket</c>, <c>funasr/bin/realtime_ws.py</c>) and two clients of others:
/// xinnan-tech/xiaozhi-esp32-server 7475ea2b (<c>asr/fun_server.py</c>) and hackers365/xiaozhi-esp32-server-golang (<c>asr/funasr</c>).
/// </summary>
public sealed class FunAsrStandIn : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebSocketStandIn _server = null!;

    private FunAsrStandIn(FunAsrServer kind, FunAsrTrouble trouble) => (Kind, Trouble) = (kind, trouble);

    /// <summary>Where it listens.</summary>
    public Uri Url => _server.Url;

    /// <summary>Connections made.</summary>
    public int Handshakes => _server.Handshakes;

    /// <summary>The connections so far.</summary>
    public IReadOnlyList<StandInSocket> Sockets => _server.Sockets;

    /// <summary>What a true server would not have understood, or would have dropped in silence.</summary>
    public IReadOnlyList<string> Complaints => [.. _complaints];

    /// <summary>What it understands, one a segment; then from the beginning.</summary>
    public IReadOnlyList<string> Segments { get; set; } = ["今天天气怎么样？", "明天呢？"];

    /// <summary>The words to listen for that it was told last.</summary>
    public string? Hotwords { get; internal set; }

    /// <summary>The language it was told last.</summary>
    public string? Language { get; internal set; }

    /// <summary>Completes when it was told the end of an utterance.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Completes when it may answer the end; null: at once.</summary>
    public Task? FinalGate { get; set; }

    internal FunAsrServer Kind { get; }

    internal FunAsrTrouble Trouble { get; }

    internal bool IsPython => Kind is FunAsrServer.Python or FunAsrServer.PythonOld or FunAsrServer.PythonSpring2026;

    /// <summary>Starts one.</summary>
    /// <param name="kind">Which server.</param>
    /// <param name="trouble">What goes wrong.</param>
    /// <param name="tls">Whether it has a certificate it made itself, as the project's images have.</param>
    public static async Task<FunAsrStandIn> StartAsync(FunAsrServer kind, FunAsrTrouble trouble = FunAsrTrouble.None, bool tls = false)
    {
        var standIn = new FunAsrStandIn(kind, trouble);
        standIn._server = await WebSocketStandIn.StartAsync(standIn.TalkAsync, standIn.IsPython ? "binary" : null, tls);
        standIn._server.Refuse = context =>
        {
            context.Response.Headers.Server = standIn.Kind is FunAsrServer.CppTwoPass or FunAsrServer.CppOffline ? "WebSocket++/0.8.2" : "Python/3.11 websockets/15.0";
            return Task.FromResult(standIn.Refusal is { } status && Set(context, status));
        };
        return standIn;
    }

    /// <summary>The status it answers handshakes with, as a proxy before it would; null: it opens them.</summary>
    public int? Refusal { get; set; }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    internal Task EndAsync()
    {
        _ended.TrySetResult();
        return FinalGate ?? Task.CompletedTask;
    }

    internal void Complain(string complaint) => _complaints.Enqueue(complaint);

    private static bool Set(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return true;
    }

    private Task TalkAsync(StandInSocket socket) => Kind is FunAsrServer.Realtime or FunAsrServer.RealtimeClient
        ? new RealtimeTalk(this, socket).RunAsync()
        : new ClassicTalk(this, socket).RunAsync();
}
