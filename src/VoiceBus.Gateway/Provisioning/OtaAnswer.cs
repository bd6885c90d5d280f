using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using VoiceBus.Core.Devices;

namespace VoiceBus.Gateway.Provisioning;

/// <summary>
/// What a board is told (protocol.md 6.2). Token and version are always written: boards keep old ones otherwise. An <c>mqtt</c>
/// object only where a gateway is configured: its mere presence makes boards leave the socket.
/// </summary>
internal sealed record OtaAnswer
{
    /// <summary>The time in milliseconds since 1970, UTC.</summary>
    public required long Timestamp { get; init; }

    /// <summary>Minutes east of UTC.</summary>
    public required int TimezoneOffset { get; init; }

    /// <summary>Dotted integers.</summary>
    public required string FirmwareVersion { get; init; }

    /// <summary>Absolute, or empty when there is nothing newer.</summary>
    public required string FirmwareUrl { get; init; }

    /// <summary>Absolute, ws or wss, with port.</summary>
    public required string SocketUrl { get; init; }

    /// <summary>The device's own bearer token, or empty when it did not say who it is.</summary>
    public required string Token { get; init; }

    /// <summary>The MQTT gateway in front and the device's way into it, or null.</summary>
    public MqttAnswer? Mqtt { get; init; }

    /// <summary>What to show and prove first, or null.</summary>
    public PendingActivation? Activation { get; init; }

    /// <summary>Words shown above the code.</summary>
    public string Message { get; init; } = "";

    private static readonly JsonWriterOptions _readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The answer's body: UTF-8 JSON.</summary>
    public ReadOnlyMemory<byte> ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, _readable))
        {
            json.WriteStartObject();
            WriteTime(json);
            json.WriteStartObject("firmware"u8);
            json.WriteString("version"u8, FirmwareVersion);
            json.WriteString("url"u8, FirmwareUrl);
            json.WriteEndObject();
            json.WriteStartObject("websocket"u8);
            json.WriteString("url"u8, SocketUrl);
            json.WriteString("token"u8, Token);
            json.WriteNumber("version"u8, 1);
            json.WriteEndObject();
            Mqtt?.Write(json);
            WriteActivation(json);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private void WriteTime(Utf8JsonWriter json)
    {
        json.WriteStartObject("server_time"u8);
        json.WriteNumber("timestamp"u8, Timestamp);
        json.WriteNumber("timezone_offset"u8, TimezoneOffset);
        json.WriteEndObject();
    }

    private void WriteActivation(Utf8JsonWriter json)
    {
        if (Activation is not { } activation)
            return;
        json.WriteStartObject("activation"u8);
        json.WriteString("message"u8, $"{Message}\n{activation.Code}");
        json.WriteString("code"u8, activation.Code);
        json.WriteString("challenge"u8, activation.Challenge);
        json.WriteNumber("timeout_ms"u8, 30_000);
        json.WriteEndObject();
    }
}
