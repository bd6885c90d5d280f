using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using VoiceBus.Testing.Vendors.Http;

namespace VoiceBus.Testing.Vendors.Dify;

/// <summary>What kind of app answers.</summary>
public enum DifyKind
{
    /// <summary>Pieces as <c>message</c>.</summary>
    Chatbot,

    /// <summary>Pieces as <c>agent_message</c>, with thoughts between.</summary>
    Agent,

    /// <summary>Pieces as <c>message</c>, and all of it once more in a last one.</summary>
    NewAgent,

    /// <summary>Pieces as <c>message</c>, between events of nodes.</summary>
    Chatflow,
}

/// <summary>
/// A Dify server with one app. Public sources: langgenius/dify-docs <c>en/api-reference</c> (guides on streaming and errors),
/// xinnan-tech/xiaozhi-esp32-server <c>llm/dify/dify.py</c>, and npm's <c>dify-client</c>, which talks to it in a test. It knows
/// conversations by id and user, and takes members as strictly as it can. It says "Hello from Dify."; asked about the lamp it calls the
/// tool of that name, if it was told of one in this conversation, and repeats what a tool has answered.
/// </summary>
public sealed class FakeDify : HttpStandIn
{
    /// <summary>The app's key.</summary>
    public const string Key = "app-stand-in";

    private static readonly JsonSerializerOptions _readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ConcurrentDictionary<string, (string User, List<string> Queries)> _conversations = new();
    private readonly ConcurrentQueue<string> _stopped = new();
    private int _ids;

    /// <summary>The address to configure.</summary>
    public Uri Url => new(Root, "/v1");

    /// <summary>What kind of app it is.</summary>
    public DifyKind Kind { get; set; }

    /// <summary>Answers that were stopped, with the user who did.</summary>
    public IReadOnlyList<string> Stopped => [.. _stopped];

    /// <summary>Conversations there are, by id, with what was asked in them.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Conversations =>
        _conversations.ToDictionary(static pair => pair.Key, static pair => (IReadOnlyList<string>)[.. pair.Value.Queries]);

    /// <summary>Starts it.</summary>
    public static async Task<FakeDify> StartAsync(params BadDay[] script)
    {
        var server = new FakeDify();
        server.Script(script);
        await ((HttpStandIn)server).StartAsync();
        return server;
    }

    /// <summary>Forgets all conversations, as a clean-up does.</summary>
    public void CleanUp() => _conversations.Clear();

    /// <summary>Events of an answer, as they stand on the wire.</summary>
    public static byte[] Events(params object[] events) =>
        [.. "event: ping\n\n"u8, .. events.SelectMany(static item => System.Text.Encoding.UTF8.GetBytes($"data: {JsonSerializer.Serialize(item, _readable)}\n\n"))];

    /// <summary>A piece of an answer.</summary>
    public static object Piece(string answer, string name = "message", string task = "task-0", string conversation = "conversation-0") => new
    {
        @event = name,
        task_id = task,
        message_id = "message-1",
        conversation_id = conversation,
        answer,
        created_at = 1_750_000_000,
    };

    /// <inheritdoc/>
    protected override async Task AnswerAsync(HttpContext context, StandInRequest request)
    {
        if (request.Headers.GetValueOrDefault("Authorization") != $"Bearer {Key}")
            throw new VendorRefusalException(401, "unauthorized", "Access token is invalid");
        if (request is { Method: "POST", Path: "/v1/chat-messages" })
            await ChatAsync(context, request);
        else if (request.Method == "POST" && request.Path.Split('/') is ["", "v1", "chat-messages", var task, "stop"])
            await StopAsync(context, request, task);
        else
            throw new VendorRefusalException(404, "not_found", "The requested URL was not found on the server.");
    }

    /// <inheritdoc/>
    protected override bool IsScripted(StandInRequest request) => request.Path == "/v1/chat-messages";

    /// <inheritdoc/>
    protected override Task RefuseAsync(HttpContext context, VendorRefusalException refusal) =>
        context.Response.WriteAsJsonAsync(new { code = refusal.Code, message = refusal.Message, status = refusal.Status });

    private async Task ChatAsync(HttpContext context, StandInRequest request)
    {
        var body = new Members(request.Json);
        body.Structure("inputs");
        var query = body.Text("query");
        var user = body.Text("user");
        var mode = body.MayText("response_mode") ?? "blocking";
        var asked = body.MayText("conversation_id");
        body.May("files", JsonValueKind.Array, JsonValueKind.Null);
        body.MayFlag("auto_generate_name");
        body.NoMore();
        if (mode != "streaming")
            throw new VendorRefusalException(400, "invalid_param", mode == "blocking" ? "Agent Chat App does not support blocking mode" : $"response_mode: {mode}");
        var id = string.IsNullOrEmpty(asked) ? $"conversation-{Interlocked.Increment(ref _ids)}" : asked;
        if (string.IsNullOrEmpty(asked))
            _conversations[id] = (user, []);
        // Another user's conversation does not exist.
        if (!_conversations.TryGetValue(id, out var conversation) || conversation.User != user)
            throw new VendorRefusalException(404, "not_found", "Conversation Not Exists.");
        conversation.Queries.Add(query);
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        await context.Response.Body.WriteAsync(Events([.. Answer(id, Words(query, conversation.Queries))]), context.RequestAborted);
    }

    private async Task StopAsync(HttpContext context, StandInRequest request, string task)
    {
        var body = new Members(request.Json);
        _stopped.Enqueue($"{task} by {body.Text("user")}");
        body.NoMore();
        await context.Response.WriteAsJsonAsync(new { result = "success" });
    }

    private static string[] Words(string query, List<string> queries) => query switch
    {
        _ when query.Contains("</tool_result>", StringComparison.Ordinal) => ["It ", "says ", query[(query.IndexOf('>', StringComparison.Ordinal) + 1)..query.IndexOf("</", StringComparison.Ordinal)], "."],
        _ when query.EndsWith("lamp", StringComparison.Ordinal) && queries.Any(static asked => asked.Contains("\"name\":\"lamp\"", StringComparison.Ordinal)) =>
            ["I will. ", "<tool", "_call>{\"name\": \"la", "mp\", \"arguments\": {\"on\": true}}</tool", "_call>"],
        _ => ["Hello ", "from ", "Dify."],
    };

    private IEnumerable<object> Answer(string id, string[] words)
    {
        var task = $"task-{id}";
        var name = Kind == DifyKind.Agent ? "agent_message" : "message";
        if (Kind == DifyKind.Chatflow)
            yield return new { @event = "workflow_started", task_id = task, workflow_run_id = "run-1", data = new { id = "run-1" } };
        if (Kind == DifyKind.Agent)
            yield return new { @event = "agent_thought", task_id = task, conversation_id = id, thought = "They greet me.", tool = "", observation = "" };
        foreach (var word in words)
            yield return Piece(word, name, task, id);
        if (Kind == DifyKind.NewAgent)
            yield return Piece(string.Concat(words), name, task, id);
        yield return new { @event = "message_end", task_id = task, conversation_id = id, message_id = "message-1", metadata = new { usage = new { prompt_tokens = 33, completion_tokens = 5, total_tokens = 38, latency = 0.7 } } };
        if (Kind == DifyKind.Chatflow)
            yield return new { @event = "workflow_finished", task_id = task, workflow_run_id = "run-1", data = new { id = "run-1", status = "succeeded", outputs = new { answer = string.Concat(words) } } };
    }
}
