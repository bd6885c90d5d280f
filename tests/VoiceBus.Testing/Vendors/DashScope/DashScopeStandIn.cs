using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using VoiceBus.Testing.Vendors.WebSockets;

namespace VoiceBus.Testing.Vendors.DashScope;

/// <summary>
/// Stands in for the speech services of Alibaba Cloud Model Studio (DashScope): tasks under <c>/api-ws/v1/inference</c> (Paraformer,
/// Fun-ASR, CosyVoice); refuses what they refuse. Made after public descriptions: the vendor's WebSocket references, its
/// dashscope-sdk-python (<c>audio/asr/recognition.py</c>, <c>audio/tts_v2/speech_synthesizer.py</c>) and the questions and answers of its
/// bailian-speech-demo, and the clients of xiaozhi-esp32-server (<c>asr/aliyunbl_stream.py</c>, <c>tts/alibl_stream.py</c>).
/// </summary>
public sealed class DashScopeStandIn : IAsyncDisposable
{
    /// <summary>The API key it knows.</summary>
    public const string ApiKey = "sk-dashscope-0123456789";

    private readonly ConcurrentQueue<DashScopeCall> _calls = new();
    private readonly ConcurrentDictionary<string, bool> _ids = new();
    private WebSocketStandIn _server = null!;

    private DashScopeStandIn()
    {
    }

    /// <summary>How it answers.</summary>
    public DashScopeScript Script { get; set; } = new();

    /// <summary>The calls so far.</summary>
    public IReadOnlyList<DashScopeCall> Calls => [.. _calls];

    /// <summary>The server beneath.</summary>
    public WebSocketStandIn Server => _server;

    /// <summary>The address of the tasks.</summary>
    public Uri InferenceUrl => new(_server.Url, "api-ws/v1/inference");

    /// <summary>Starts it.</summary>
    public static async Task<DashScopeStandIn> StartAsync()
    {
        var standIn = new DashScopeStandIn();
        standIn._server = await WebSocketStandIn.StartAsync(standIn.TalkAsync);
        standIn._server.Refuse = RefuseAsync;
        return standIn;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private Task TalkAsync(StandInSocket socket) => new DashScopeTaskTalk(socket, () => Script, _calls, _ids).RunAsync();

    private static async Task<bool> RefuseAsync(HttpContext context)
    {
        var authorization = context.Request.Headers.Authorization.ToString().Split(' ');
        var isKnown = authorization is [var scheme, ApiKey] && scheme.Equals("bearer", StringComparison.OrdinalIgnoreCase);
        var status = !isKnown ? 401 : context.Request.Path.Value?.TrimEnd('/') is "/api-ws/v1/inference" ? 0 : 404;
        if (status == 0)
            return false;
        context.Response.StatusCode = status;
        await context.Response.WriteAsync("""{"code":"InvalidApiKey","message":"Invalid API-key provided."}""");
        return true;
    }
}
