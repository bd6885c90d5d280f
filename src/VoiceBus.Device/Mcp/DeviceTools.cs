using System.Buffers;
using System.Text.Json;

namespace VoiceBus.Device.Mcp;

/// <summary>
/// A small MCP server as it runs behind a device's socket (protocol.md 5): status, loudspeaker volume, screen brightness and,
/// if there is one, a camera, with the firmware's habits (numeric ids only, errors without code, notifications ignored). Safe
/// from any thread.
/// </summary>
/// <param name="camera">The camera, or null.</param>
public sealed class DeviceTools(DeviceCamera? camera = null) : IDeviceMcpServer
{
    private const string CameraTool = "self.camera.take_photo";
    private const string StatusTool = "self.get_device_status";
    private const string VolumeTool = "self.audio_speaker.set_volume";
    private const string BrightnessTool = "self.screen.set_brightness";
    private const int Max = 100;

    private int _volume = 70;
    private int _brightness = 75;
    private readonly TaskCompletionSource<DeviceVision?> _vision = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The loudspeaker's volume, 0 to 100.</summary>
    public int Volume => Volatile.Read(ref _volume);

    /// <summary>The screen's brightness, 0 to 100.</summary>
    public int Brightness => Volatile.Read(ref _brightness);

    /// <summary>Where the server wants pictures; known, or known not to be told, once it has initialised the session.</summary>
    public Task<DeviceVision?> Vision => _vision.Task;

    /// <inheritdoc/>
    public async ValueTask<byte[]?> AnswerAsync(JsonElement request, CancellationToken ct)
    {
        if (camera is null || !IsRequest(request, out var id, out var method) || method != "tools/call"
            || !request.TryGetProperty("params", out var parameters) || parameters.ValueKind != JsonValueKind.Object
            || Text(parameters, "name") != CameraTool)
        {
            return Answer(request);
        }

        if (!parameters.TryGetProperty("arguments", out var arguments) || arguments.ValueKind != JsonValueKind.Object
            || Text(arguments, "question") is not { } question)
        {
            return Error(id, "Missing valid argument: question");
        }

        try
        {
            var where = Vision.IsCompletedSuccessfully ? await Vision : null;
            var words = await camera.TakePhotoAsync(where, question, ct);
            return Result(id, json => WriteContent(json, words));
        }
        catch (DeviceException failure)
        {
            return Error(id, failure.Message);
        }
    }

    /// <inheritdoc/>
    public byte[]? Answer(JsonElement request)
    {
        if (!IsRequest(request, out var id, out var method))
            return null;
        if (method == "initialize")
            _vision.TrySetResult(DeviceVision.From(request));
        return method switch
        {
            "initialize" => Result(id, WriteInitialize),
            "tools/list" => Result(id, WriteTools),
            "tools/call" => Call(id, request),
            _ => Error(id, $"Method not implemented: {method}"),
        };
    }

    private static bool IsRequest(JsonElement request, out int id, out string method)
    {
        (id, method) = (0, "");
        if (request.ValueKind != JsonValueKind.Object || Text(request, "jsonrpc") != "2.0"
            || Text(request, "method") is not { } named || named.StartsWith("notifications", StringComparison.Ordinal)
            || !request.TryGetProperty("id", out var given) || given.ValueKind != JsonValueKind.Number || !given.TryGetInt32(out id))
        {
            return false;
        }

        method = named;
        return true;
    }

    private byte[] Call(int id, JsonElement request)
    {
        if (!request.TryGetProperty("params", out var parameters) || parameters.ValueKind != JsonValueKind.Object)
            return Error(id, "Missing params");
        return Text(parameters, "name") switch
        {
            null => Error(id, "Missing name"),
            StatusTool => Result(id, json => WriteContent(json, Status())),
            VolumeTool => Set(id, parameters, "volume", ref _volume),
            BrightnessTool => Set(id, parameters, "brightness", ref _brightness),
            var name => Error(id, $"Unknown tool: {name}"),
        };
    }

    private static byte[] Set(int id, JsonElement parameters, string name, ref int field)
    {
        if (!parameters.TryGetProperty("arguments", out var arguments) || arguments.ValueKind != JsonValueKind.Object
            || !arguments.TryGetProperty(name, out var given) || given.ValueKind != JsonValueKind.Number
            || !given.TryGetInt32(out var value))
        {
            return Error(id, $"Missing valid argument: {name}");
        }

        if (value is < 0 or > Max)
            return Error(id, $"Value is out of range: {name} must be between 0 and {Max}");
        Volatile.Write(ref field, value);
        return Result(id, json => WriteContent(json, "true"));
    }

    private string Status() => $$$"""
        {"audio_speaker":{"volume":{{{Volume}}}},"screen":{"brightness":{{{Brightness}}},"theme":"light"},"battery":{"level":87,"charging":false},"network":{"type":"wifi","ssid":"voicebus","signal":"strong"}}
        """;

    private static void WriteInitialize(Utf8JsonWriter json)
    {
        json.WriteString("protocolVersion"u8, "2024-11-05"u8);
        json.WriteStartObject("capabilities"u8);
        json.WriteStartObject("tools"u8);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("serverInfo"u8);
        json.WriteString("name"u8, "voicebus-device"u8);
        json.WriteString("version"u8, "0.1.0"u8);
        json.WriteEndObject();
    }

    private void WriteTools(Utf8JsonWriter json)
    {
        json.WriteStartArray("tools"u8);
        WriteFixedTools(json);
        if (camera is not null)
        {
            json.WriteRawValue("""
                {"name":"self.camera.take_photo","description":"Takes a photo and explains it. Use it when the user asks to look at something.",
                 "inputSchema":{"type":"object","properties":{"question":{"type":"string"}},"required":["question"]}}
                """);
        }

        json.WriteEndArray();
    }

    private static void WriteFixedTools(Utf8JsonWriter json)
    {
        json.WriteRawValue("""
            {"name":"self.get_device_status","description":"Volume, screen, battery and network of the device.",
              "inputSchema":{"type":"object","properties":{}}}
            """);
        json.WriteRawValue("""
            {"name":"self.audio_speaker.set_volume","description":"Sets the volume of the loudspeaker.",
              "inputSchema":{"type":"object","properties":{"volume":{"type":"integer","minimum":0,"maximum":100}},"required":["volume"]}}
            """);
        json.WriteRawValue("""
            {"name":"self.screen.set_brightness","description":"Sets the brightness of the screen.",
              "inputSchema":{"type":"object","properties":{"brightness":{"type":"integer","minimum":0,"maximum":100}},"required":["brightness"]}}
            """);
    }

    private static void WriteContent(Utf8JsonWriter json, string text)
    {
        json.WriteStartArray("content"u8);
        json.WriteStartObject();
        json.WriteString("type"u8, "text"u8);
        json.WriteString("text"u8, text);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteBoolean("isError"u8, false);
    }

    private static byte[] Result(int id, Action<Utf8JsonWriter> write) => Reply(id, "result", write);

    // Without a code, as the firmware answers (protocol.md 5.4): servers must cope.
    private static byte[] Error(int id, string message) => Reply(id, "error", json => json.WriteString("message"u8, message));

    private static byte[] Reply(int id, string kind, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("jsonrpc"u8, "2.0"u8);
            json.WriteNumber("id"u8, id);
            json.WriteStartObject(kind);
            write(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static string? Text(JsonElement from, string name) =>
        from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
