using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using VoiceBus.Testing.Vendors.Http;

namespace VoiceBus.Testing.Vendors.Ollama;

/// <summary>
/// An Ollama server. Public sources: ollama/ollama <c>api/types.go</c>, <c>server/routes.go</c> and <c>docs/api.md</c>, and npm's
/// <c>ollama</c>, the vendor's own client, which talks to it in a test. <c>qwen3:4b</c> thinks and uses tools, <c>plain:1b</c> neither; no
/// other model is there. It says "Hello from Ollama.", calls the first tool when it is asked to, and repeats what a tool answered. Names
/// it does not know it refuses, where a real server passes over them.
/// </summary>
public sealed partial class FakeOllama : HttpStandIn
{
    /// <summary>A model that thinks and uses tools.</summary>
    public const string Model = "qwen3:4b";

    private static readonly string[] _levels = ["low", "medium", "high"];
    private static readonly string[] _options =
        ["num_ctx", "num_predict", "temperature", "top_k", "top_p", "min_p", "seed", "stop", "repeat_penalty", "num_gpu"];

    /// <summary>Starts it.</summary>
    public static async Task<FakeOllama> StartAsync(params BadDay[] script)
    {
        var server = new FakeOllama();
        server.Script(script);
        await ((HttpStandIn)server).StartAsync();
        return server;
    }

    /// <summary>Lines of an answer.</summary>
    public static byte[] Lines(params object[] lines) =>
        [.. lines.SelectMany(static line => JsonSerializer.SerializeToUtf8Bytes(line).Append((byte)'\n'))];

    /// <summary>A line with words.</summary>
    public static object Words(string content, string? thinking = null) => new
    {
        model = Model,
        created_at = "2026-03-04T12:00:00.123456789Z",
        message = thinking is null ? new Dictionary<string, string> { ["role"] = "assistant", ["content"] = content } : new() { ["role"] = "assistant", ["content"] = content, ["thinking"] = thinking },
        done = false,
    };

    /// <summary>The last line.</summary>
    public static object Done(string reason = "stop") => new
    {
        model = Model,
        created_at = "2026-03-04T12:00:01.123456789Z",
        message = new { role = "assistant", content = "" },
        done_reason = reason,
        done = true,
        total_duration = 5_191_566_416,
        load_duration = 2_154_458,
        prompt_eval_count = 26,
        eval_count = 3,
    };

    /// <inheritdoc/>
    protected override async Task AnswerAsync(HttpContext context, StandInRequest request)
    {
        if ((request.Method, request.Path) != ("POST", "/api/chat"))
            throw new VendorRefusalException(404, "", "404 page not found");
        var body = new Members(request.Json);
        var model = body.Text("model");
        if (model is not (Model or "plain:1b"))
            throw new VendorRefusalException(404, "", $"model '{model}' not found");
        var messages = body.List("messages").EnumerateArray().ToArray();
        foreach (var message in messages)
            CheckMessage(message);
        var stream = body.MayFlag("stream") ?? true;
        var thinks = Thinks(body.May("think", JsonValueKind.True, JsonValueKind.False, JsonValueKind.String), model);
        CheckKeepAlive(body.May("keep_alive", JsonValueKind.Number, JsonValueKind.String));
        foreach (var option in body.May("options", JsonValueKind.Object)?.EnumerateObject() ?? default)
            if (!_options.Contains(option.Name))
                throw new VendorRefusalException(400, "", $"invalid option provided: {option.Name}");
        var tools = body.May("tools", JsonValueKind.Array)?.EnumerateArray().Select(CheckTool).ToArray() ?? [];
        if (tools.Length > 0 && model != Model)
            throw new VendorRefusalException(400, "", $"library/{model} does not support tools");
        body.May("format", JsonValueKind.String, JsonValueKind.Object);
        body.NoMore();
        object[] lines = messages.Length == 0 ? [Done("load")] : [.. thinks ? new[] { Words("", "They greet"), Words("", " me.") } : [], .. Answer(messages[^1], tools), Done()];
        await SendAsync(context, lines, stream || messages.Length == 0);
    }

    /// <inheritdoc/>
    protected override Task RefuseAsync(HttpContext context, VendorRefusalException refusal) => context.Response.WriteAsJsonAsync(new { error = refusal.Message });

    private static IEnumerable<object> Answer(JsonElement last, string[] tools)
    {
        var (role, said) = (last.GetProperty("role").GetString(), last.GetProperty("content").GetString()!);
        if (role == "user" && tools.Length > 0 && said.Contains("tool", StringComparison.Ordinal))
            return [new { model = Model, message = new { role = "assistant", content = "", tool_calls = new[] { new { function = new { name = tools[0], arguments = new { city = "上海", days = 2 } } } } }, done = false }];
        return (role == "tool" ? $"It says {said}." : "Hello from Ollama.").Split(' ').Select(static (word, i) => Words(i == 0 ? word : $" {word}"));
    }

    private static async Task SendAsync(HttpContext context, object[] lines, bool stream)
    {
        context.Response.ContentType = stream ? "application/x-ndjson" : "application/json; charset=utf-8";
        foreach (var line in stream ? lines : lines[^1..])
        {
            await context.Response.Body.WriteAsync(Lines(line), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    private static void CheckMessage(JsonElement json)
    {
        var message = new Members(json, "message");
        var role = message.Text("role");
        if (role is not ("system" or "user" or "assistant" or "tool"))
            throw new VendorRefusalException(400, "", $"invalid role: {role}");
        message.MayText("content");
        message.MayText("thinking");
        message.MayText("tool_name");
        message.MayText("tool_call_id");
        foreach (var picture in message.May("images", JsonValueKind.Array)?.EnumerateArray() ?? default)
            if (!picture.TryGetBytesFromBase64(out _))
                throw new VendorRefusalException(400, "", "illegal base64 data at input byte 4");
        foreach (var call in message.May("tool_calls", JsonValueKind.Array)?.EnumerateArray() ?? default)
        {
            var members = new Members(call, "tool_call");
            members.MayText("id");
            members.MayText("type");
            var function = new Members(members.Structure("function"), "function");
            function.Text("name");
            // A text is what OpenAI wants; here it is refused.
            function.Structure("arguments");
            function.May("index", JsonValueKind.Number);
            function.NoMore();
            members.NoMore();
        }

        message.NoMore();
    }

    private static string CheckTool(JsonElement json)
    {
        var tool = new Members(json, "tool");
        tool.Text("type");
        var function = new Members(tool.Structure("function"), "function");
        var name = function.Text("name");
        function.MayText("description");
        function.Structure("parameters");
        function.NoMore();
        tool.NoMore();
        return name;
    }

    private static bool Thinks(JsonElement? think, string model) => think switch
    {
        null => model == Model,
        { ValueKind: JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.String } level when !_levels.Contains(level.GetString()) => throw new VendorRefusalException(400, "", $"invalid think value: \"{level}\""),
        _ => model == Model ? true : throw new VendorRefusalException(400, "", $"\"{model}\" does not support thinking"),
    };

    private static void CheckKeepAlive(JsonElement? time)
    {
        if (time is { ValueKind: JsonValueKind.String } text && !Duration().IsMatch(text.GetString()!))
            throw new VendorRefusalException(400, "", $"time: missing unit in duration \"{text}\"");
    }

    [GeneratedRegex(@"^-?(\d+(\.\d+)?(ms|s|m|h))+$")]
    private static partial Regex Duration();
}
