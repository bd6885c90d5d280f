using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using VoiceBus.Testing.Vendors;

namespace VoiceBus.EndToEnd.Tests.Issues;

/// <summary>
/// B1 B5 F9 (open-xiaozhi-client, Lua boards): a page that answers initialize with its name alone is asked for its tools, one with a bad
/// schema costs itself, and what is seen on a photo of real size reaches the model.
/// </summary>
public sealed class B01BrowserPageTests : IDisposable
{
    private const string Hello = """{"type":"hello","version":1,"features":{"mcp":true},"transport":"websocket","audio_params":{"format":"opus","sample_rate":16000,"channels":1,"frame_duration":60}}""";

    private readonly ClientWebSocket _socket = new();
    private string _session = "";

    public void Dispose() => _socket.Dispose();

    [Fact]
    public async Task A_page_with_odd_answers_is_a_device_with_tools_like_any_other()
    {
        await using var odd = await OddVendor.StartAsync(VendorReply.ToolCall("call_1", "self_camera_take_photo", "{}"), VendorReply.Words("A cat on a sofa."));
        _socket.Options.SetRequestHeader("Device-Id", "02:00:00:00:b1:01");
        await _socket.ConnectAsync(odd.Server.Socket, odd.Deadline);
        await SendAsync(Hello, odd.Deadline);

        while (await ReadAsync(odd.Deadline) is { } message && !await IsOverAsync(message, odd.Deadline))
        {
            // Until the answer was spoken.
        }

        var requests = odd.Vendor.Requests;
        requests[0].Body.GetProperty("tools").EnumerateArray().Select(static tool => tool.GetProperty("function").GetProperty("name").GetString())
            .ShouldContain("self_camera_take_photo");
        requests[0].Body.GetProperty("tools").GetRawText().ShouldNotContain("self_bad");
        requests[1].Body.GetProperty("messages").EnumerateArray().Single(static one => one.GetProperty("role").GetString() == "tool").GetProperty("content").GetString()
            .ShouldBe("""{"success":true,"photo_data":"[an image]","vision_analysis":{"text":"a cat on a sofa"}}""");
    }

    private async Task<bool> IsOverAsync(JsonElement message, CancellationToken ct)
    {
        switch (message.GetProperty("type").GetString())
        {
            case "hello":
                _session = message.GetProperty("session_id").GetString()!;
                return false;
            case "mcp":
                await AnswerAsync(message.GetProperty("payload"), ct);
                return false;
            default:
                return message.TryGetProperty("state", out var state) && state.GetString() == "stop";
        }
    }

    private async Task AnswerAsync(JsonElement request, CancellationToken ct)
    {
        if (!request.TryGetProperty("id", out var id))
            return;
        var method = request.GetProperty("method").GetString();
        var result = method switch
        {
            "initialize" => """{"serverInfo":{"name":"open-xiaozhi-client"}}""",
            "tools/list" => """{"tools":[{"name":"self.bad","inputSchema":{"type":"array"}},{"name":"self.camera.take_photo","description":"Takes a photo.","inputSchema":{"type":"object","properties":{},"required":{}}}]}""",
            _ => JsonSerializer.Serialize(new { content = new[] { new { type = "text", text = Photo() } } }),
        };
        await SendAsync($$$"""{"session_id":"{{{_session}}}","type":"mcp","payload":{"jsonrpc":"2.0","id":{{{id.GetRawText()}}},"result":{{{result}}}}}""", ct);
        if (method == "tools/list")
            await SendAsync($$"""{"session_id":"{{_session}}","type":"listen","state":"detect","text":"what do you see"}""", ct);
    }

    private static string Photo()
    {
        var bytes = new byte[33_000];
        new Random(5).NextBytes(bytes);
        return $$$"""{"success":true,"photo_data":"data:image/jpeg;base64,{{{Convert.ToBase64String(bytes)}}}","vision_analysis":{"text":"a cat on a sofa"}}""";
    }

    private async Task SendAsync(string text, CancellationToken ct) =>
        await _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, ct);

    private async Task<JsonElement?> ReadAsync(CancellationToken ct)
    {
        var buffer = new byte[1 << 16];
        while (true)
        {
            var length = 0;
            ValueWebSocketReceiveResult read;
            do
            {
                read = await _socket.ReceiveAsync(buffer.AsMemory(length), ct);
                length += read.Count;
            }
            while (!read.EndOfMessage);
            if (read.MessageType == WebSocketMessageType.Close)
                return null;
            if (read.MessageType == WebSocketMessageType.Text)
                return JsonElement.Parse(buffer.AsSpan(0, length));
        }
    }
}
