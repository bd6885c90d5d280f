using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using VoiceBus.Testing.Vendors.WebSockets;

namespace VoiceBus.Testing.Vendors.Deepgram;

/// <summary>
/// Stands in for Deepgram: listen v1 (nova) and v2 (Flux), speak v1 (Aura). Refuses keys, parameters and messages it does not know. Hears
/// voice in any sample that is not zero, a word every 300 ms. Made after Deepgram's API reference and its client (npm
/// <c>@deepgram/sdk</c> 5.13.0, which talks to it in a test), livekit/agents da6af86a and pipecat-ai/pipecat acead050.
/// </summary>
public sealed class DeepgramStandIn : IAsyncDisposable
{
    /// <summary>The key it knows.</summary>
    public const string Key = "very-secret-key";

    private static readonly string[] _listen1 =
    [
        "model", "language", "encoding", "sample_rate", "channels", "interim_results", "endpointing", "punctuate", "smart_format", "keyterm", "keywords",
        "mip_opt_out", "numerals", "profanity_filter", "utterance_end_ms", "vad_events",
    ];

    private static readonly string[] _listen2 =
        ["model", "encoding", "sample_rate", "eot_threshold", "eager_eot_threshold", "eot_timeout_ms", "keyterm", "language_hint", "mip_opt_out", "tag"];

    private static readonly string[] _speak1 = ["model", "encoding", "sample_rate", "speed", "mip_opt_out"];

    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebSocketStandIn _server = null!;

    private DeepgramStandIn()
    {
    }

    /// <summary>Where it listens.</summary>
    public Uri Url => _server.Url;

    /// <summary>Handshakes asked for, refused ones included.</summary>
    public int Handshakes => _server.Handshakes;

    /// <summary>The connections so far.</summary>
    public IReadOnlyList<StandInSocket> Sockets => _server.Sockets;

    /// <summary>What Deepgram would not have understood.</summary>
    public IReadOnlyList<string> Complaints => [.. _complaints];

    /// <summary>What it understands, word by word.</summary>
    public IReadOnlyList<string> Words { get; set; } = ["Turn", "on", "the", "light", "in", "the", "kitchen", "please."];

    /// <summary>A status to answer handshakes with, and a header's name and value; null: it opens them.</summary>
    public (int Status, string Header, string Value)? Refusal { get; set; }

    /// <summary>What goes wrong: hang, hang-within, cut-within, malformed, error, close, no-metadata, chatty, flush; null: nothing.</summary>
    public string? Trouble { get; set; }

    /// <summary>Completes when it may answer the end; null: at once.</summary>
    public Task? Gate { get; set; }

    /// <summary>Completes when it was told the end of an utterance.</summary>
    public Task Ended => _ended.Task;

    /// <summary>KeepAlive messages received.</summary>
    public int KeepAlives { get; internal set; }

    /// <summary>Starts one.</summary>
    public static async Task<DeepgramStandIn> StartAsync()
    {
        var standIn = new DeepgramStandIn();
        standIn._server = await WebSocketStandIn.StartAsync(standIn.TalkAsync);
        standIn._server.Refuse = standIn.RefuseAsync;
        return standIn;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    internal void Complain(string complaint) => _complaints.Enqueue(complaint);

    internal Task EndAsync()
    {
        _ended.TrySetResult();
        return Gate ?? Task.CompletedTask;
    }

    private Task TalkAsync(StandInSocket socket) => socket.Path switch
    {
        "/v1/listen" => new ListenTalk(this, socket).RunAsync(),
        "/v2/listen" => new FluxTalk(this, socket).RunAsync(),
        _ => new SpeakTalk(this, socket).RunAsync(),
    };

    private Task<bool> RefuseAsync(HttpContext context)
    {
        if (Refusal is var (status, header, value))
            return Say(context, status, header, value);
        if (context.Request.Headers.Authorization != $"Token {Key}")
            return Say(context, 401, "dg-error", "Invalid credentials.");
        var known = context.Request.Path.Value switch
        {
            "/v1/listen" => _listen1,
            "/v2/listen" => _listen2,
            "/v1/speak" => _speak1,
            _ => null,
        };
        if (known is null)
            return Say(context, 404, "dg-error", "Not found.");
        var query = context.Request.Query;
        if (query.Keys.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
            return Say(context, 400, "dg-error", $"Bad Request: unknown parameter {unknown}");
        var isFlux = query["model"].ToString().StartsWith("flux", StringComparison.Ordinal);
        var wanted = known == _speak1 ? query["sample_rate"].ToString() : "16000";
        return query["model"].Count == 1 && query["encoding"] == "linear16" && query["sample_rate"] == wanted && isFlux == (known == _listen2)
            ? Task.FromResult(false)
            : Say(context, 400, "dg-error", $"Bad Request: No such model/language/tier combination found. ({query["model"]})");
    }

    private static Task<bool> Say(HttpContext context, int status, string header, string value)
    {
        context.Response.StatusCode = status;
        context.Response.Headers[header] = value;
        return Task.FromResult(true);
    }
}
