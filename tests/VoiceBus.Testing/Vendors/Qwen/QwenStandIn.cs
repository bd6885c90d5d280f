using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using VoiceBus.Testing.Vendors.DashScope;
using VoiceBus.Testing.Vendors.WebSockets;

namespace VoiceBus.Testing.Vendors.Qwen;

/// <summary>
/// Stands in for the realtime speech models of Alibaba Cloud Model Studio under <c>/api-ws/v1/realtime</c>: Qwen-ASR-Realtime and
/// Qwen-TTS-Realtime; refuses what they refuse. Made after public descriptions: the vendor's references of client and server events, its
/// dashscope-sdk-python (<c>audio/qwen_omni/omni_realtime.py</c>, <c>audio/qwen_tts_realtime/qwen_tts_realtime.py</c>), and for
/// recognition the client of xiaozhi-esp32-server-golang (<c>asr/aliyun_qwen3</c>). Where regions differ (ids of pieces) it plays both.
/// </summary>
public sealed class QwenStandIn : IAsyncDisposable
{
    /// <summary>The API key it knows.</summary>
    public const string ApiKey = "sk-qwen-0123456789";

    private readonly ConcurrentQueue<DashScopeCall> _calls = new();
    private WebSocketStandIn _server = null!;

    private QwenStandIn()
    {
    }

    /// <summary>How it answers.</summary>
    public DashScopeScript Script { get; set; } = new();

    /// <summary>The sessions so far.</summary>
    public IReadOnlyList<DashScopeCall> Calls => [.. _calls];

    /// <summary>The server beneath.</summary>
    public WebSocketStandIn Server => _server;

    /// <summary>Its address.</summary>
    public Uri Url => new(_server.Url, "api-ws/v1/realtime");

    /// <summary>Starts it.</summary>
    public static async Task<QwenStandIn> StartAsync()
    {
        var standIn = new QwenStandIn();
        standIn._server = await WebSocketStandIn.StartAsync(standIn.TalkAsync);
        standIn._server.Refuse = RefuseAsync;
        return standIn;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private Task TalkAsync(StandInSocket socket)
    {
        var call = new DashScopeCall();
        _calls.Enqueue(call);
        QwenTalk talk = socket.Query["model"].Contains("-asr-", StringComparison.Ordinal)
            ? new QwenRecognitionTalk(socket, () => Script, call)
            : new QwenSynthesisTalk(socket, () => Script, call);
        return talk.RunAsync();
    }

    private static async Task<bool> RefuseAsync(HttpContext context)
    {
        var authorization = context.Request.Headers.Authorization.ToString().Split(' ');
        var isKnown = authorization is [var scheme, ApiKey] && scheme.Equals("bearer", StringComparison.OrdinalIgnoreCase);
        var model = context.Request.Query["model"].ToString();
        var status = !isKnown ? 401
            : context.Request.Path.Value != "/api-ws/v1/realtime" ? 404
            : model is "qwen3-asr-flash-realtime" or "qwen3-tts-flash-realtime" or "qwen3-tts-instruct-flash-realtime" ? 0 : 400;
        if (status == 0)
            return false;
        context.Response.StatusCode = status;
        await context.Response.WriteAsync("""{"code":"InvalidApiKey","message":"Invalid API-key provided."}""");
        return true;
    }
}
