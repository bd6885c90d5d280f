using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace VoiceBus.Gateway.Provisioning;

/// <summary>
/// The <c>mqtt</c> object of an OTA answer as xinnan's servers write it (main/xiaozhi-server core/api/ota_handler.py,
/// DeviceServiceImpl.java), so that its gateway, unmodified, lets the board in. Immutable.
/// </summary>
/// <param name="Options">The gateway.</param>
/// <param name="Mac">The device's id with <c>_</c> for each colon.</param>
/// <param name="ClientId">The board's model and its id twice.</param>
/// <param name="Username">Where the board asked from, as base64 of JSON.</param>
internal sealed record MqttAnswer(MqttGatewayOptions Options, string Mac, string ClientId, string Username)
{
    private const string UnknownModel = "default";

    /// <summary>What a device is told; null where no gateway is configured.</summary>
    /// <param name="options">The gateway.</param>
    /// <param name="request">Who asks.</param>
    /// <param name="address">Where from, or null.</param>
    public static MqttAnswer? For(MqttGatewayOptions options, OtaRequest request, string? address)
    {
        if (string.IsNullOrWhiteSpace(options.Endpoint))
            return null;
        var mac = request.DeviceId.Replace(':', '_');
        // The gateway parts the id at @@@; blanks and colons are in no topic.
        var model = string.Concat(request.Board.Select(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' ? letter : '_'));
        return new MqttAnswer(
            options, mac, $"GID_{(model.Length == 0 ? UnknownModel : model)}@@@{mac}@@@{mac}",
            Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(new UserData(address ?? "unknown"), MqttJson.Default.UserData)));
    }

    /// <summary>Writes the object.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("mqtt"u8);
        json.WriteString("endpoint"u8, Options.Endpoint!.Trim());
        json.WriteString("client_id"u8, ClientId);
        json.WriteString("username"u8, Username);
        json.WriteString("password"u8, Password());
        json.WriteString("publish_topic"u8, Options.PublishTopic);
        json.WriteString("subscribe_topic"u8, Options.SubscribeTopic.Replace("{mac}", Mac, StringComparison.OrdinalIgnoreCase));
        if (Options.KeepAlive is { } seconds)
            json.WriteNumber("keepalive"u8, seconds);
        json.WriteEndObject();
    }

    private string Password() => string.IsNullOrEmpty(Options.SignatureKey) ? "" : Convert.ToBase64String(
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(Options.SignatureKey), Encoding.UTF8.GetBytes($"{ClientId}|{Username}")));
}

/// <summary>What the gateway is told of a user.</summary>
/// <param name="Ip">Where the board asked from.</param>
internal sealed record UserData([property: System.Text.Json.Serialization.JsonPropertyName("ip")] string Ip);

/// <summary>Serialization of it, generated at build time.</summary>
[System.Text.Json.Serialization.JsonSerializable(typeof(UserData))]
internal sealed partial class MqttJson : System.Text.Json.Serialization.JsonSerializerContext;
