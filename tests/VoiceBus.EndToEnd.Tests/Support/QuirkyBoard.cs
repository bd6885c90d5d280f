using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using VoiceBus.Device;
using VoiceBus.Device.Mcp;

namespace VoiceBus.EndToEnd.Tests.Support;

/// <summary>
/// A board with the firmware's habits (protocol.md 5): numeric ids only, pages of 8 000 bytes, errors without code; what a
/// tool does is the test's. A tool that answers null leaves its call open until <see cref="AnswerAsync"/>.
/// </summary>
internal sealed class QuirkyBoard : IDeviceMcpServer
{
    private const int MaxPage = 8000;

    private readonly ConcurrentQueue<JsonElement> _requests = new();
    private readonly Channel<JsonElement> _calls = Channel.CreateBounded<JsonElement>(100);

    /// <summary>Tools as listed: name to JSON.</summary>
    public List<(string Name, string Json)> Tools { get; } = [];

    /// <summary>Answers a call by its name and arguments; null is silence.</summary>
    public Func<string, JsonElement, string?> Call { get; set; } = static (_, _) => Text("true");

    /// <summary>Answers nothing at all.</summary>
    public bool IsDead { get; init; }

    public IEnumerable<JsonElement> Requests => _requests;

    public IEnumerable<string> Called => Requests.Where(static r => Method(r) == "tools/call").Select(static r => r.GetProperty("params").GetProperty("name").GetString()!);

    public static string Text(string text) =>
        $$"""{"content":[{"type":"text","text":{{JsonSerializer.Serialize(text)}}}],"isError":false}""";

    public void Add(string name, string properties = "{}", string description = "") => Tools.Add((
        name, $$$"""{"name":"{{{name}}}","description":"{{{description}}}","inputSchema":{"type":"object","properties":{{{properties}}}}}"""));

    /// <summary>Waits for the next call of a tool.</summary>
    public ValueTask<JsonElement> NextCallAsync(CancellationToken ct) => _calls.Reader.ReadAsync(ct);

    /// <summary>Answers a call that was left open.</summary>
    public static Task AnswerAsync(DeviceClient device, JsonElement call, string result, CancellationToken ct) => device.SendTextAsync(
        Encoding.UTF8.GetBytes($$$"""{"session_id":"","type":"mcp","payload":{"jsonrpc":"2.0","id":{{{call.GetProperty("id").GetInt32()}}},"result":{{{result}}}}}"""), ct);

    /// <summary>Refuses a call as the firmware does: no code, nothing escaped.</summary>
    public static Task RefuseAsync(DeviceClient device, JsonElement call, string reason, CancellationToken ct) => device.SendTextAsync(
        Encoding.UTF8.GetBytes($$$$"""{"session_id":"","type":"mcp","payload":{"jsonrpc":"2.0","id":{{{{call.GetProperty("id").GetInt32()}}}},"error":{"message":"{{{{reason}}}}"}}}"""), ct);

    public byte[]? Answer(JsonElement request)
    {
        _requests.Enqueue(request);
        // The firmware drops what has no 32-bit number for an id.
        if (IsDead || !request.TryGetProperty("id", out var given) || given.ValueKind != JsonValueKind.Number || !given.TryGetInt32(out var id))
            return null;
        var answer = Method(request) switch
        {
            "initialize" => Result(id, """{"protocolVersion":"2024-11-05","capabilities":{"tools":{}},"serverInfo":{"name":"quirky","version":"1.8.5"}}"""),
            "tools/list" => Result(id, Page(request)),
            "tools/call" => Run(id, request),
            var method => $$$"""{"jsonrpc":"2.0","id":{{{id}}},"error":{"message":"Method not implemented: {{{method}}}"}}""",
        };
        return answer is null ? null : Encoding.UTF8.GetBytes(answer);
    }

    private static string Method(JsonElement request) => request.GetProperty("method").GetString()!;

    private static string Result(int id, string result) => $$"""{"jsonrpc":"2.0","id":{{id}},"result":{{result}}}""";

    private string? Run(int id, JsonElement request)
    {
        _calls.Writer.TryWrite(request).ShouldBeTrue();
        var parameters = request.GetProperty("params");
        return Call(parameters.GetProperty("name").GetString()!, parameters.GetProperty("arguments")) is { } result ? Result(id, result) : null;
    }

    private string Page(JsonElement request)
    {
        var cursor = request.TryGetProperty("params", out var parameters) && parameters.TryGetProperty("cursor", out var c) ? c.GetString() : null;
        var page = new StringBuilder("""{"tools":[""");
        var at = cursor is null ? 0 : Tools.FindIndex(tool => tool.Name == cursor);
        for (var first = true; at < Tools.Count; at++, first = false)
        {
            if (page.Length + Tools[at].Json.Length > MaxPage - 100)
                return page.Append($$"""],"nextCursor":"{{Tools[at].Name}}"}""").ToString();
            page.Append(first ? "" : ",").Append(Tools[at].Json);
        }

        return page.Append("]}").ToString();
    }
}
