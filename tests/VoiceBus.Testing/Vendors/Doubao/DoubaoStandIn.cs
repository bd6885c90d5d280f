using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using VoiceBus.Testing.Vendors.WebSockets;

namespace VoiceBus.Testing.Vendors.Doubao;

/// <summary>
/// Stands in for Doubao's speech services (Volcengine), recognition under <c>/api/v3/sauc/…</c> and synthesis under
/// <c>/api/v3/tts/bidirection</c>; refuses what they refuse. Made after public descriptions: the vendor's documents 1354869 and 1329505,
/// and for recognition the clients of TEN-framework (<c>bytedance_llm_based_asr</c>: gzip, sequence numbers) and of
/// xiaozhi-esp32-server (<c>asr/doubao_stream.py</c>: neither), for synthesis those of TEN-framework (<c>bytedance_tts_duplex</c>)
/// and xiaozhi-esp32-server (<c>tts/huoshan_double_stream.py</c>). Where they differ it plays both.
/// </summary>
public sealed class DoubaoStandIn : IAsyncDisposable
{
    /// <summary>The APP ID it knows.</summary>
    public const string AppId = "123456789";

    /// <summary>The Access Token it knows.</summary>
    public const string AccessToken = "access-token-0123456789";

    /// <summary>The key of the new console it knows.</summary>
    public const string ApiKey = "api-key-0123456789";

    private static readonly string[] _resources =
    [
        "volc.bigasr.sauc.duration", "volc.bigasr.sauc.concurrent", "volc.seedasr.sauc.duration", "volc.seedasr.sauc.concurrent",
        "seed-tts-1.0", "volc.service_type.10029", "seed-tts-2.0", "seed-icl-1.0", "seed-icl-2.0",
    ];

    private readonly ConcurrentQueue<DoubaoHeardUtterance> _utterances = new();
    private readonly ConcurrentQueue<DoubaoSpokenSentence> _sentences = new();
    private readonly ConcurrentDictionary<string, bool> _sessions = new();
    private WebSocketStandIn _server = null!;

    private DoubaoStandIn()
    {
    }

    /// <summary>How it hears.</summary>
    public DoubaoHearing Hearing { get; set; } = new();

    /// <summary>How it speaks.</summary>
    public DoubaoSpeaking Speaking { get; set; } = new();

    /// <summary>The utterances so far.</summary>
    public IReadOnlyList<DoubaoHeardUtterance> Utterances => [.. _utterances];

    /// <summary>The sentences so far.</summary>
    public IReadOnlyList<DoubaoSpokenSentence> Sentences => [.. _sentences];

    /// <summary>The server beneath.</summary>
    public WebSocketStandIn Server => _server;

    /// <summary>The address of the synthesis.</summary>
    public Uri SynthesisUrl => new(_server.Url, "api/v3/tts/bidirection");

    /// <summary>Starts it.</summary>
    public static async Task<DoubaoStandIn> StartAsync()
    {
        var standIn = new DoubaoStandIn();
        standIn._server = await WebSocketStandIn.StartAsync(standIn.TalkAsync);
        standIn._server.Refuse = RefuseAsync;
        return standIn;
    }

    /// <summary>The address of the recognition.</summary>
    /// <param name="mode">bigmodel_async, bigmodel or bigmodel_nostream.</param>
    public Uri RecognitionUrl(string mode = "bigmodel_async") => new(_server.Url, $"api/v3/sauc/{mode}");

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private Task TalkAsync(StandInSocket socket)
    {
        if (!socket.Path.StartsWith("/api/v3/sauc/", StringComparison.Ordinal))
            return new DoubaoSynthesisTalk(socket, () => Speaking, _sentences, _sessions).RunAsync();
        var utterance = new DoubaoHeardUtterance();
        _utterances.Enqueue(utterance);
        return new DoubaoRecognitionTalk(socket, Hearing, utterance).RunAsync();
    }

    private static async Task<bool> RefuseAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        var isKnown = headers["X-Api-Key"] == ApiKey || (headers["X-Api-App-Key"] == AppId && headers["X-Api-Access-Key"] == AccessToken);
        var path = context.Request.Path.Value ?? "";
        var (status, message) = (isKnown, path) switch
        {
            (false, _) => (401, "load grant: requested grant not found"),
            _ when !_resources.Contains(headers["X-Api-Resource-Id"].ToString()) => (403, "[resource_id=other] requested resource not granted"),
            _ when !Guid.TryParse(headers["X-Api-Connect-Id"], out _) => (400, "X-Api-Connect-Id is missing"),
            (_, "/api/v3/sauc/bigmodel_async" or "/api/v3/sauc/bigmodel" or "/api/v3/sauc/bigmodel_nostream" or "/api/v3/tts/bidirection") => (0, ""),
            _ => (404, "no such path"),
        };
        context.Response.Headers["X-Tt-Logid"] = "202407261553070FACFE6D19421815D605";
        if (status == 0)
            return false;
        context.Response.StatusCode = status;
        context.Response.Headers["X-Api-Message"] = message;
        await context.Response.WriteAsync($$"""{"error":"{{message}}"}""");
        return true;
    }
}
